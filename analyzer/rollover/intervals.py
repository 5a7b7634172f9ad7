"""Sets of time as sorted, disjoint, closed intervals; an instant is an interval of no length."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter

Interval = tuple[datetime, datetime]
Intervals = tuple[Interval, ...]

EVER = datetime.min.replace(tzinfo=UTC)
"""Before any log."""

NEVER = datetime.max.replace(tzinfo=UTC)
"""After any log."""

_START, _END = itemgetter(0), itemgetter(1)


def union(pieces: Iterable[Interval]) -> Intervals:
    """All that any of the intervals holds; touching ones become one."""
    merged: list[Interval] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def clip(whole: Intervals, start: datetime, end: datetime) -> Intervals:
    """The part of a set from start to end."""
    first = bisect_left(whole, start, key=_END)
    last = bisect_right(whole, end, key=_START)
    return tuple((max(a, start), min(b, end)) for a, b in whole[first:last])


def gaps(whole: Intervals, start: datetime, end: datetime) -> Intervals:
    """What a set leaves open from start to end, as intervals of some length."""
    if start >= end:
        return ()
    inside = clip(whole, start, end)
    edges = [start, *(edge for piece in inside for edge in piece), end]
    return tuple((a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b)


def subtract(whole: Intervals, holes: Iterable[Interval]) -> Intervals:
    """What is left of a set without the inside of the holes; their edges stay, for a record lies there."""
    dark = union(holes)
    left: list[Interval] = []
    for start, end in whole:
        since = start
        first = bisect_left(dark, start, key=_END)
        last = bisect_right(dark, end, key=_START)
        for a, b in dark[first:last]:
            if since <= a:
                left.append((since, a))
            since = b
        if since <= end:
            left.append((since, end))
    return union(left)


def contains(whole: Intervals, start: datetime, end: datetime | None = None) -> bool:
    """Whether one interval of the set holds the instant, or all the time from start to end."""
    place = bisect_right(whole, start, key=_START) - 1
    return place >= 0 and (end or start) <= whole[place][1]


def grown(whole: Intervals, by: timedelta) -> Intervals:
    """The set with every interval made longer at both ends."""
    return union((_earlier(start, by), _later(end, by)) for start, end in whole)


def hull(whole: Sequence[Interval]) -> Interval | None:
    """From the first start to the last end; None of an empty set."""
    return (whole[0][0], whole[-1][1]) if whole else None


def _earlier(time: datetime, by: timedelta) -> datetime:
    return time if time == EVER else time - by


def _later(time: datetime, by: timedelta) -> datetime:
    return time if time == NEVER else time + by
