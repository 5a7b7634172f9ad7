"""Large EVTX files made of real chunks, repeated with fresh record ids."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

import numpy as np
from Evtx.Evtx import ChunkHeader
from numpy.typing import NDArray

CHUNK = 0x10000
HEADER = 0x1000
RECORD_ID = 10
"""The index of EventRecordID in the values of every template seen."""


@dataclass(frozen=True, slots=True)
class Mould:
    """A chunk, and where in it ids stand: in the records' headers and in their values."""

    data: NDArray[np.uint8]
    header_ids: NDArray[np.int64]
    record_ids: NDArray[np.int64]

    @classmethod
    def of(cls, chunk: bytes) -> Mould:
        """The mould of a whole chunk; python-evtx says where the ids stand."""
        header_ids, record_ids = [], []
        for record in ChunkHeader(chunk, 0).records():
            header_ids.append(record.offset() + 8)
            record_ids.append(record.root().substitutions()[RECORD_ID].offset())
        return cls(np.frombuffer(chunk, np.uint8), np.array(header_ids), np.array(record_ids))

    @property
    def records(self) -> int:
        """How many records a cast has."""
        return self.header_ids.size

    def cast(self, first: int) -> bytes:
        """The chunk with ids from `first` on."""
        data = self.data.copy()
        ids = np.arange(first, first + self.records, dtype="<u8").view(np.uint8).reshape(-1, 8)
        for places in (self.header_ids, self.record_ids):
            data[places[:, None] + np.arange(8)] = ids
        header = struct.pack("<4Q", first, first + self.records - 1, first, first + self.records - 1)
        data[8:40] = np.frombuffer(header, np.uint8)
        return data.tobytes()


def moulds(files: Sequence[Path]) -> list[Mould]:
    """A mould of every whole chunk with records of the files."""
    return [mould for path in files for chunk in _chunks(path) if (mould := Mould.of(chunk)).records > 1]


def write(stream: BinaryIO, many: Sequence[Mould], few: Sequence[Mould], size: int, every: int = 1024) -> int:
    """Write a file of about `size` bytes: the many by turns, and one of the few among `every` chunks.

    Returns the number of records.
    """
    count = size // CHUNK
    stream.write(_file_header(count))
    next_id = 1
    for number in range(count):
        turn = number // every
        mould = few[turn % len(few)] if few and number % every == 0 else many[number % len(many)]
        stream.write(mould.cast(next_id))
        next_id += mould.records
    return next_id - 1


def _chunks(path: Path) -> Iterator[bytes]:
    data = path.read_bytes()
    for at in range(HEADER, len(data) - CHUNK + 1, CHUNK):
        if data.startswith(b"ElfChnk\0", at):
            yield data[at : at + CHUNK]


def _file_header(chunks: int) -> bytes:
    head = struct.pack("<8s3QI4H", b"ElfFile\0", 0, chunks - 1, 0, 128, 1, 3, HEADER, chunks).ljust(
        120, b"\0"
    )
    return (head + struct.pack("<II", 0, crc32(head))).ljust(HEADER, b"\0")
