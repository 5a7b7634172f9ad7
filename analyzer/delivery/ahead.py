"""What comes in the weeks after a week: rollovers, and what they may collide with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from analyzer.conflicts import Recurrence
from analyzer.forecast import Forecast, Meeting, facts, meetings, outlook
from analyzer.reading import Reading

WEEKS = timedelta(weeks=4)
_FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A rollover that may begin within four weeks, or goes on, and the schedules that it may meet."""

    forecast: Forecast
    meetings: tuple[Meeting, ...]


def ahead(reading: Reading, until: datetime, schedules: Sequence[Recurrence]) -> tuple[Ahead, ...]:
    """The next rollovers as known at a time, the first of them first."""
    told = facts(reading, until)
    near = [f for f in outlook(told) if f.rolling or _start(f) < until + WEEKS] if told else []
    found = (Ahead(f, meetings(f, (), schedules)) for f in near)
    return tuple(sorted(found, key=lambda a: (_start(a.forecast), a.forecast.zone, a.forecast.key_guid)))


def _start(one: Forecast) -> datetime:
    return one.start_min or one.due or _FAR
