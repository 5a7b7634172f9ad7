"""Chunks in which no record is seen, and chunks without a head: what they held, by the records around them.

Header ids count the records of a file without a gap, so those before and behind such
a place tell how many are lost in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from analyzer.model import Loss
from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import IntArray, Rows
from analyzer.sources.evtx.layout import CHUNK, SMALLEST_RECORD

_MOST_RECORDS = CHUNK // SMALLEST_RECORD
_HEADLESS = "the head of the chunk is destroyed"


@dataclass(frozen=True, slots=True)
class _Record:
    """Header id, and how far the EventRecordID is from it, where that is known."""

    header_id: int
    distance: int | None


@dataclass(frozen=True, slots=True)
class _Place:
    """Chunks `first` to before `end` of a block, none for the joint of two; `position` is where they begin.

    `chunks` counts those of the block before too.  A `certain` place is a loss even if
    nobody knows how much is lost.
    """

    first: int
    end: int
    chunks: int
    position: str
    reason: str
    certain: bool


class Between:
    """What is lost at such places of one file, block by block."""

    def __init__(self, path: str) -> None:
        """Nothing stands before the first block."""
        self._path = path
        self._before: _Record | None = None
        self._open: _Place | None = None

    def losses(
        self,
        block: Block,
        at: IntArray,
        rows: Rows,
        bare: Sequence[tuple[int, bool]],
        headless: Sequence[int],
    ) -> Iterator[Loss]:
        """The losses of a block.

        `at` are the positions of all records that can be seen, `rows` those of them that
        can be read; `bare` are chunks without any, and whether they hold anything but
        zeros; `headless` those whose head is destroyed.  A place at a block's end is kept
        until the next block, or `rest`, tells what follows.
        """
        places, self._open = self._carried(list(_places(block, bare, headless))), None
        for place in places:
            behind = int(np.searchsorted(at, place.end * CHUNK))
            if behind < at.size:
                before = int(np.searchsorted(at, place.first * CHUNK)) - 1
                known = _record(block, at, rows, before, -1) if before >= 0 else self._before
                yield from self._loss(place, known, _record(block, at, rows, behind, 1))
            elif self._open is None or (place.certain and not self._open.certain):
                self._open = place
        if at.size:
            self._before = _record(block, at, rows, at.size - 1, -1)

    def rest(self) -> Iterator[Loss]:
        """What is lost at the end of the file."""
        if self._open and self._open.certain:
            yield self._loss_of(self._open, None, None, None)

    def _carried(self, places: list[_Place]) -> list[_Place]:
        """The places of a block behind the one at the end of the block before, or joined with it."""
        kept = self._open
        if kept is None:
            return places
        if not places or places[0].first > 0:
            return [replace(kept, first=0, end=0), *places]
        first, *others = places
        joined = replace(kept if kept.certain else first, position=kept.position)
        chunks = kept.chunks + first.chunks
        return [replace(joined, first=0, end=first.end, chunks=chunks), *others]

    def _loss(self, place: _Place, before: _Record | None, behind: _Record) -> Iterator[Loss]:
        missing = behind.header_id - before.header_id - 1 if before else -1
        if before and 0 <= missing <= max(place.chunks, 1) * _MOST_RECORDS:
            if missing or place.certain:
                same = missing and before.distance is not None and before.distance == behind.distance
                first = before.header_id + (before.distance or 0) + 1
                yield self._loss_of(place, missing, *((first, first + missing - 1) if same else (None, None)))
        elif place.certain or (before and place.chunks):
            yield self._loss_of(place, None, None, None)

    def _loss_of(self, place: _Place, count: int | None, first: int | None, last: int | None) -> Loss:
        unknown = "" if count is not None else ": how many records it held is not known"
        return Loss(self._path, place.position, first, last, count, "damaged", place.reason + unknown)


def _places(block: Block, bare: Sequence[tuple[int, bool]], headless: Sequence[int]) -> Iterator[_Place]:
    """Places in order; a joint that touches bare chunks is one with them."""
    found = []
    for _, side_by_side in groupby(enumerate(bare), lambda pair: pair[1][0] - pair[0]):
        run = [chunk for _, chunk in side_by_side]
        chunks = "1 chunk" if len(run) == 1 else f"{len(run)} chunks"
        certain = any(holds for _, holds in run)
        reason = f"no record can be recognised in {chunks}" if certain else f"nothing but zeros in {chunks}"
        found.append(
            _Place(run[0][0], run[-1][0] + 1, len(run), block.position(run[0][0] * CHUNK), reason, certain)
        )
    taken = {edge for place in found for edge in (place.first, place.end)}
    for number in headless:
        position = block.position(number * CHUNK)
        joints = [edge for edge in (number, number + 1) if edge not in taken]
        found += [_Place(edge, edge, 0, position, _HEADLESS, edge == joints[0]) for edge in joints]
        taken.update(joints)
    return iter(sorted(found, key=lambda place: place.first))


def _record(block: Block, at: IntArray, rows: Rows, number: int, side: int) -> _Record:
    """A record beside a place; the nearest one on its `side` that can be read tells how ids run there."""
    place = int(at[number])
    row = int(np.searchsorted(rows.at, place + (side < 0))) + min(side, 0)
    if not 0 <= row < len(rows) or rows.at[row] // CHUNK != place // CHUNK:
        return _Record(_header_id(block, place), None)
    return _Record(_header_id(block, place), int(rows.record_id[row]) - _header_id(block, int(rows.at[row])))


def _header_id(block: Block, at: int) -> int:
    return int(block.words[(at >> 3) + 1])
