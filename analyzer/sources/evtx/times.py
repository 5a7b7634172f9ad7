"""FILETIME: 100 ns since 1601, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def moment(filetime: int) -> datetime:
    """A FILETIME as a datetime; what is below a microsecond is cut off, as the decoder does."""
    return _EPOCH + timedelta(microseconds=filetime // 10)


def filetime(moment: datetime) -> int:
    """A datetime as a FILETIME."""
    return (moment - _EPOCH) // timedelta(microseconds=1) * 10
