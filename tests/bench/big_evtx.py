"""Large EVTX files made of real chunks, repeated with fresh record ids, times and checksums."""

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
TIME, RECORD_ID = 6, 10
"""The indexes of TimeCreated and EventRecordID in the values of every template seen."""
START = 133_803_360_000_000_000
"""The time of the first record, as FILETIME: 2025-01-02."""
STEP = 10_000_000
"""Time from one record to the next: a second."""


@dataclass(frozen=True, slots=True)
class Mould:
    """A chunk, and where in it ids and times stand: in the records' headers and in their values."""

    data: NDArray[np.uint8]
    ids: tuple[NDArray[np.int64], ...]
    times: tuple[NDArray[np.int64], ...]

    @classmethod
    def of(cls, chunk: bytes) -> Mould:
        """The mould of a whole chunk; python-evtx says where the ids stand."""
        records = list(ChunkHeader(chunk, 0).records())
        heads = np.array([record.offset() for record in records])
        values = [record.root().substitutions() for record in records]
        times, ids = (np.array([v[index].offset() for v in values]) for index in (TIME, RECORD_ID))
        return cls(np.frombuffer(chunk, np.uint8), (heads + 8, ids), (heads + 16, times))

    @property
    def records(self) -> int:
        """How many records a cast has."""
        return self.ids[0].size

    def cast(self, first: int) -> bytes:
        """The chunk with ids from `first` on, and times that go with them."""
        data = self.data.copy()
        ids = np.arange(first, first + self.records, dtype="<i8")
        for numbers, all_places in ((ids, self.ids), (START + ids * STEP, self.times)):
            for places in all_places:
                data[places[:, None] + np.arange(8)] = numbers.view(np.uint8).reshape(-1, 8)
        struct.pack_into("<4Q", data, 8, *(first, first + self.records - 1) * 2)
        (free,) = struct.unpack_from("<I", data, 48)
        struct.pack_into("<I", data, 52, crc32(data[0x200:free]))
        struct.pack_into("<I", data, 124, crc32(data[128:0x200], crc32(data[:120])))
        return data.tobytes()


def moulds(files: Sequence[Path]) -> list[Mould]:
    """A mould of every whole chunk with records of the files."""
    return [mould for path in files for chunk in _chunks(path) if (mould := Mould.of(chunk)).records > 1]


def write(
    stream: BinaryIO,
    many: Sequence[Mould],
    few: Sequence[Mould],
    size: int,
    every: int = 1024,
    first: int = 1,
) -> int:
    """Write a file of about `size` bytes: the many by turns, and one of the few among `every` chunks.

    Ids count from `first` on; returns the last.
    """
    count = size // CHUNK
    stream.write(_file_header(count))
    next_id = first
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
