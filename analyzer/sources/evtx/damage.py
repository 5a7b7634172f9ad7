"""The damaged chunks of a block: which records they still hold, and what is said of the lost ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from analyzer.model import Loss
from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import BoolArray, IntArray, Rows, distinct
from analyzer.sources.evtx.decode import decode
from analyzer.sources.evtx.layout import CHUNK, ChunkHeader, RecordHeader
from analyzer.sources.evtx.pythonevtx import MOST_IN_VAIN, Patience
from analyzer.sources.evtx.survey import Gap, Survey, survey

_COPY = 4
"""Bytes of the copy of a record's size at its end, which nobody needs to read it."""

_BLANK = 32
"""So many zeros at its end no record was seen to have."""

_NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class Damage:
    """Damaged chunks of a block by their number; `records`, `torn` and `cut` are positions in the block.

    `torn` are records whose end is overwritten, `cut` those that the file ends within.
    `bare` are chunks without any record, and whether they hold anything but zeros.
    """

    records: IntArray
    torn: list[int]
    cut: list[int]
    gaps: list[tuple[int, Gap]]
    headless: list[int]
    bare: list[tuple[int, bool]]


def look_into(block: Block, numbers: Sequence[int], patience: Patience) -> Damage:
    """Survey those chunks of a block; records whose end is overwritten count only if they can be decoded."""
    records, torn, cut, gaps, headless, bare = [], [], [], [], [], []
    for number in numbers:
        chunk, start = block.chunk(number), number * CHUNK
        found = survey(chunk)
        ended = {o for o in found.records if start + _end(chunk, o) - _COPY > block.end}
        gone = _unreadable(chunk, found, patience) - ended
        records += [start + offset for offset in found.records if offset not in gone | ended]
        torn += [start + offset for offset in sorted(gone)]
        cut += [start + offset for offset in sorted(ended)]
        gaps += [(number, gap) for gap in found.gaps]
        headless += [number] if found.headless else []
        bare += [(number, not found.zeros)] if found.bare else []
    return Damage(np.array(records, np.int64), torn, cut, gaps, headless, bare)


def _unreadable(chunk: bytes, found: Survey, patience: Patience) -> set[int]:
    """Records whose end is overwritten so that nobody can decode them, or by zeros, which say nothing."""
    texts = decode(chunk, found.torn, patience) if found.torn else []
    refused = {offset for offset, text in zip(found.torn, texts, strict=True) if text is None}
    return refused | {offset for offset in found.records if not any(_tail(chunk, offset))}


def _end(chunk: bytes, offset: int) -> int:
    head = RecordHeader.at(chunk, offset)
    return offset + (head.size if head else 0)


def _tail(chunk: bytes, offset: int) -> bytes:
    end = _end(chunk, offset)
    return chunk[end - _BLANK : end]


def contradicted(block: Block, rows: Rows) -> BoolArray:
    """Which records have an EventRecordID that fits neither neighbour, in chunks whose checksum is wrong.

    There a single bit makes another id.  Where the checksum is right, ids may do as they
    like: in a log of forwarded events they are those of many logs.
    """
    wrong = np.zeros(len(rows), np.bool_)
    if len(rows) < _NEIGHBOURS:
        return wrong
    header_id = rows.header_id
    distance = rows.record_id - header_id
    if (distance == distance[0]).all():
        return wrong
    wrong[1:-1] = (distance[1:-1] != distance[:-2]) & (distance[:-2] == distance[2:])
    wrong[1:-1] &= (header_id[1:-1] == header_id[:-2] + 1) & (header_id[1:-1] == header_id[2:] - 1)
    for number in distinct(rows.at[wrong] // CHUNK, block.chunks)[0].tolist():
        if ChunkHeader.is_checked(block.chunk(number)):
            wrong &= rows.at // CHUNK != number
    return wrong


class Losses:
    """Says what is lost of a block, by record id where the chunk's other records tell how ids run.

    Damage is known by header ids.  EventRecordIDs run along with them, at a distance
    that may differ from chunk to chunk.
    """

    def __init__(self, path: str, block: Block, rows: Rows) -> None:
        """Take the block and those of its records that can be read."""
        self._path = path
        self._block = block
        self._rows = rows

    def gaps(self, gaps: Sequence[tuple[int, Gap]]) -> Iterator[Loss]:
        """What lies between the records of damaged chunks."""
        for number, gap in gaps:
            at = number * CHUNK + gap.offset
            first, last = self._record_id(number, gap.first), self._record_id(number, gap.last)
            yield self._loss(at, first, last, gap.count, gap.reason)

    def records(self, positions: Sequence[int], reason: str) -> Iterator[Loss]:
        """Records that can be seen and not read; one loss for those of a chunk."""
        for number, group in groupby(positions, lambda at: at // CHUNK):
            found = list(group)
            chunk = self._block.chunk(number)
            heads = [RecordHeader.at(chunk, at % CHUNK) for at in found]
            ids = [self._record_id(number, head.header_id if head else None) for head in heads]
            known = [i for i in ids if i is not None]
            first, last = (min(known), max(known)) if len(known) == len(found) else (None, None)
            yield self._loss(found[0], first, last, len(found), reason)

    def untried(self, count: int) -> Iterator[Loss]:
        """That the slower reader gave up; the records are lost where they stand."""
        if count:
            reason = (
                f"{count:,} records that cannot be read were not tried a second time, by the slower reader: "
                f"before them it failed on {MOST_IN_VAIN:,}"
            )
            yield replace(self._loss(0, None, None, 0, reason), kind="limit")

    def _record_id(self, number: int, header_id: int | None) -> int | None:
        start, end = np.searchsorted(self._rows.at, (number * CHUNK, (number + 1) * CHUNK))
        distances = self._rows.record_id[start:end] - self._rows.header_id[start:end]
        if header_id is None or not distances.size or (distances != distances[0]).any():
            return None
        return max(header_id + int(distances[0]), 0)

    def _loss(self, at: int, first: int | None, last: int | None, count: int | None, reason: str) -> Loss:
        return Loss(self._path, self._block.position(at), first, last, count, "damaged", reason)
