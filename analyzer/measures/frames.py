"""Values as tables and as sets of time: the ground that all measures stand on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from analyzer.conflicts.conflict import conflict_code
from analyzer.model import Attempt, Coverage, Observes, Period, Relation, Rollover
from analyzer.statistics.spans import Spans, difference, intersection, spans, union_of

COLUMNS = ("time", "zone", "code", "relation", "episode", "rollover")
EXPLAINED: tuple[Relation, ...] = ("inside", "queued")
"""The relations of a conflict that a rollover explains."""


def conflict_frame(attempts: Sequence[Attempt]) -> pd.DataFrame:
    """The conflicts, one a row, by time; an attempt without episode is its own."""
    rows = [
        (a.time, a.zone, number, a.relation, a.episode_id or a.id, a.rollover_id)
        for a in sorted(attempts, key=lambda a: (a.time, a.id))
        if (number := conflict_code(a)) is not None
    ]
    frame = pd.DataFrame(
        rows, columns=list(COLUMNS), dtype=object
    )  # Arrow's strings refuse broken characters
    frame["code"] = frame["code"].astype("int64")
    frame["time"] = pd.to_datetime(frame["time"], utc=True)
    return frame


def within(period: Period) -> Spans:
    """The period as a set of time."""
    return spans([(period.start, period.end)])


def covered(coverage: Sequence[Coverage], observes: Observes, period: Period) -> Spans:
    """When at least one channel that observes this could be trusted, within the period."""
    trusted = [trusted_time(c) for c in coverage if c.observes == observes]
    return intersection(union_of(trusted), within(period))


def trusted_time(one: Coverage) -> Spans:
    """A coverage interval without its holes."""
    return difference(spans([(one.start, one.end)]), spans([(h.start, h.end) for h in one.holes]))


def window(rollover: Rollover, period: Period) -> tuple[datetime, datetime]:
    """The window of a rollover, an unknown edge taken at its outer bound, clipped to the period."""
    start = rollover.start or rollover.start_min or period.start
    end = rollover.end or rollover.end_max or period.end
    return max(start, period.start), min(end, period.end)


def rolling(rollovers: Sequence[Rollover], period: Period) -> Spans:
    """When a key of these rollovers was rolling, within the period."""
    return spans(window(r, period) for r in rollovers)
