"""Runs of record ids: what several files tell together of one log, and what is missing between.

A log numbers its records without gaps, and starts again at 1 when it is cleared
[inferred].  So the ids say what is missing, whatever was exported how often.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from analyzer.model import Hole, HoleKind
from analyzer.rollover.intervals import Interval
from analyzer.sources.accounting import filter_series


@dataclass(frozen=True, slots=True, order=True)
class Run:
    """Record ids without a gap, and the time of the first and last of them."""

    start: datetime
    first_id: int
    end: datetime
    last_id: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is known of one log: from when to when, how many records, which holes."""

    span: Interval
    records: int
    holes: tuple[Hole, ...]


def ledger(runs: Iterable[Run], clears: Iterable[datetime]) -> Ledger:
    """Put the runs of all files of one log together; at least one is expected.

    `clears` are the times at which the log is known to have been cleared.  Ids that
    fall while time goes on tell of a clearing that nobody logged.
    """
    parts = _generations(sorted(set(runs)), sorted(set(clears)))
    holes: list[Hole] = []
    records = 0
    for number, (since, generation) in enumerate(parts):
        if number:
            holes.extend(_cleared(parts[number - 1][1][-1], since, generation[0]))
        holes.extend(_holes(generation))
        records += sum(run.last_id - run.first_id + 1 for run in generation)
    since, first = parts[0][0], parts[0][1][0]
    start = since if since and first.first_id == 1 else min(run.start for run in parts[0][1])
    end = max(run.end for _, generation in parts for run in generation)
    return Ledger((start, end), records, tuple(sorted(holes, key=_order)))


def _order(hole: Hole) -> tuple[object, ...]:
    return (hole.start, hole.end, hole.first_id or 0, hole.last_id or 0, hole.kind)


def _generations(runs: Sequence[Run], clears: Sequence[datetime]) -> list[tuple[datetime | None, list[Run]]]:
    """The runs between clearings, merged by id; with each, when the log was cleared before it."""
    parts: list[tuple[datetime | None, list[Run]]] = []
    highest, until = 0, runs[0].start
    for run in runs:
        known = bisect_right(clears, run.start)
        cleared = clears[known - 1] if known else None
        if parts and cleared and cleared <= until:
            cleared = None
        if not parts or (run.start > until and (cleared or run.first_id <= highest)):
            parts.append((cleared, []))
            highest = 0
        parts[-1][1].append(run)
        highest, until = max(highest, run.last_id), max(until, run.end)
    return [(since, _merged(generation)) for since, generation in parts]


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Runs of one generation by id, overlapping and adjoining ones as one."""
    merged: list[Run] = []
    for run in sorted(runs, key=lambda r: (r.first_id, r.last_id)):
        if merged and run.first_id <= merged[-1].last_id + 1:
            last = merged[-1]
            merged[-1] = Run(
                min(last.start, run.start),
                last.first_id,
                max(last.end, run.end),
                max(last.last_id, run.last_id),
            )
        else:
            merged.append(run)
    return merged


def _holes(runs: Sequence[Run]) -> list[Hole]:
    """The gaps between runs: `filtered` where they look like a filter's work, else `absent`.

    A filter's series is one hole, for of all its time only what the filter passed is known.
    """
    return [
        _hole(runs[first], runs[last], "filtered" if by_filter else "absent")
        for first, last, by_filter in filter_series([(run.first_id, run.last_id) for run in runs])
    ]


def _hole(before: Run, after: Run, kind: HoleKind) -> Hole:
    start, end = sorted((before.end, after.start))
    return Hole(start, end, before.last_id + 1, after.first_id - 1, kind)


def _cleared(before: Run, since: datetime | None, after: Run) -> list[Hole]:
    """What a clearing took: all between the last record read and the clearing, or the next record."""
    if since is None:
        return [Hole(before.end, after.start, before.last_id + 1, None, "cleared")]
    lost = [Hole(before.end, since, before.last_id + 1, None, "cleared")]
    if after.first_id > 1 and since < after.start:
        lost.append(Hole(since, after.start, 1, after.first_id - 1, "absent"))
    return lost
