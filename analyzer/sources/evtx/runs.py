"""Unbroken runs of record ids, and which records stand in a part of a file twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from analyzer.model import Stretch
from analyzer.sources.evtx.columns import QUARTER, BoolArray, IntArray, Rows, distinct
from analyzer.sources.evtx.index import Kind
from analyzer.sources.evtx.times import moment
from analyzer.swift import swift

_STRETCH = swift(Stretch)
_MOST = np.iinfo(np.int64).max

Log: TypeAlias = tuple[str, str]
"""Host and channel."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The records of one log in one part of a file.

    A row of `blocks` are the first chunk of a block and what its records span: first and last
    id, earliest and latest time.  The rows of `runs` are first and last id, times from and to
    of all runs of ids, a column each, in the order of the blocks.
    """

    blocks: IntArray
    runs: IntArray


@dataclass(frozen=True, slots=True)
class _Batch:
    """The records of one log that one block added; `starts` is where in `times` each run starts.

    Two records are the same only if id *and* time are, for a log that was cleared may
    count from one again.
    """

    block: tuple[int, int, int, int, int]
    runs: IntArray
    times: IntArray
    starts: IntArray

    @classmethod
    def of(cls, chunk: int, ids: IntArray, times: IntArray, hourly: bool) -> _Batch:
        """A batch of at least one record, sorted by id and time."""
        broken = ids[1:] != ids[:-1] + 1
        if hourly:
            quarter = times // QUARTER
            broken |= quarter[1:] != quarter[:-1]
        ends = np.append(broken.nonzero()[0], ids.size - 1)
        starts = np.append(0, ends[:-1] + 1)
        low, high = np.minimum.reduceat(times, starts), np.maximum.reduceat(times, starts)
        block = chunk, int(ids[0]), int(ids[-1]), int(low.min()), int(high.max())
        return cls(block, np.stack([ids.take(starts), ids.take(ends), low, high]), times.copy(), starts)

    def reaches(self, lowest: int, highest: int) -> bool:
        """Whether it spans any of the ids from the lowest to the highest."""
        _, first, last, *_ = self.block
        return first <= highest and lowest <= last

    def holds(self, ids: IntArray, times: IntArray) -> BoolArray:
        """Which of some records are in this batch."""
        first, last, *_ = self.runs
        if (first[1:] == last[:-1]).any():
            return self._holds_one_of_many(ids, times)
        run = np.maximum(np.searchsorted(first, ids, side="right") - 1, 0)
        place = self.starts.take(run) + ids - first.take(run)
        inside = (ids >= first[0]) & (ids <= last.take(run))
        held: BoolArray = inside & (self.times.take(place, mode="clip") == times)
        return held

    def _holds_one_of_many(self, ids: IntArray, times: IntArray) -> BoolArray:
        """The same where several records have one id; these are sorted by time."""
        first, last, *_ = self.runs
        mine = np.repeat(first - self.starts, last - first + 1) + np.arange(self.times.size)
        low, end = np.searchsorted(mine, ids), np.searchsorted(mine, ids, side="right")
        high = end.copy()
        while (apart := low < high).any():
            middle = (low + high) // 2
            below = apart & (self.times.take(middle, mode="clip") < times)
            low = np.where(below, middle + 1, low)
            high = np.where(apart & ~below, middle, high)
        held: BoolArray = (low < end) & (self.times.take(low, mode="clip") == times)
        return held


class Runs:
    """The runs of ids of each log in one part of a file."""

    def __init__(self, hourly: bool = False) -> None:
        """Start with none; runs end with each quarter of an hour, if `hourly`."""
        self._hourly = hourly
        self._batches: dict[Log, list[_Batch]] = {}
        self._logs: dict[Log, int] = {}
        self._log_of = np.zeros(0, np.int64)

    def add(self, rows: Rows, kinds: Sequence[Kind], chunk: int) -> BoolArray:
        """Add the records of the block that begins with that chunk; which of them were not there before.

        The same `kinds` each time, to which new ones may have been appended.
        """
        new = [(kind.host, kind.channel) for kind in kinds[self._log_of.size :]]
        if new:
            numbers = [self._logs.setdefault(log, len(self._logs)) for log in new]
            self._log_of = np.append(self._log_of, np.array(numbers, np.int64))
        fresh = np.ones(len(rows), np.bool_)
        for log, mine in self._by_log(self._log_of.take(rows.kind)):
            batches = self._batches.setdefault(log, [])
            fresh[mine] = self._add(batches, rows.record_id[mine], rows.time[mine], chunk)
        return fresh

    def _by_log(self, numbers: IntArray) -> Iterator[tuple[Log, IntArray | slice]]:
        """The logs of records, by their numbers, and which are theirs."""
        logs = list(self._logs)
        if numbers.size and (numbers == numbers[0]).all():
            yield logs[numbers[0]], slice(None)
            return
        for number in distinct(numbers, len(logs))[0].tolist():
            yield logs[number], np.flatnonzero(numbers == number)

    def holds(self, log: Log, ids: IntArray, times: IntArray) -> BoolArray:
        """Which of some records are there, by id and time."""
        held = np.zeros(ids.size, np.bool_)
        lowest, highest = int(ids.min(initial=_MOST)), int(ids.max(initial=-1))
        for batch in self._batches.get(log, ()):
            if batch.reaches(lowest, highest):
                held |= batch.holds(ids, times)
        return held

    @property
    def spans(self) -> dict[Log, Spans]:
        """What remains of them when the times of the single records are forgotten."""
        return {
            log: Spans(np.array([b.block for b in batches], np.int64), np.hstack([b.runs for b in batches]))
            for log, batches in self._batches.items()
            if batches
        }

    def _add(self, batches: list[_Batch], ids: IntArray, times: IntArray, chunk: int) -> BoolArray:
        if (ids[1:] > ids[:-1]).all():
            return self._add_sorted(batches, ids, times, chunk, np.ones(ids.size, np.bool_))
        order = np.lexsort((times, ids))
        ids, times = ids[order], times[order]
        once = np.append(True, (np.diff(ids) != 0) | (np.diff(times) != 0))
        return self._add_sorted(batches, ids, times, chunk, once)[np.argsort(order)]

    def _add_sorted(
        self, batches: list[_Batch], ids: IntArray, times: IntArray, chunk: int, fresh: BoolArray
    ) -> BoolArray:
        """The same of records of one log, sorted; `fresh` are those that differ from each other."""
        lowest, highest = int(ids[0]), int(ids[-1])
        for batch in batches:
            if batch.reaches(lowest, highest):
                fresh &= ~batch.holds(ids, times)
        if fresh.all():
            batches.append(_Batch.of(chunk, ids, times, self._hourly))
        elif fresh.any():
            batches.append(_Batch.of(chunk, ids[fresh], times[fresh], self._hourly))
        return fresh


def stretches(path: str, parts: Iterable[Mapping[Log, Spans]], hourly: bool) -> Iterator[Stretch]:
    """All runs of a file's parts, by host, channel and id; those that continue one another are one."""
    logs: dict[Log, list[IntArray]] = defaultdict(list)
    for part in parts:
        for log, spans in part.items():
            logs[log].append(spans.runs)
    for host, channel in sorted(logs):
        for first, last, start, end in _joined(np.hstack(logs[host, channel]), hourly):
            records = last - first + 1
            yield _STRETCH(path, host, channel, first, last, moment(start), moment(end), records)


def _joined(runs: IntArray, hourly: bool) -> Iterator[tuple[int, int, int, int]]:
    """First and last id, earliest and latest time of every run, by id."""
    first, _, start, _ = runs
    first, last, start, end = runs[:, np.lexsort((start, first))]
    broken = first[1:] != last[:-1] + 1
    if hourly:
        broken |= start[1:] // QUARTER != end[:-1] // QUARTER
    begins = np.flatnonzero(np.append(True, broken))
    columns = (
        first[begins],
        last[np.append(begins[1:], first.size) - 1],
        np.minimum.reduceat(start, begins),
        np.maximum.reduceat(end, begins),
    )
    yield from zip(*(column.tolist() for column in columns), strict=True)
