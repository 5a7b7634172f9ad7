"""Sets of time as arrays: union, intersection, difference, and their length in the bins of a grid.

A `Spans` is an int64 array of shape (n, 2): starts and ends in microseconds since the
epoch, disjoint, ascending, closed at the start and open at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Spans = NDArray[np.int64]
HOUR = 3_600_000_000
NOTHING: Spans = np.empty((0, 2), dtype=np.int64)


def microseconds(times: Iterable[datetime]) -> NDArray[np.int64]:
    """Aware times as microseconds since the epoch."""
    return np.asarray(pd.DatetimeIndex(pd.to_datetime(list(times), utc=True)).as_unit("us").asi8)


def spans(pairs: Iterable[tuple[datetime, datetime]]) -> Spans:
    """The union of intervals given as start and end; empty and reversed ones hold nothing."""
    flat = [time for pair in pairs for time in pair]
    return union(microseconds(flat).reshape(-1, 2)) if flat else NOTHING


def union(pairs: Spans) -> Spans:
    """Overlapping and touching intervals of any order merged."""
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    if not len(pairs):
        return NOTHING
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    reach = np.maximum.accumulate(pairs[:, 1])
    first = np.flatnonzero(np.concatenate(([True], pairs[1:, 0] > reach[:-1])))
    last = np.concatenate((first[1:] - 1, [len(pairs) - 1]))
    return np.column_stack((pairs[first, 0], reach[last]))


def union_of(parts: Sequence[Spans]) -> Spans:
    """The union of any number of sets."""
    return union(np.concatenate(parts)) if parts else NOTHING


def holds(whole: Spans, instants: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the instants lie in the set."""
    if not len(whole):
        return np.zeros(len(instants), dtype=np.bool_)
    place = np.searchsorted(whole[:, 0], instants, side="right") - 1
    return np.asarray((place >= 0) & (instants < whole[place, 1]))


def intersection(one: Spans, other: Spans) -> Spans:
    """What both sets hold."""
    pieces = _pieces(one, other)
    return union(pieces[holds(one, pieces[:, 0]) & holds(other, pieces[:, 0])])


def difference(one: Spans, other: Spans) -> Spans:
    """What the first set holds and the second does not."""
    pieces = _pieces(one, other)
    return union(pieces[holds(one, pieces[:, 0]) & ~holds(other, pieces[:, 0])])


def _pieces(one: Spans, other: Spans) -> Spans:
    edges = np.unique(np.concatenate((one.ravel(), other.ravel())))
    return np.column_stack((edges[:-1], edges[1:]))


def hours(whole: Spans) -> float:
    """The total length in hours."""
    return float((whole[:, 1] - whole[:, 0]).sum()) / HOUR


def elapsed(whole: Spans, instants: NDArray[np.int64]) -> NDArray[np.float64]:
    """The hours of the set that lie before each instant, in the shape of the instants."""
    if not len(whole):
        return np.zeros(np.shape(instants))
    before = np.concatenate(([0], np.cumsum(whole[:, 1] - whole[:, 0])))
    place = np.searchsorted(whole[:, 0], instants, side="right")
    overshoot = np.where(place > 0, np.maximum(whole[place - 1, 1] - instants, 0), 0)
    return np.asarray((before[place] - overshoot) / HOUR)


def hours_between(whole: Spans, edges: NDArray[np.int64]) -> NDArray[np.float64]:
    """The hours of the set in each bin of a grid of ascending edges; one fewer than edges."""
    return np.diff(elapsed(whole, edges))
