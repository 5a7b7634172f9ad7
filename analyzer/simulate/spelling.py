"""How truth.json spells values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from analyzer.knowledge import statuses
from analyzer.simulate.zones import Status

Json = dict[str, Any]


def iso(time: datetime | None) -> str | None:
    """A time in UTC with microseconds, ISO 8601."""
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z") if time else None


def seconds(span: timedelta | None) -> float | None:
    """A span in seconds."""
    return None if span is None else span.total_seconds()


def runs(ids: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Ascending numbers as the first and last of each unbroken run."""
    for _, run in groupby(enumerate(ids), lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in run]
        yield numbers[0], numbers[-1]


def stage_name(status: Status) -> str:
    """The status as PowerShell calls it."""
    return next(s.powershell for s in statuses() if s.number == status)
