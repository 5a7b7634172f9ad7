"""What was read of one log: when, under which record ids, and where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analyzer.events import Quiet
from analyzer.model import Event
from analyzer.statistics.spans import microseconds

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
Log = tuple[str, str]

_LARGEST = (1 << 64) - 1
"""Text may claim any number for an id."""


class Told:
    """The events of one log, quiet ones among them, by number in no order."""

    def __init__(self, events: Sequence[Event], quiet: Sequence[Quiet]) -> None:
        """Put them together."""
        self._events, self._quiet = events, quiet
        self._begins = np.cumsum([len(events), *(len(one.times) for one in quiet)])

    @cached_property
    def times(self) -> NDArray[np.int64]:
        """When each was, in microseconds since 1970."""
        return np.concatenate([microseconds(e.time for e in self._events), *(q.times for q in self._quiet)])

    @cached_property
    def record_ids(self) -> NDArray[np.uint64]:
        """The record ids of those in `numbered`."""
        own = [min(max(e.record_id, 0), _LARGEST) for e in self._events if e.record_id is not None]
        parts = [np.array(own, dtype=np.uint64), *(q.record_ids.astype(np.uint64) for q in self._quiet)]
        return np.concatenate(parts)

    @cached_property
    def numbered(self) -> NDArray[np.int64]:
        """The numbers of those that have a record id."""
        own = [n for n, e in enumerate(self._events) if e.record_id is not None]
        return np.array([*own, *range(len(self._events), int(self._begins[-1]))], dtype=np.int64)

    def time(self, number: int) -> datetime:
        """When one was."""
        return EPOCH + int(self.times[number]) * MICROSECOND

    def record_id(self, number: int) -> int:
        """The record id of one of those in `numbered`."""
        return int(self.record_ids[np.searchsorted(self.numbered, number)])

    def ref(self, number: int) -> str:
        """One as `path#position`."""
        return "#".join(self._place(number))

    def around(self, start: datetime, end: datetime) -> Iterator[str]:
        """The last up to a time and the first from another on, as references."""
        first, last = microseconds((start, end))
        for side, pick in ((self.times <= first, max), (self.times >= last, min)):
            if side.any():
                nearest = int(pick(self.times[side]))
                yield "#".join(pick(self._place(int(n)) for n in np.flatnonzero(self.times == nearest)))

    def _place(self, number: int) -> tuple[str, str]:
        if number < len(self._events):
            event = self._events[number]
            return event.path, event.position
        which = int(np.searchsorted(self._begins, number, side="right")) - 1
        one = self._quiet[which]
        return one.path, one.position(number - int(self._begins[which]))


def by_log(events: Iterable[Event], quiet: Iterable[Quiet]) -> dict[Log, Told]:
    """What was read of each log, by host and channel, the latter in lower case."""
    found: dict[Log, tuple[list[Event], list[Quiet]]] = defaultdict(lambda: ([], []))
    for event in events:
        found[event.host, event.channel.lower()][0].append(event)
    for one in quiet:
        found[one.host, one.channel][1].append(one)
    return {log: Told(*both) for log, both in found.items()}
