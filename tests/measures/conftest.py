"""Small makers of values for the measures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from analyzer.model import Attempt, Coverage, Hole, Period, Rollover

START = datetime(2026, 3, 2, tzinfo=UTC)


def _at(days: float, hours: float = 0) -> datetime:
    return START + timedelta(days=days, hours=hours)


@pytest.fixture(scope="session")
def at() -> Callable[..., datetime]:
    """The time so many days and hours after Monday, 2 March 2026, 00:00 UTC."""
    return _at


@pytest.fixture(scope="session")
def weeks() -> Callable[[float], Period]:
    """A period of that many weeks from then on."""
    return lambda number: Period(START, _at(7 * number))


@pytest.fixture(scope="session")
def tried() -> Callable[..., Attempt]:
    """A failed attempt at a time."""

    def attempt(time: datetime, *codes: int | str, **fields: Any) -> Attempt:
        names = ("server", "actor", "process", "operation", "key_guid", "key_role")
        defaults: dict[str, Any] = {
            "id": f"A-{time:%m%d%H%M%S}",
            "host": "ops",
            "zone": "a.example",
            "outcome": "failed",
            "codes": codes or (9116,),
            "detections": (),
            "relation": "inside",
        } | dict.fromkeys(names)
        return Attempt(time=time, **(defaults | fields))

    return attempt


@pytest.fixture(scope="session")
def rolled() -> Callable[..., Rollover]:
    """A rollover from one time to another, either of which may be unknown."""

    def rollover(start: datetime | None, end: datetime | None, **fields: Any) -> Rollover:
        defaults: dict[str, Any] = {
            "id": "R-1",
            "zone": "a.example",
            "key_guid": "g",
            "key_role": "ZSK",
            "servers": ("ns1",),
            "trigger": "automatic",
            "start_basis": "observed" if start else "censored",
            "start_min": start,
            "start_max": start,
            "end_basis": "observed" if end else "censored",
            "end_min": end,
            "end_max": end,
            "outcome": "completed" if end else "open",
        }
        return Rollover(start=start, end=end, **(defaults | fields))

    return rollover


@pytest.fixture(scope="session")
def covering() -> Callable[..., Coverage]:
    """The coverage of a host's channel, with holes given as pairs of times."""

    def coverage(
        start: datetime, end: datetime, *holes: tuple[datetime, datetime], host: str = "ops", **fields: Any
    ) -> Coverage:
        gaps = tuple(Hole(since, until, None, None, "absent") for since, until in holes)
        defaults: dict[str, Any] = {"channel": "c", "observes": "failures", "records": 10, "basis": "ids"}
        return Coverage(host=host, start=start, end=end, holes=gaps, **(defaults | fields))

    return coverage
