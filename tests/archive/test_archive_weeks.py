"""Where weeks begin and end, in any zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.archive import Week

BERLIN = ZoneInfo("Europe/Berlin")
MICROSECOND = timedelta(microseconds=1)
ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Africa/Cairo",
        "Pacific/Apia",
        "Asia/Beirut",
    ]
)
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1))  # noqa: DTZ001 (UTC is put in below)


@given(TIMES, ZONES)
def test_every_time_is_in_one_week(time: datetime, zone: str) -> None:
    """A time lies from its week's first instant on and before its end, whatever clocks do."""
    instant, tz = time.replace(tzinfo=UTC), ZoneInfo(zone)
    week = Week.of(instant, tz)
    assert week.start(tz) <= instant < week.end(tz)
    assert week.after().start(tz) == week.end(tz)


@pytest.mark.parametrize("zone", [UTC, BERLIN, ZoneInfo("Asia/Kathmandu")])
def test_monday_midnight_is_the_edge(zone: ZoneInfo) -> None:
    """One microsecond before Monday 00:00 is the old week, Monday 00:00 the new one."""
    edge = Week.parse("2026-W45").start(zone)
    assert str(Week.of(edge - MICROSECOND, zone)) == "2026-W44"
    assert str(Week.of(edge, zone)) == "2026-W45"
    assert str(Week.of(edge + MICROSECOND, zone)) == "2026-W45"


def test_week_53_is_between_two_years() -> None:
    """2026 has 53 weeks; 1 January 2027 is in the last of them."""
    last = Week.parse("2026-W53")
    assert last.monday == date(2026, 12, 28)
    assert str(last.after()) == "2027-W01"
    assert str(Week.of(datetime(2027, 1, 1, tzinfo=UTC), UTC)) == "2026-W53"


@pytest.mark.parametrize(("name", "hours"), [("2026-W13", 167), ("2026-W43", 169), ("2026-W44", 168)])
def test_a_week_is_as_long_as_its_clocks_say(name: str, hours: int) -> None:
    """The week in which clocks change has an hour less, or more."""
    week = Week.parse(name)
    assert week.end(BERLIN) - week.start(BERLIN) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["2026-W54", "2027-W53", "2026-45", "W45", "2026-W00", "2026-W5", "x"])
def test_what_is_no_week_is_refused(text: str) -> None:
    """A week that the year does not have, or another spelling, is an error that says so."""
    with pytest.raises(ValueError, match="week"):
        Week.parse(text)


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_names_are_read_as_they_are_written(day: date) -> None:
    """The name of a week leads back to it."""
    week = Week.of(datetime(day.year, day.month, day.day, tzinfo=UTC), UTC)
    assert Week.parse(str(week)) == week


def test_a_week_is_complete_when_its_end_is_covered() -> None:
    """The last complete week is the one before that of the last covered instant."""
    end = Week.parse("2026-W45").end(UTC)
    assert str(Week.last_complete(end - MICROSECOND, UTC)) == "2026-W44"
    assert str(Week.last_complete(end, UTC)) == "2026-W45"
