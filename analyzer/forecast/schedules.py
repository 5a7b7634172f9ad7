"""Known schedules, found by the conflicts that they met, and when they run next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

import numpy as np

from analyzer import conflicts
from analyzer.conflicts import Recurrence
from analyzer.conflicts.calendars import CALENDARS, QUARTER, Calendar, clock, local
from analyzer.forecast.facts import Facts
from analyzer.model import Period

LONGEST = timedelta(days=366)
"""No further than this ahead is looked for runs."""


def known_schedules(facts: Facts, tz: str) -> tuple[Recurrence, ...]:
    """The schedules that conflicts keep to, judged in a time zone."""
    start = min((c.start for c in facts.coverage), default=facts.as_of)
    attempts = conflicts.relate(conflicts.merge(facts.events), facts.rollovers, facts.coverage)
    _, attempts = conflicts.group(attempts, rollovers=facts.rollovers)
    period = Period(start, facts.as_of)
    return conflicts.analyse(attempts, facts.rollovers, facts.coverage, period=period, tz=tz).recurrences


def runs(recurrence: Recurrence, start: datetime, end: datetime) -> Iterator[datetime]:
    """The beginnings of the schedule's slots from start to end, by time, in UTC.

    A schedule that follows each rollover has none of its own.
    """
    place = _places(recurrence.kind).get(recurrence.phase.partition(" to ")[0])
    if place is None:
        return
    calendar, phase = place
    first = int(start.timestamp() * 1_000_000 // QUARTER)
    last = int(min(end, start + LONGEST).timestamp() * 1_000_000 // QUARTER)
    quarters = np.arange(first, last + 1, dtype=np.int64)
    for quarter in quarters[calendar.place(local(quarters, recurrence.tz)) % calendar.period == phase]:
        yield datetime.fromtimestamp(int(quarter) * QUARTER / 1_000_000, start.tzinfo)


@cache
def _places(kind: str) -> dict[str, tuple[Calendar, int]]:
    """Every phase of the calendars of a kind, by the words that a recurrence has for its beginning."""
    return {
        f"{calendar.when(phase)}{clock(phase)}": (calendar, phase)
        for calendar in CALENDARS
        if calendar.kind == kind
        for phase in range(calendar.period)
    }
