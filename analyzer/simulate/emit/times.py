"""Times as exports print them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc(time: datetime, digits: int) -> str:
    """ISO 8601 in UTC with that many digits of a second (3, 6 or 7) and `Z`."""
    return f"{_digits(time.astimezone(UTC), digits)}Z"


def local(time: datetime, zone: str) -> datetime:
    """The time on the clocks of a zone, by its key in the zone database."""
    return time.astimezone(ZoneInfo(zone))


def iso_local(time: datetime, zone: str, digits: int) -> str:
    """ISO 8601 on the clocks of a zone, without saying which."""
    return _digits(local(time, zone), digits)


def milliseconds(time: datetime) -> int:
    """Milliseconds since 1970, UTC."""
    return (time - _EPOCH) // timedelta(milliseconds=1)


def _digits(time: datetime, digits: int) -> str:
    text = time.replace(tzinfo=None).isoformat(timespec="microseconds") + "0"
    return text[: 20 + digits]
