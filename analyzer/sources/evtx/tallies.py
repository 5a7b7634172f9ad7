"""How many records of each event there are, and which ids and times they span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from analyzer.model import Tally
from analyzer.sources.evtx.columns import IntArray, Rows
from analyzer.sources.evtx.index import Kind
from analyzer.sources.evtx.times import moment

_LOWEST, _HIGHEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_NOTHING = np.array([[0], [_HIGHEST], [_LOWEST], [_HIGHEST], [_LOWEST]])
"""Count, first and last id, earliest and latest time of no records."""


class Tallies:
    """Counts of those records of a file that are not decoded."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._numbers: dict[tuple[int, int, int], int] = {}
        self._sums = np.empty((len(_NOTHING), 0), np.int64)

    def add(
        self, rows: Rows, events: Sequence[tuple[int, int, int]], event: IntArray, decoded: Sequence[bool]
    ) -> None:
        """Count rows; `event` is for each the place of its (kind, event id, hour) among `events`.

        Of which events the rows are decoded, and so not counted, `decoded` says.
        """
        sums = np.tile(_NOTHING, len(events))
        sums[0] = np.bincount(event, minlength=len(events))
        for first, column in ((1, rows.record_id), (3, rows.time)):
            np.minimum.at(sums[first], event, column)
            np.maximum.at(sums[first + 1], event, column)
        counted = np.flatnonzero(~np.array(decoded, np.bool_))
        numbers = [self._numbers.setdefault(events[i], len(self._numbers)) for i in counted.tolist()]
        self._reach(len(self._numbers))
        self._sums[:, numbers] = _added(self._sums[:, numbers], sums[:, counted])

    def items(self, path: str, kinds: Sequence[Kind]) -> Iterator[Tally]:
        """All counts, by host, channel, provider, event id and hour."""
        merged: dict[tuple[str, str, str, int, int], IntArray] = {}
        for (number, event_id, hour), place in self._numbers.items():
            kind, found = kinds[number], self._sums[:, place]
            name = (kind.host, kind.channel, kind.provider, event_id, hour)
            merged[name] = _added(merged[name], found) if name in merged else found
        for (host, channel, provider, event_id, _), found in sorted(merged.items(), key=lambda m: m[0]):
            count, first, last, start, end = found.tolist()
            if count:
                yield Tally(
                    path, host, channel, provider, event_id, count, first, last, moment(start), moment(end)
                )

    def _reach(self, count: int) -> None:
        """Make room for the sums of so many events."""
        room = self._sums.shape[1]
        if count > room:
            self._sums = np.concatenate([self._sums, np.tile(_NOTHING, max(count, 2 * room) - room)], axis=1)


def _added(some: IntArray, others: IntArray) -> IntArray:
    """The sums of both, event by event."""
    return np.stack(
        [
            some[0] + others[0],
            np.minimum(some[1], others[1]),
            np.maximum(some[2], others[2]),
            np.minimum(some[3], others[3]),
            np.maximum(some[4], others[4]),
        ]
    )
