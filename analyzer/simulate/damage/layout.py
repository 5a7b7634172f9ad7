"""Where the records of a sound EVTX file lie (MS-EVEN6 2.2.12; Metz, EVTX format)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zlib import crc32

HEADER = 0x1000
CHUNK = 0x10000
FIRST_RECORD = 0x200
_RECORD = struct.Struct("<4sIQ")
_CRC_AT = 124


@dataclass(frozen=True, slots=True)
class Placed:
    """A record's place in its file: `record_id` is the EventRecordID, whatever its header says."""

    record_id: int
    chunk: int
    start: int
    end: int


def placed(data: bytes, ids: Sequence[int] | None = None) -> list[Placed]:
    """The records of a sound file in its order.

    `ids` are their EventRecordIDs; without them those of the records' headers, which
    an export counts anew.
    """
    found = list(_walk(data))
    if ids is None:
        return found
    return [Placed(i, p.chunk, p.start, p.end) for i, p in zip(ids, found, strict=True)]


def chunks(data: bytes) -> int:
    """How many whole chunks follow the file's header."""
    return max(0, len(data) - HEADER) // CHUNK


def chunk_at(number: int) -> int:
    """Where a chunk begins, counted from 0."""
    return HEADER + number * CHUNK


def resealed(header: bytearray) -> None:
    """Bring the checksum of a file's header up to date."""
    header[_CRC_AT : _CRC_AT + 4] = crc32(header[:120]).to_bytes(4, "little")


def _walk(data: bytes) -> Iterator[Placed]:
    for number in range(chunks(data)):
        start = chunk_at(number)
        (free,) = struct.unpack_from("<I", data, start + 48)
        at, end = start + FIRST_RECORD, start + free
        while at + _RECORD.size <= end:
            magic, size, record_id = _RECORD.unpack_from(data, at)
            if magic != b"**\0\0":
                break
            yield Placed(record_id, number, at, at + size)
            at += size
