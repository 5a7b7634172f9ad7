"""Records as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from analyzer.sources.evtx.layout import CHUNK

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
_Values = TypeVar("_Values", bound=NDArray[Any])

HOUR = 3600 * 10_000_000
"""An hour in the unit of FILETIME, whose hours are those of UTC."""

QUARTER = HOUR // 4

_LARGEST_TABLE = 1 << 22


@dataclass(frozen=True, slots=True)
class Rows:
    """Records, a column each: place in the block, number of the kind, what the head and System say.

    `header_id` numbers the records of the file, and is not EventRecordID; `time` is a
    FILETIME: 100 ns since 1601, UTC.
    """

    at: IntArray
    header_id: IntArray
    kind: IntArray
    event_id: IntArray
    record_id: IntArray
    time: IntArray

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Self:
        """The rows of all parts, by their place."""
        order = np.argsort(np.concatenate([part.at for part in parts]), kind="stable")
        columns = zip(*(part._columns() for part in parts), strict=True)
        return cls(*(np.concatenate(column)[order] for column in columns))

    def __getitem__(self, which: BoolArray | IntArray) -> Rows:
        """Some of the rows."""
        return Rows(*(column[which] for column in self._columns()))

    def __len__(self) -> int:
        """How many rows there are."""
        return self.at.size

    def _columns(self) -> tuple[IntArray, ...]:
        return self.at, self.header_id, self.kind, self.event_id, self.record_id, self.time


def distinct(values: IntArray, limit: int) -> tuple[IntArray, IntArray]:
    """The distinct values, sorted, and each value's place among them; all are from 0 to below `limit`."""
    if limit > _LARGEST_TABLE:
        found, _, place = unique(values)
        return found, place
    seen = np.zeros(limit, np.bool_)
    seen[values] = True
    found = np.flatnonzero(seen)
    places = np.empty(limit, np.int32)
    places[found] = np.arange(found.size)
    return found, places[values].astype(np.int64)


def unique(values: _Values) -> tuple[_Values, IntArray, IntArray]:
    """The distinct values, sorted, where each stands first, and each value's place among them.

    As `numpy.unique`, which loads `numpy.ma`; that takes longer than to index a block.
    """
    order = np.argsort(values, kind="stable")
    ascending = values[order]
    fresh = np.append(np.ones(min(values.size, 1), np.bool_), ascending[1:] != ascending[:-1])
    place = np.empty(values.size, np.int64)
    place[order] = np.cumsum(fresh) - 1
    return ascending[fresh], order[fresh], place


def by_chunk(at: IntArray) -> Iterator[tuple[int, int, list[int]]]:
    """The ascending positions chunk by chunk: its number, how many stand before it, and offsets in it."""
    numbers = at // CHUNK
    starts = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
    for first, end in pairwise([*starts, at.size]):
        number = int(numbers[first])
        yield number, first, (at[first:end] - number * CHUNK).tolist()
