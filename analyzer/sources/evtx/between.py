"""Chunks in which no record is seen, and chunks without a head: what they held, by the records around them.

Header ids count the records of a file without a gap, so those before and behind such
a place tell how many are lost in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


@dataclass(frozen=True, slots=True)
class _Between:
    """A place, and the records of its block before and behind it; None where another block has them."""

    place: _Place
    before: _Record | None
    behind: _Record | None


@dataclass(frozen=True, slots=True)
class View:
    """Such places of one block, and its first and last record, between which those of others lie."""

    places: tuple[_Between, ...]
    first: _Record | None
    last: _Record | None

    @classmethod
    def of(
        cls, block: Block, at: IntArray, rows: Rows, bare: Sequence[tuple[int, bool]], headless: Sequence[int]
    ) -> View:
        """The view of a block.

        `at` are the positions of all records that can be seen, `rows` those of them that
        can be read; `bare` are chunks without any, and whether they hold anything but
        zeros; `headless` those whose head is destroyed.
        """

        def record(number: int, side: int) -> _Record | None:
            return _record(block, at, rows, number, side) if 0 <= number < at.size else None

        between = []
        for place in _places(block, bare, headless):
            before = int(np.searchsorted(at, place.first * CHUNK)) - 1
            behind = int(np.searchsorted(at, place.end * CHUNK))
            between.append(_Between(place, record(before, -1), record(behind, 1)))
        return cls(tuple(between), record(0, 1), record(at.size - 1, -1))


def losses_between(path: str, views: Iterable[View]) -> Iterator[Loss]:
    """What is lost at such places of a file, of the views of its blocks in order."""
    last: _Record | None = None
    kept: _Place | None = None
    for view in views:
        between, kept = _carried(kept, view), None
        for one in between:
            if one.behind is not None:
                yield from _loss(path, one.place, one.before or last, one.behind)
            elif kept is None or (one.place.certain and not kept.certain):
                kept = one.place
        last = view.last or last
    if kept and kept.certain:
        yield _loss_of(path, kept, None, None, None)


def _carried(kept: _Place | None, view: View) -> list[_Between]:
    """The places of a block behind the one at the end of the block before, or joined with it."""
    if kept is None:
        return list(view.places)
    if not view.places or view.places[0].place.first > 0:
        return [_Between(replace(kept, first=0, end=0), None, view.first), *view.places]
    first, *others = view.places
    joined = replace(kept if kept.certain else first.place, position=kept.position)
    chunks = kept.chunks + first.place.chunks
    place = replace(joined, first=0, end=first.place.end, chunks=chunks)
    return [replace(first, place=place), *others]


def _loss(path: str, place: _Place, before: _Record | None, behind: _Record) -> Iterator[Loss]:
    missing = behind.header_id - before.header_id - 1 if before else -1
    if before and 0 <= missing <= max(place.chunks, 1) * _MOST_RECORDS:
        if missing or place.certain:
            same = missing and before.distance is not None and before.distance == behind.distance
            first = before.header_id + (before.distance or 0) + 1
            yield _loss_of(path, place, missing, *((first, first + missing - 1) if same else (None, None)))
    elif place.certain or (before and place.chunks):
        yield _loss_of(path, place, None, None, None)


def _loss_of(path: str, place: _Place, count: int | None, first: int | None, last: int | None) -> Loss:
    unknown = "" if count is not None else ": how many records it held is not known"
    return Loss(path, place.position, first, last, count, "damaged", place.reason + unknown)


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
    return _Record(_header_id(block, place), int(rows.record_id[row] - rows.header_id[row]))


def _header_id(block: Block, at: int) -> int:
    return int(block.words[(at >> 3) + 1])
