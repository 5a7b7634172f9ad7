"""Schedules in local time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from analyzer.simulate.actors import local_times


@pytest.mark.parametrize(
    ("name", "month", "hours"),
    [
        ("Europe/Berlin", 3, {1, 0}),
        ("America/New_York", 3, {7, 6}),
        ("Australia/Sydney", 4, {15, 16}),
        ("UTC", 3, {2}),
    ],
)
def test_a_local_time_is_two_utc_times_across_a_clock_change(name: str, month: int, hours: set[int]) -> None:
    """A daily task at 02:00 runs once each local day, at the UTC hours of winter and summer."""
    start = datetime(2025, month, 1, tzinfo=UTC)
    end = start + timedelta(days=31)
    zone = ZoneInfo(name)
    found = list(local_times(zone, time(2), start, end))
    assert {t.astimezone(UTC).hour for t in found} == hours
    days = [t.astimezone(zone).date() for t in found]
    assert len(set(days)) == len(days) >= 28
    assert all(a < b for a, b in pairwise(found))


def test_weekdays_are_local_ones() -> None:
    """Sunday 00:30 in Berlin is a Saturday in UTC."""
    start, end = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    found = list(local_times(ZoneInfo("Europe/Berlin"), time(0, 30), start, end, weekdays=[6]))
    assert {t.astimezone(UTC).weekday() for t in found} == {5}
    assert len(found) == 8
