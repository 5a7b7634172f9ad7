"""ISO weeks of a time zone: from Monday 00:00 on its clocks to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

_SPELT = re.compile(r"([0-9]{4})-W([0-9]{2})")
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """The week that begins on a Monday; a time belongs to it from its first instant on, its end not."""

    monday: date

    @classmethod
    def parse(cls, text: str) -> Week:
        """The week spelt as `2026-W45`; ValueError where there is no such week."""
        found = _SPELT.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is no ISO week; write 2026-W45.")
        try:
            return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            raise ValueError(f"There is no week {text}.") from None

    @classmethod
    def of(cls, time: datetime, zone: tzinfo) -> Week:
        """The week in which a time falls on the clocks of the zone."""
        day = time.astimezone(zone).date()
        week = cls(day - timedelta(days=day.weekday()))
        # Where midnight is skipped or comes twice, the date alone does not tell.
        return week.before() if time < week.start(zone) else week

    @classmethod
    def last_complete(cls, until: datetime, zone: tzinfo) -> Week:
        """The last week that has ended by a time."""
        return cls.of(until, zone).before()

    def start(self, zone: tzinfo) -> datetime:
        """Its first instant, in UTC: the first midnight, or what the clock skipped it to."""
        midnight = datetime(self.monday.year, self.monday.month, self.monday.day, tzinfo=zone)
        return midnight.astimezone(UTC)

    def end(self, zone: tzinfo) -> datetime:
        """The first instant after it, in UTC."""
        return self.after().start(zone)

    def before(self, weeks: int = 1) -> Week:
        """The week that many weeks earlier."""
        return Week(self.monday - weeks * _WEEK)

    def after(self) -> Week:
        """The next week."""
        return Week(self.monday + _WEEK)

    def __str__(self) -> str:
        """The week as ISO 8601 spells it."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"
