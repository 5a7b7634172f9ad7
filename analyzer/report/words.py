"""Numbers and times as people read them, the same in every format."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from analyzer.words import listed

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def when(time: datetime, tz: str) -> str:
    """A time in that zone, with the zone's abbreviation so that no hour is ambiguous."""
    return f"{date_of(time, tz)} {clock_of(time, tz)}"


def date_of(time: datetime, tz: str) -> str:
    """The date of a time in that zone, such as `2026-03-02`."""
    return f"{time.astimezone(ZoneInfo(tz)):%Y-%m-%d}"


def clock_of(time: datetime, tz: str) -> str:
    """The clock at a time in that zone, such as `02:00:05 CET`."""
    return f"{time.astimezone(ZoneInfo(tz)):%H:%M:%S %Z}"


def day_of(time: datetime, tz: str) -> str:
    """The day on which a time falls in that zone, such as `2 Mar 2026`."""
    return day_name(time.astimezone(ZoneInfo(tz)).date())


def day_name(day: date) -> str:
    """A day as `2 Mar 2026`, in English whatever the locale."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day} {months[day.month - 1]} {day.year}"


def length(seconds: float) -> str:
    """A length of time in its two largest units, such as `31 d 4 h`."""
    rest = round(seconds)
    if rest < 0:
        return f"-{length(-rest)}"
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        amount, rest = divmod(rest, size)
        parts.append((amount, unit))
    first = next((i for i, (amount, _) in enumerate(parts) if amount), len(parts) - 1)
    return " ".join(f"{amount} {unit}" for amount, unit in parts[first : first + 2] if amount) or "0 s"


def amount(number: float) -> str:
    """A number with two decimals at most, or two digits where it is small; no trailing zero."""
    if 0 < abs(number) < 0.1:
        return f"{number:.2g}" if abs(number) >= 1e-4 else "under 0.0001"
    text = f"{number:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def hour_span(weekday: int, hour: int) -> str:
    """An hour of the week, such as `Sunday 02:00 to 03:00`."""
    return f"{WEEKDAYS[weekday]} {hour:02}:00 to {(hour + 1) % 24:02}:00"


def setting(value: object) -> str:
    """A value of the configuration."""
    match value:
        case None:
            return "not set"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return listed(map(str, value)) or "none"
    return str(value)
