"""Damage to EVTX files, and what they look like when nothing is damaged at all."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzer.simulate.damage.layout import (
    CHUNK,
    FIRST_RECORD,
    HEADER,
    Placed,
    chunk_at,
    chunks,
    placed,
    resealed,
)

_SECTOR = 512
_FLAGS_AT = 120
_DIRTY, _NO_CRC = 1, 4


@dataclass(frozen=True, slots=True)
class Damaged:
    """A file's bytes, and the ids of the records that no reader can get from them.

    `doubtful` are those that a reader may miss or misread: hit in part, or in need of
    names and templates that lay in what was hit.
    """

    data: bytes
    lost: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()


Ids = Sequence[int] | None
"""The EventRecordIDs in file order, where the records' headers do not tell them."""


def truncated(data: bytes, rng: random.Random, ids: Ids = None) -> Damaged:
    """Cut the file off within its last two chunks, as a copy that was interrupted."""
    first = chunk_at(max(0, chunks(data) - 2)) + FIRST_RECORD
    end = rng.randrange(first, len(data))
    records = placed(data, ids)
    return Damaged(
        data[:end],
        _ids(p for p in records if p.start >= end),
        _ids(p for p in records if p.start < end < p.end),
    )


def stale(data: bytes, rng: random.Random) -> Damaged:
    """Let the header know of fewer chunks and records, as in a file copied from a running server."""
    damaged = bytearray(data)
    known = rng.randint(1, max(1, chunks(data) - 1))
    records = [p for p in placed(data) if p.chunk < known]
    next_id = records[-1].record_id + 1 if records else 1
    struct.pack_into("<QQ", damaged, 16, known - 1, next_id)
    struct.pack_into("<H", damaged, 42, known)
    _set_flag(damaged, _DIRTY)
    return Damaged(bytes(damaged))


def zeroed(data: bytes, rng: random.Random, ids: Ids = None) -> Damaged:
    """Zero a whole chunk, as a disk or a recovery tool does."""
    number = rng.randrange(chunks(data))
    damaged = bytearray(data)
    damaged[chunk_at(number) : chunk_at(number + 1)] = bytes(CHUNK)
    return Damaged(bytes(damaged), _ids(p for p in placed(data, ids) if p.chunk == number))


def overwritten(data: bytes, rng: random.Random, ids: Ids = None, sectors: int = 8) -> Damaged:
    """Put random bytes in place of some sectors of one chunk's records."""
    number = rng.randrange(chunks(data))
    here = [p for p in placed(data, ids) if p.chunk == number]
    begin = chunk_at(number)
    room = max(1, (here[-1].end - begin if here else CHUNK) // _SECTOR - sectors)
    start = begin + _SECTOR * rng.randrange(1, max(2, room))
    end = min(start + sectors * _SECTOR, begin + CHUNK)
    damaged = bytearray(data)
    damaged[start:end] = rng.randbytes(end - start)
    gone = [p for p in here if p.start >= start and p.end <= end]
    return Damaged(bytes(damaged), _ids(gone), _ids(p for p in here if p not in gone))


def bits_flipped(data: bytes, rng: random.Random, ids: Ids = None, flips: int = 3) -> Damaged:
    """Flip some bits among one chunk's records; what a record then says is anybody's guess."""
    number = rng.randrange(chunks(data))
    here = [p for p in placed(data, ids) if p.chunk == number]
    damaged = bytearray(data)
    end = here[-1].end if here else chunk_at(number + 1)
    for _ in range(flips):
        at = rng.randrange(chunk_at(number) + FIRST_RECORD, end)
        damaged[at] ^= 1 << rng.randrange(8)
    return Damaged(bytes(damaged), doubtful=_ids(here))


def magic_broken(data: bytes, rng: random.Random) -> Damaged:
    """Spoil the signature of one chunk; its records are whole."""
    damaged = bytearray(data)
    at = chunk_at(rng.randrange(chunks(data)))
    damaged[at : at + 8] = rng.randbytes(8)
    return Damaged(bytes(damaged))


def unchecked(data: bytes) -> Damaged:
    """Say in the header that there are no checksums, and have none, as some writers do."""
    damaged = bytearray(data)
    _set_flag(damaged, _NO_CRC)
    for number in range(chunks(data)):
        at = chunk_at(number)
        damaged[at + 52 : at + 56] = bytes(4)
        damaged[at + 124 : at + 128] = bytes(4)
    return Damaged(bytes(damaged))


def appended(data: bytes, count: int = 2) -> Damaged:
    """Add empty chunks at the end: a log takes its room in advance."""
    return Damaged(data + bytes(count * CHUNK))


def wrapped(data: bytes, rng: random.Random) -> Damaged:
    """Turn the chunks, as in a log that began anew at its file's start: the first stands after the last."""
    total = chunks(data)
    if total < 2:
        return Damaged(data)
    turn = rng.randrange(1, total)
    parts = [data[chunk_at(n) : chunk_at(n + 1)] for n in range(total)]
    header = bytearray(data[:HEADER])
    struct.pack_into("<QQ", header, 8, turn, turn - 1)
    resealed(header)
    return Damaged(bytes(header) + b"".join(parts[-turn:] + parts[:-turn]))


def kept(data: bytes, count: int, ids: Ids = None) -> Damaged:
    """Keep the last `count` chunks only: a full log forgets its oldest, a chunk at a time."""
    first = max(0, chunks(data) - count)
    header = bytearray(data[:HEADER])
    left = chunks(data) - first
    struct.pack_into("<QQ", header, 8, 0, max(0, left - 1))
    struct.pack_into("<H", header, 42, left)
    resealed(header)
    lost = _ids(p for p in placed(data, ids) if p.chunk < first)
    return Damaged(bytes(header) + data[chunk_at(first) :], lost)


def _set_flag(data: bytearray, flag: int) -> None:
    data[_FLAGS_AT] |= flag
    header = data[:HEADER]
    resealed(header)
    data[:HEADER] = header


def _ids(records: Iterable[Placed]) -> tuple[int, ...]:
    return tuple(sorted(p.record_id for p in records))
