"""How many records of each event there are, and which ids and times they span."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analyzer.model import Tally
from analyzer.sources.evtx.columns import IntArray, Rows
from analyzer.sources.evtx.index import Kind
from analyzer.sources.evtx.times import moment

_LOWEST, _HIGHEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class _Sum:
    count: int
    first: int
    last: int
    start: int
    end: int

    def __add__(self, other: _Sum) -> _Sum:
        return _Sum(
            self.count + other.count,
            min(self.first, other.first),
            max(self.last, other.last),
            min(self.start, other.start),
            max(self.end, other.end),
        )


_NOTHING = _Sum(0, _HIGHEST, _LOWEST, _HIGHEST, _LOWEST)


class Tallies:
    """Counts of those records of a file that are not decoded."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._sums: dict[tuple[int, int, int], _Sum] = {}

    def add(
        self, rows: Rows, events: Sequence[tuple[int, int, int]], event: IntArray, decoded: Sequence[bool]
    ) -> None:
        """Count rows; `event` is for each the place of its (kind, event id, hour) among `events`.

        Of which events the rows are decoded, and so not counted, `decoded` says.
        """
        first, start = np.full((2, len(events)), _HIGHEST)
        last, end = np.full((2, len(events)), _LOWEST)
        np.minimum.at(first, event, rows.record_id)
        np.maximum.at(last, event, rows.record_id)
        np.minimum.at(start, event, rows.time)
        np.maximum.at(end, event, rows.time)
        count = np.bincount(event, minlength=len(events))
        sums = zip(*(column.tolist() for column in (count, first, last, start, end)), strict=True)
        for key, left_out, numbers in zip(events, decoded, sums, strict=True):
            if not left_out:
                self._sums[key] = self._sums.get(key, _NOTHING) + _Sum(*numbers)

    def items(self, path: str, kinds: Sequence[Kind]) -> Iterator[Tally]:
        """All counts, by host, channel, provider, event id and hour."""
        merged: dict[tuple[str, str, str, int, int], _Sum] = {}
        for (number, event_id, hour), found in self._sums.items():
            kind = kinds[number]
            name = (kind.host, kind.channel, kind.provider, event_id, hour)
            merged[name] = merged.get(name, _NOTHING) + found
        for (host, channel, provider, event_id, _), found in sorted(merged.items(), key=lambda m: m[0]):
            if found.count:
                yield Tally(
                    path,
                    host,
                    channel,
                    provider,
                    event_id,
                    found.count,
                    found.first,
                    found.last,
                    moment(found.start),
                    moment(found.end),
                )


def joined(tallies: Iterable[Tally], hourly: bool) -> Iterator[Tally]:
    """Tallies of several parts of a file as those of the whole."""
    merged: dict[tuple[object, ...], Tally] = {}
    for one in tallies:
        hour = one.start.replace(minute=0, second=0, microsecond=0) if hourly else None
        name = (one.host, one.channel, one.provider, one.event_id, hour)
        other = merged.get(name)
        merged[name] = one if other is None else _added(one, other)
    yield from (merged[name] for name in sorted(merged))


def _added(one: Tally, other: Tally) -> Tally:
    ids = [i for i in (one.first_id, other.first_id, one.last_id, other.last_id) if i is not None]
    return replace(
        one,
        count=one.count + other.count,
        first_id=min(ids),
        last_id=max(ids),
        start=min(one.start, other.start),
        end=max(one.end, other.end),
    )
