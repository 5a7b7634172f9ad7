"""Where the records of one damaged chunk begin, and what of it is lost.

Behind the last record of a chunk lie remains of the chunk that was written before
it: whole records, with smaller header ids, that stand elsewhere in the file.  So
a record counts only where it follows the ones before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from analyzer.sources.evtx.layout import (
    CHUNK,
    RECORD_MAGIC,
    RECORDS,
    SMALLEST_RECORD,
    ChunkHeader,
    RecordHeader,
)

_MARK = RECORD_MAGIC.to_bytes(4, "little")
_MOST_RECORDS = CHUNK // SMALLEST_RECORD


@dataclass(frozen=True, slots=True)
class Gap:
    """A place of a chunk where records are lost; `first` and `last` are their header ids."""

    offset: int
    first: int
    last: int
    reason: str

    @property
    def count(self) -> int:
        """How many records are lost."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Survey:
    """Offsets of the records of a chunk; `torn` are those whose end is overwritten.

    A chunk is `headless` whose header is destroyed, and `bare` where neither a header nor
    a record can be seen; then `zeros` says whether there is nothing else either.
    """

    records: tuple[int, ...] = ()
    torn: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()
    headless: bool = False
    bare: bool = False
    zeros: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    offset: int
    end: int
    header_id: int
    whole: bool


def survey(chunk: bytes) -> Survey:
    """Follow the records of a chunk, across damage, as far as they belong to it."""
    header = ChunkHeader.of(chunk)
    found = list(_follow(chunk, header))
    if not found and not header.sound:
        return Survey(bare=True, zeros=chunk.count(0) == CHUNK)
    torn = [
        one.offset
        for one, following in pairwise([*found, None])
        if one and not one.whole and not _complete(one, following, header)
    ]
    offsets = tuple(one.offset for one in found)
    return Survey(offsets, tuple(torn), tuple(_gaps(found, header)), not header.sound)


def _follow(chunk: bytes, header: ChunkHeader) -> Iterator[_Found]:
    """The records from the first on, each as soon as its place in the order is sure."""
    before = header.first - 1 if header.sound else None
    at: int | None = RECORDS
    searched = False
    while at is not None:
        record = RecordHeader.at(chunk, at)
        if record is None or not (searched or _belongs(record, at, before, header)):
            at, searched = _resume(chunk, at, before, header), True
            continue
        expected = record.header_id if before is None else before + 1
        # A record in its place whose header id makes no sense is still that record.
        before = record.header_id if _in_order(record.header_id, before, header) else expected
        yield _Found(at, at + record.size, before, record.whole)
        following = RecordHeader.at(chunk, at + record.size)
        # Where its size may be the damaged part, whole records may begin before its end.
        trusted = record.whole or (following and following.header_id == before + 1)
        again = None if trusted else _resume(chunk, at, before, header)
        searched = again is not None
        at = at + record.size if again is None else again


def _belongs(record: RecordHeader, at: int, before: int | None, header: ChunkHeader) -> bool:
    """Whether a record that stands where the last one ended is the next one of this chunk."""
    if header.sound and at < header.free:
        return record.whole or _in_order(record.header_id, before, header)
    return before is None or record.header_id == before + 1


def _in_order(header_id: int, before: int | None, header: ChunkHeader) -> bool:
    if before is None:
        return True
    last = header.last if header.sound else before + _MOST_RECORDS
    return before < header_id <= max(last, before + 1)


def _resume(chunk: bytes, broken: int, before: int | None, header: ChunkHeader) -> int | None:
    """Where the next whole record of this chunk begins, behind a broken one."""
    end = header.free if header.sound else CHUNK
    at = chunk.find(_MARK, broken + 8, end)
    while at >= 0:
        record = RecordHeader.at(chunk, at) if at % 8 == 0 else None
        if record and record.whole and _in_order(record.header_id, before, header):
            return at
        at = chunk.find(_MARK, at + 1, end)
    return None


def _complete(one: _Found, following: _Found | None, header: ChunkHeader) -> bool:
    """Whether a record reaches to the next one, or to the end, so that only its last bytes are wrong."""
    if following is not None:
        return following.header_id == one.header_id + 1
    return header.sound and one.end == header.free


def _gaps(found: list[_Found], header: ChunkHeader) -> Iterator[Gap]:
    before = header.first - 1 if header.sound else found[0].header_id - 1
    end = RECORDS
    for one in found:
        if one.header_id > before + 1:
            yield Gap(end, before + 1, one.header_id - 1, "the bytes between two records are damaged")
        before, end = one.header_id, one.end
    if header.sound and before < header.last:
        yield Gap(end, before + 1, header.last, "the end of the chunk is damaged or missing")
