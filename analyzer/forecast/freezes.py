"""Change freezes of the configuration: spans in which nobody wants a key to roll."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

WANTED = {"name", "from", "to"}


class FreezeError(Exception):
    """A freeze that cannot be used; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """A span by its name; its end is not part of it."""

    name: str
    start: datetime
    end: datetime


def freezes_of(told: Iterable[Mapping[str, object]], zone: tzinfo) -> tuple[Freeze, ...]:
    """The freezes of a configuration, by time; FreezeError where one is not as the documentation says.

    `from` and `to` are dates or times; one without offset is meant in the zone, and a
    freeze that ends on a date ends with that day.
    """
    return tuple(sorted((_freeze(row, zone) for row in told), key=lambda f: (f.start, f.end, f.name)))


def _freeze(row: Mapping[str, object], zone: tzinfo) -> Freeze:
    name = row.get("name")
    if set(row) != WANTED or not isinstance(name, str):
        raise FreezeError(f"A freeze has name, from and to, and nothing else; not {', '.join(sorted(row))}.")
    start, end = _time(row["from"], zone, timedelta(0)), _time(row["to"], zone, timedelta(days=1))
    if start is None or end is None:
        raise FreezeError(f"The freeze {name!r} is from and to a date or a time, such as 2026-12-18.")
    if end <= start:
        raise FreezeError(f"The freeze {name!r} ends before it begins.")
    return Freeze(name, start, end)


def _time(value: object, zone: tzinfo, whole_day: timedelta) -> datetime | None:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)
    if isinstance(value, date):
        day = datetime(value.year, value.month, value.day, tzinfo=zone) + whole_day
        return day.astimezone(UTC)
    return None
