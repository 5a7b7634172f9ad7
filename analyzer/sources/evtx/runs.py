"""Unbroken runs of record ids, and which records stand in a file twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.model import Stretch
from analyzer.sources.evtx.columns import QUARTER, BoolArray, IntArray, Rows, distinct
from analyzer.sources.evtx.index import Kind
from analyzer.sources.evtx.times import moment


@dataclass(frozen=True, slots=True)
class _Batch:
    """The records of one channel that one block added, by id and time, as runs of ids.

    Times are kept for every record: two records are the same only if id *and*
    time are, for a log that was cleared may count from one again.
    """

    first: IntArray
    last: IntArray
    times: IntArray
    starts: IntArray

    @classmethod
    def of(cls, ids: IntArray, times: IntArray, hourly: bool = False) -> _Batch:
        """A batch of at least one record, sorted by id and time."""
        broken = np.diff(ids, prepend=ids[0] - 2) != 1
        if hourly:
            broken |= np.diff(times // QUARTER, prepend=0) != 0
        starts = np.flatnonzero(broken)
        ends = np.append(starts[1:], ids.size) - 1
        return cls(ids[starts], ids[ends], times, starts)

    def holds(self, ids: IntArray, times: IntArray) -> BoolArray:
        """Which of some records are in this batch."""
        run = np.searchsorted(self.first, ids, side="right") - 1
        held = (run >= 0) & (ids <= np.maximum.accumulate(self.last)[run])
        if held.any():
            lengths = self.last - self.first + 1
            mine = np.repeat(self.first - self.starts, lengths) + np.arange(self.times.size)
            known = set(zip(mine.tolist(), self.times.tolist(), strict=True))
            near = np.flatnonzero(held)
            pairs = zip(ids[near].tolist(), times[near].tolist(), strict=True)
            held[near] = [pair in known for pair in pairs]
        return held


class Runs:
    """The runs of ids of each channel of each host in one file."""

    def __init__(self, hourly: bool = False) -> None:
        """Start with none; runs end with each quarter of an hour, if `hourly`."""
        self._hourly = hourly
        self._batches: dict[tuple[str, str], list[_Batch]] = {}

    def add(self, rows: Rows, kinds: Sequence[Kind]) -> BoolArray:
        """Add records; tells which of them were not there before."""
        names = [(kind.host, kind.channel) for kind in kinds]
        channels = sorted(set(names))
        table = np.array([channels.index(name) for name in names], np.int64)
        channel = table[rows.kind]
        fresh = np.ones(len(rows), np.bool_)
        for number in distinct(channel, len(channels))[0].tolist():
            mine = np.flatnonzero(channel == number)
            batches = self._batches.setdefault(channels[number], [])
            fresh[mine] = self._add(batches, rows.record_id[mine], rows.time[mine])
        return fresh

    def items(self, path: str) -> Iterator[Stretch]:
        """All runs, by host, channel and id; those that continue one another are one."""
        for host, channel in sorted(self._batches):
            for first, last, start, end in _stretches(self._batches[host, channel], self._hourly):
                records = last - first + 1
                yield Stretch(path, host, channel, first, last, moment(start), moment(end), records)

    def holds(self, host: str, channel: str, record_id: int, time: int) -> bool:
        """Whether a record is there, by its id and time."""
        one = np.array([record_id]), np.array([time])
        return any(batch.holds(*one)[0] for batch in self._batches.get((host, channel), ()))

    def _add(self, batches: list[_Batch], ids: IntArray, times: IntArray) -> BoolArray:
        if (np.diff(ids) > 0).all():
            return self._add_sorted(batches, ids, times)
        order = np.lexsort((times, ids))
        return self._add_sorted(batches, ids[order], times[order])[np.argsort(order)]

    def _add_sorted(self, batches: list[_Batch], ids: IntArray, times: IntArray) -> BoolArray:
        fresh = np.append(True, (np.diff(ids) != 0) | (np.diff(times) != 0))
        for batch in batches:
            if batch.first[0] <= ids[-1] and ids[0] <= batch.last.max():
                fresh &= ~batch.holds(ids, times)
        if fresh.any():
            batches.append(_Batch.of(ids[fresh], times[fresh], self._hourly))
        return fresh


def _stretches(batches: Sequence[_Batch], hourly: bool) -> Iterator[tuple[int, int, int, int]]:
    """First and last id, earliest and latest time of every run, by id."""
    first = np.concatenate([batch.first for batch in batches])
    last = np.concatenate([batch.last for batch in batches])
    start = np.concatenate([np.minimum.reduceat(batch.times, batch.starts) for batch in batches])
    end = np.concatenate([np.maximum.reduceat(batch.times, batch.starts) for batch in batches])
    order = np.lexsort((start, first))
    first, last, start, end = first[order], last[order], start[order], end[order]
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
