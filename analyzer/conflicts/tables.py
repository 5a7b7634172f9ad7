"""Attempts, rollovers and coverage as tables and sets of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.conflicts.conflict import conflict_code
from analyzer.conflicts.facts import WAITING_FOR_DS
from analyzer.knowledge import status
from analyzer.model import Attempt, Coverage, Observes, Period, Rollover
from analyzer.statistics.spans import Spans, difference, elapsed, intersection, microseconds, spans, union_of

Edges = Literal["likely", "least", "most"]
"""Windows between the likely edges, the latest start and earliest end, or the earliest and latest."""

Interval = tuple[datetime, datetime]
NONE = -1
"""The row of a rollover where there is none."""

# Arrow's strings, which pandas takes wherever pyarrow is installed, refuse broken characters of logs.
pd.set_option("mode.string_storage", "python")


def covered(coverage: Sequence[Coverage], observes: Observes, period: Period) -> Spans:
    """When at least one channel that observes this could be trusted, within the period."""
    trusted = [
        difference(spans([(c.start, c.end)]), spans((h.start, h.end) for h in c.holes))
        for c in coverage
        if c.observes == observes
    ]
    return intersection(union_of(trusted), spans([(period.start, period.end)]))


def try_table(attempts: Sequence[Attempt], rolls: Sequence[str]) -> pd.DataFrame:
    """A row an attempt, by time; `rolls` are the ids of the rollovers in the order of their table.

    `time` is in microseconds since the epoch; `zone`, `actor` and `operation` are categories;
    `target` numbers zone and key, `episode` the episode; `code` is that of the conflict, 0
    without one; `explained` and `unexplained` tell the relation; `roll` is the row of the
    rollover that was met.
    """
    place = {name: row for row, name in enumerate(rolls)}
    ordered = sorted(attempts, key=lambda a: (a.time, a.id))
    relation = pd.Series([a.relation for a in ordered], dtype="object")
    return pd.DataFrame(
        {
            "time": microseconds(a.time for a in ordered) if ordered else np.empty(0, dtype=np.int64),
            "zone": pd.Categorical([a.zone for a in ordered]),
            "actor": pd.Categorical([a.actor for a in ordered]),
            "operation": pd.Categorical([a.operation for a in ordered]),
            "target": pd.factorize(np.array([f"{a.zone} {a.key_guid}" for a in ordered], dtype=object))[0],
            "episode": pd.factorize(np.array([a.episode_id or a.id for a in ordered], dtype=object))[0],
            "code": np.array([conflict_code(a) or 0 for a in ordered], dtype=np.int32),
            "explained": relation.isin(["inside", "queued"]).to_numpy(dtype=np.bool_),
            "unexplained": (relation == "unexplained").to_numpy(dtype=np.bool_),
            "roll": np.array([place.get(a.rollover_id or "", NONE) for a in ordered], dtype=np.int32),
        }
    )


def roll_table(
    rollovers: Sequence[Rollover], failures: Spans, period: Period, edges: Edges = "likely"
) -> pd.DataFrame:
    """A row a rollover, in their order.

    `start` and `end` are in microseconds and within the period, `wait_start` and `wait_end` those
    of the wait for its DS; `known` where the start was told; `exposed_h` the hours in which
    failures could be seen.
    """
    start, end = _columns([_window(r, period, edges) for r in rollovers])
    wait_start, wait_end = _columns([_ds_wait(r, period) for r in rollovers])
    return pd.DataFrame(
        {
            "zone": [r.zone for r in rollovers],
            "role": [r.key_role for r in rollovers],
            "trigger": [r.trigger for r in rollovers],
            "start": start,
            "end": end,
            "wait_start": wait_start,
            "wait_end": wait_end,
            "known": np.array(
                [r.start is not None and r.start >= period.start for r in rollovers], dtype=np.bool_
            ),
            "exposed_h": elapsed(failures, end) - elapsed(failures, start),
        }
    )


def _columns(bounds: Sequence[Interval]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    flat = microseconds(t for pair in bounds for t in pair) if bounds else np.empty(0, dtype=np.int64)
    start, end = flat.reshape(-1, 2).T
    return start, np.maximum(start, end)


def _ds_wait(r: Rollover, period: Period) -> Interval:
    """When it waited for its DS; an interval of no length where it is not known to have."""
    numbers = [(known.number if (known := status(s.name)) else None, s.start) for s in r.stages]
    for place, (number, since) in enumerate(numbers):
        if number == WAITING_FOR_DS:
            later = numbers[place + 1][1] if place + 1 < len(numbers) else r.end
            return _within(since, period), _within(later or period.end, period)
    return period.start, period.start


def _within(time: datetime, period: Period) -> datetime:
    return min(max(time, period.start), period.end)


def _window(r: Rollover, period: Period, edges: Edges) -> Interval:
    if edges == "likely":
        start, end = r.start or r.start_min, r.end or r.end_max
    elif edges == "most":
        start, end = r.start_min or r.start, r.end_max or r.end
    else:
        start, end = r.start_max or r.start, r.end_min or r.end
    return _within(start or period.start, period), _within(end or period.end, period)
