"""The records of a block by what is counted of them: kind, event id and hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from analyzer.sources.evtx.columns import HOUR, IntArray, Rows, distinct

try:
    from analyzer.sources.evtx import compiled_groups
except ImportError:
    compiled_groups = None  # type: ignore[assignment]  # the one name by which it is asked for

_LOWEST, _HIGHEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_NOTHING = np.array([[0], [_HIGHEST], [_LOWEST], [_HIGHEST], [_LOWEST]])
"""The sums of no records."""

_COLUMNS = 8
"""Of a group: what it is, and its sums."""

Sums: TypeAlias = tuple[int, int, int, int, int]
"""Count, first and last id, earliest and latest time."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Kinds, event ids and hours (all 0 unless asked for), their sums, and each row's place among them."""

    events: list[tuple[int, int, int]]
    sums: list[Sums]
    place: IntArray


def grouped(rows: Rows, hourly: bool = False) -> Groups:
    """The groups of some records, by compiled code where it could be built."""
    return _by_numpy(rows, hourly) if compiled_groups is None else _compiled(rows, hourly)


def _compiled(rows: Rows, hourly: bool) -> Groups:
    kind, event_id, record_id, time = map(
        np.ascontiguousarray, (rows.kind, rows.event_id, rows.record_id, rows.time)
    )
    hour = HOUR if hourly else 0
    slots = np.full(2 << len(rows).bit_length(), -1, np.int32)
    place, found = np.empty(len(rows), np.int64), np.empty((len(rows), _COLUMNS), np.int64)
    count = compiled_groups.grouped(kind, event_id, record_id, time, hour, slots, place, found)
    told = found[:count].tolist()
    return Groups([tuple(one[:3]) for one in told], [tuple(one[3:]) for one in told], place)


def _by_numpy(rows: Rows, hourly: bool) -> Groups:
    pairs, place = _by_pair(rows)
    events = [(kind, event, 0) for kind, event in pairs]
    if hourly:
        both, place = np.unique(np.stack([place, rows.time // HOUR]), axis=1, return_inverse=True)
        place = place.reshape(-1)
        events = [(*pairs[p], h) for p, h in both.T.tolist()]
    sums = np.tile(_NOTHING, len(events))
    sums[0] = np.bincount(place, minlength=len(events))
    for first, column in ((1, rows.record_id), (3, rows.time)):
        np.minimum.at(sums[first], place, column)
        np.maximum.at(sums[first + 1], place, column)
    return Groups(events, list(zip(*sums.tolist(), strict=True)), place)


def _by_pair(rows: Rows) -> tuple[list[tuple[int, int]], IntArray]:
    kinds, kind = distinct(rows.kind, int(rows.kind.max(initial=0)) + 1)
    events, event = distinct(rows.event_id, 1 << 16)
    pairs, place = distinct(kind * events.size + event, kinds.size * events.size)
    return [(int(kinds[p // events.size]), int(events[p % events.size])) for p in pairs.tolist()], place
