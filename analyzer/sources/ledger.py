"""The account of records that stream by: which of them matter, how many of each kind, which ids and times."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from analyzer.knowledge import matters
from analyzer.model import Stretch, Tally
from analyzer.sources.alike import Ints

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_HOUR, _QUARTER = timedelta(hours=1), timedelta(minutes=15)
_LARGEST_ID = (1 << 63) - 1
_Name = tuple[str, str, str, int]
_Log = tuple[str, str]
_Time = TypeVar("_Time", int, Ints)


@dataclass(slots=True)
class _Numbered:
    """Records with ids, one by one: id, time in microseconds, number of the kind."""

    ids: array[int] = field(default_factory=lambda: array("q"))
    times: array[int] = field(default_factory=lambda: array("q"))
    kinds: array[int] = field(default_factory=lambda: array("i"))


@dataclass(frozen=True, slots=True)
class _Kind:
    number: int
    decoded: bool
    log: _Numbered


@dataclass(slots=True)
class _Span:
    """Records without ids: their number, earliest and latest time."""

    start: datetime
    end: datetime
    count: int = 0

    def add(self, time: datetime, count: int) -> None:
        self.count += count
        if time < self.start:
            self.start = time
        elif time > self.end:
            self.end = time


class Ledger:
    """All records of one file, by host, channel, provider and event id.

    Of records with ids each id and time is kept (20 bytes a record), so that those met
    twice are found exactly; of records without ids only number, first and last time.
    """

    def __init__(self, path: str, hourly: bool = False) -> None:
        """An empty account of the file `path`; `hourly` as in `Options`."""
        self._path = path
        self._hourly = hourly
        self._kinds: dict[_Name, _Kind] = {}
        self._numbered: dict[_Log, _Numbered] = {}
        self._spans: dict[tuple[_Name, int], _Span] = {}
        self.duplicates = 0

    def add(
        self,
        host: str,
        channel: str,
        provider: str,
        event_id: int,
        record_id: int | None,
        time: datetime,
        count: int = 1,
    ) -> bool:
        """Enter a record; whether it matters, so that the reader has to yield it.

        Records without ids may be entered several at once.  Hosts are in lower case, as
        logs spell one host in several ways.
        """
        name = (host.lower(), channel, provider, event_id)
        kind = self._kinds.get(name) or self._new(name)
        if record_id is None or record_id > _LARGEST_ID:
            part = (name, self._part((time - _EPOCH) // _MICROSECOND, _HOUR))
            span = self._spans.get(part)
            if span is None:
                span = self._spans[part] = _Span(time, time)
            span.add(time, count)
            return kind.decoded
        log = kind.log
        log.ids.append(record_id)
        log.times.append((time - _EPOCH) // _MICROSECOND)
        log.kinds.append(kind.number)
        return kind.decoded

    def add_all(
        self, host: str, channel: str, provider: str, event_id: int, ids: Ints, time: datetime, shifts: Ints
    ) -> None:
        """Enter records of one kind by their ids; each is so many microseconds later than `time`."""
        name = (host.lower(), channel, provider, event_id)
        kind = self._kinds.get(name) or self._new(name)
        times = (time - _EPOCH) // _MICROSECOND + shifts
        kind.log.ids.frombytes(ids.astype(np.int64).tobytes())
        kind.log.times.frombytes(times.astype(np.int64).tobytes())
        kind.log.kinds.frombytes(np.full(ids.size, kind.number, np.int32).tobytes())

    def _new(self, name: _Name) -> _Kind:
        host, channel, provider, event_id = name
        log = self._numbered.setdefault((host, channel), _Numbered())
        kind = _Kind(len(self._kinds), matters(channel, provider, event_id), log)
        self._kinds[name] = kind
        return kind

    def items(self) -> Iterator[Tally | Stretch]:
        """Tallies of what does not matter, then stretches of all, sorted.

        What was met twice counts once, and into `duplicates`; records that matter are
        left to those who compare the records themselves.
        """
        self.duplicates = 0
        kinds = {kind.number: (name, kind.decoded) for name, kind in self._kinds.items()}
        tallies: list[Tally] = []
        stretches: list[Stretch] = []
        for (host, channel), log in sorted(self._numbered.items(), key=lambda item: item[0]):
            if not log.ids:
                continue
            ids, times, numbers, repeated = _sorted(log)
            hours, quarters = self._part(times, _HOUR), self._part(times, _QUARTER)
            uncounted = np.array([not kinds[n][1] for n in range(len(kinds))])
            self.duplicates += int((repeated & uncounted[numbers]).sum())
            ids, times, numbers = ids[~repeated], times[~repeated], numbers[~repeated]
            hours, quarters = hours[~repeated], quarters[~repeated]
            stretches += self._runs(host, channel, ids, times, quarters)
            for number in np.unique(numbers[uncounted[numbers]]).tolist():
                mine = np.flatnonzero(numbers == number)
                mine = mine[np.argsort(hours[mine], kind="stable")]
                parts = np.split(mine, np.flatnonzero(np.diff(hours[mine])) + 1)
                tallies += [self._tally(kinds[number][0], ids[part], times[part]) for part in parts]
        tallies += self._bare_tallies()
        stretches += self._bare_stretches()
        yield from sorted(
            tallies, key=lambda t: (t.host, t.channel, t.provider, t.event_id, t.first_id or 0, t.start)
        )
        yield from sorted(stretches, key=lambda s: (s.host, s.channel, s.first_id or 0, s.start))

    def _part(self, time: _Time, length: timedelta) -> _Time:
        """In which part of that length a time in microseconds lies, or many; 0 where parts do not matter."""
        return time // (length // _MICROSECOND) if self._hourly else time * 0

    def _runs(self, host: str, channel: str, ids: Ints, times: Ints, parts: Ints) -> Iterator[Stretch]:
        """Unbroken runs of ids, by id."""
        starts = np.flatnonzero(
            (np.diff(ids, prepend=ids[0] - 2) > 1) | (np.diff(parts, prepend=parts[0]) != 0)
        )
        ends = np.append(starts[1:], ids.size)
        columns = (
            ids[starts],
            ids[ends - 1],
            np.minimum.reduceat(times, starts),
            np.maximum.reduceat(times, starts),
            ends - starts,
        )
        for first, last, start, end, count in zip(*(column.tolist() for column in columns), strict=True):
            yield Stretch(self._path, host, channel, first, last, _moment(start), _moment(end), count)

    def _tally(self, name: _Name, ids: Ints, times: Ints) -> Tally:
        first, last = int(ids[0]), int(ids[-1])
        start, end = _moment(int(times.min())), _moment(int(times.max()))
        return Tally(self._path, *name, ids.size, first, last, start, end)

    def _bare_tallies(self) -> Iterator[Tally]:
        for (name, _), span in self._spans.items():
            if not self._kinds[name].decoded:
                yield Tally(self._path, *name, span.count, None, None, span.start, span.end)

    def _bare_stretches(self) -> Iterator[Stretch]:
        logs: dict[_Log, _Span] = {}
        for ((host, channel, _, _), _), span in self._spans.items():
            whole = logs.setdefault((host, channel), _Span(span.start, span.end))
            whole.add(span.start, span.count)
            whole.add(span.end, 0)
        for (host, channel), span in logs.items():
            yield Stretch(self._path, host, channel, None, None, span.start, span.end, span.count)


def _sorted(log: _Numbered) -> tuple[Ints, Ints, Ints, npt.NDArray[np.bool_]]:
    """Ids, times and kinds in order of id and time, and which of them repeat the one before."""
    ids, times = _ints(log.ids, np.int64), _ints(log.times, np.int64)
    numbers = _ints(log.kinds, np.int32)
    if (np.diff(ids) <= 0).any():
        order = np.lexsort((times, ids))
        ids, times, numbers = ids[order], times[order], numbers[order]
    repeated = np.append(False, (np.diff(ids) == 0) & (np.diff(times) == 0))
    return ids, times, numbers, repeated


def _ints(values: Sequence[int], kind: type[np.integer]) -> Ints:
    return np.frombuffer(values, kind)  # type: ignore[call-overload,no-any-return]


def _moment(microseconds: int) -> datetime:
    return _EPOCH + microseconds * _MICROSECOND
