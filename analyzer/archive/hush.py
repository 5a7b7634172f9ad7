"""The quiet events of many blocks, as columns: a few are made events again, where others need them.

An event is made again where a copy of it, or another form, may be in view, so that
`events.once` can judge both; and where it may tell of which task a process was that acted
on keys.  All others are alone: nothing but their times and record ids is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.archive.codec import MICROSECOND, micros
from analyzer.archive.meaning import QUIET
from analyzer.archive.numbers import unpack_numbers
from analyzer.events import Quiet
from analyzer.model import Event

_SECOND = timedelta(seconds=1) // MICROSECOND
_BEFORE, _AFTER = (timedelta(days=days) // MICROSECOND for days in (2, 1))
"""How far from what a process did its start is looked for; a task runs for a day at the most."""

Numbers = NDArray[np.int64]


class Source(NamedTuple):
    """A block with quiet events: its number, the host and channel of its log, and its file."""

    block: int
    host: str
    channel: str
    path: str


@dataclass(frozen=True, slots=True)
class Hush:
    """Quiet events: `columns` as in `QUIET`, and of each the place of its block in `sources`.

    `make` gives the events of a block whose records stand at some places.
    """

    sources: tuple[Source, ...]
    of: Numbers
    columns: Numbers
    make: Callable[[Source, Sequence[int]], list[Event]]

    @classmethod
    def of_blocks(
        cls,
        blocks: Sequence[tuple[Source, bytes]],
        make: Callable[[Source, Sequence[int]], list[Event]],
    ) -> Hush:
        """Those of the blocks, each given with its packed numbers."""
        parts = [unpack_numbers(packed, len(QUIET)) for _, packed in blocks]
        of = np.repeat(np.arange(len(parts)), [part.shape[1] for part in parts])
        columns = np.concatenate([np.empty((len(QUIET), 0), dtype=np.int64), *parts], axis=1)
        return cls(tuple(source for source, _ in blocks), of, columns, make)

    def between(self, low: int, end: int) -> Hush:
        """Those from one time on and before another."""
        return self._only((self.columns[0] >= low) & (self.columns[0] < end))

    @property
    def used(self) -> list[Source]:
        """The blocks of which there is any."""
        return [self.sources[n] for n in np.unique(self.of).tolist()]

    def apart(self, events: Iterable[Event], names: Mapping[str, str]) -> tuple[list[Event], Hush]:
        """Those that other events need, as events; and the rest, which nothing is a copy of.

        Hosts of `events` bear the names that `names` maps to.
        """
        loud = self._alike(events, names) | self._awaited(events)
        return list(self._made(np.flatnonzero(loud))), self._only(~loud)

    def quiet(self, names: Mapping[str, str]) -> Iterator[Quiet]:
        """All of them as values, block by block."""
        edges = np.flatnonzero(np.diff(self.of, prepend=-1, append=-1)).tolist() if len(self.of) else []
        for start, end in pairwise(edges):
            rows = slice(start, end)
            source = self.sources[int(self.of[start])]
            times, _, record_ids, _, places = self.columns[:, rows]
            yield Quiet(
                names.get(source.host, source.host),
                source.channel,
                source.path,
                times,
                record_ids,
                self._position(source, places),
            )

    def _position(self, source: Source, places: Numbers) -> Callable[[int], str]:
        return lambda number: self.make(source, [int(places[number])])[0].position

    def _only(self, wanted: NDArray[np.bool_]) -> Hush:
        return Hush(self.sources, self.of[wanted], self.columns[:, wanted], self.make)

    def _made(self, rows: Numbers) -> Iterator[Event]:
        """The events of the rows, in order of their blocks and places."""
        by_block: dict[int, list[int]] = defaultdict(list)
        for number, place in zip(self.of[rows].tolist(), self.columns[4, rows].tolist(), strict=True):
            by_block[number].append(place)
        for number in sorted(by_block):
            yield from self.make(self.sources[number], sorted(by_block[number]))

    def _alike(self, events: Iterable[Event], names: Mapping[str, str]) -> NDArray[np.bool_]:
        """Which have an identity that another event has too, or a time and id in which one without any is.

        Identities are mixed into one number each: two that are the same by chance only
        make events of rows that need not have been.
        """
        logs: dict[tuple[str, str], int] = {}
        for source in self.sources:
            logs.setdefault((names.get(source.host, source.host), source.channel), len(logs))
        log_of = np.array([logs[names.get(s.host, s.host), s.channel] for s in self.sources], dtype=np.int64)
        time, event_id, record_id, *_ = self.columns
        mine = _mixed(log_of[self.of], event_id, record_id)
        _, place, copies = np.unique(mine, return_inverse=True, return_counts=True)
        others: list[tuple[int, int, int]] = []
        vague: list[tuple[int, int]] = []
        for event in events:
            log = logs.get((event.host, event.channel.lower()))
            if event.record_id is None or not event.host or not event.channel:
                vague.append((event.event_id, micros(event.time) // _SECOND))
            elif log is not None:
                others.append((log, event.event_id, event.record_id % (1 << 63)))
        named = _mixed(*np.array(others, dtype=np.int64).reshape(-1, 3).T)
        ids, seconds = np.array(vague, dtype=np.int64).reshape(-1, 2).T
        near = np.isin(_mixed(event_id, time // _SECOND), _mixed(ids, seconds))
        return np.isin(mine, named) | (copies[place] > 1) | near

    def _awaited(self, events: Iterable[Event]) -> NDArray[np.bool_]:
        """Which may tell of the task that a process was, about the time at which the process is told of."""
        acted: dict[int, list[int]] = defaultdict(list)
        for event in events:
            kind, _, name = (event.session or "").partition(":")
            for pid in {event.detail.get("pid", ""), name if kind == "pid" else ""}:
                if pid.isascii() and pid.isdigit() and len(pid) < 19:
                    acted[int(pid)].append(micros(event.time))
        pids = self.columns[3]
        found = np.zeros(len(pids), dtype=bool)
        for row in np.flatnonzero(np.isin(pids, np.array(sorted(acted), dtype=np.int64)) & (pids > 0)):
            time = int(self.columns[0, row])
            found[row] = any(time - _AFTER <= told <= time + _BEFORE for told in acted[int(pids[row])])
        return found


def _mixed(*parts: Numbers) -> Numbers:
    """One number for each row of parts."""
    whole = np.zeros(len(parts[0]), dtype=np.int64)
    for part in parts:
        whole = whole * 1_000_003 + part
    return whole
