from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.measures import daily_counts, hour_of_week
from analyzer.model import Attempt, Coverage, Period, Rollover

Make = Callable[..., datetime]


def test_conflicts_are_counted_by_local_day_and_code(
    at: Make,
    weeks: Callable[[float], Period],
    tried: Callable[..., Attempt],
    covering: Callable[..., Coverage],
) -> None:
    """23:30 UTC is the next day in Berlin; successes and other codes are no conflicts."""
    attempts = [
        tried(at(1, 23.5)),
        tried(at(1, 12), 9128),
        tried(at(2, 12), 9120),
        tried(at(2, 13), outcome="succeeded", codes=()),
        tried(at(2, 14), "DNS_ERROR_NO_SUCH_KEY"),
    ]
    daily = daily_counts(attempts, [covering(at(0), at(7))], weeks(1), "Europe/Berlin")
    assert daily.codes == (9116, 9120)
    assert [(d.day.day, d.counts) for d in daily.days if d.total] == [(4, (1, 1))]
    assert (daily.days_hit, daily.busiest) == (1, daily.days[2])


def test_each_day_has_its_covered_share(
    at: Make, weeks: Callable[[float], Period], covering: Callable[..., Coverage]
) -> None:
    """Only what observes failures counts, holes do not, and two hosts cover a day once."""
    coverage = [
        covering(at(0), at(2), (at(0.5), at(1))),
        covering(at(0), at(0.25), host="ops2"),
        covering(at(0), at(7), observes="state", host="ns1"),
    ]
    daily = daily_counts([], coverage, weeks(1), "UTC")
    assert [day.covered for day in daily.days] == [0.5, 1.0, 0, 0, 0, 0, 0]
    assert (daily.days_covered, daily.days_hit, daily.busiest) == (2, 0, None)


def test_a_day_of_a_clock_change_is_a_day(
    covering: Callable[..., Coverage], tried: Callable[..., Attempt]
) -> None:
    """Days of 23 and 25 hours are covered whole, and a midnight that a zone skips is no error."""
    for tz, day in (("Europe/Berlin", 29), ("Africa/Cairo", 24)):
        month = 3 if day == 29 else 4
        period = Period(
            datetime(2026, month, day - 2, tzinfo=UTC), datetime(2026, month, day + 2, tzinfo=UTC)
        )
        daily = daily_counts(
            [tried(datetime(2026, month, day, 12, tzinfo=UTC))],
            [covering(period.start, period.end)],
            period,
            tz,
        )
        assert {d.covered for d in daily.days} == {1.0}
        assert [d.day for d in daily.days if d.total] == [date(2026, month, day)]


def test_a_period_that_ends_at_midnight_has_no_further_day(weeks: Callable[[float], Period]) -> None:
    """The day that begins where the period ends is not listed."""
    assert len(daily_counts([], [], weeks(1), "UTC").days) == 7


def test_a_conflict_at_the_very_end_is_kept(
    at: Make, weeks: Callable[[float], Period], tried: Callable[..., Attempt]
) -> None:
    """The period is closed at its end, which is often the time of the last event."""
    assert sum(d.total for d in daily_counts([tried(at(7))], [], weeks(1), "UTC").days) == 1


def test_exposure_is_rolling_time_in_which_failures_could_be_seen(
    at: Make,
    weeks: Callable[[float], Period],
    tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover],
    covering: Callable[..., Coverage],
) -> None:
    """Two zones that roll at once count twice, two keys of one zone once, uncovered time not at all."""
    rollovers = [
        rolled(at(0, 2), at(0, 4)),
        rolled(at(0, 2), at(0, 3), key_guid="other"),
        rolled(at(0, 2), at(0, 3), zone="b.example"),
        rolled(at(3, 0), at(3, 4)),
    ]
    hours = hour_of_week([tried(at(0, 2.5))], rollovers, [covering(at(0), at(1))], weeks(1), "UTC")
    assert {(c.weekday, c.hour): c.rolling_h for c in hours.cells if c.rolling_h} == {
        (0, 2): 2.0,
        (0, 3): 1.0,
    }
    assert hours.worst == hours.cells[2]
    assert (hours.cells[2].conflicts, hours.cells[2].rate) == (1, 0.5)
    assert hours.cells[3].rate == 0
    assert hours.cells[5].rate is None
    assert hours.exposed == 2


def test_a_local_hour_keeps_its_place_over_a_clock_change(
    at: Make,
    tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover],
    covering: Callable[..., Coverage],
) -> None:
    """A task at 02:00 in Berlin is at 02:00 in winter and in summer, though two hours apart in UTC."""
    attempts = [tried(at(20, 1)), tried(at(34, 0))]
    hours = hour_of_week(
        attempts, [rolled(at(0), at(40))], [covering(at(0), at(40))], Period(at(0), at(40)), "Europe/Berlin"
    )
    assert [(c.weekday, c.hour, c.conflicts) for c in hours.cells if c.conflicts] == [(6, 2, 2)]


@given(
    minute=st.integers(0, 365 * 24 * 60),
    length=st.timedeltas(timedelta(0), timedelta(days=30)),
    tz=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Havana"]),
)
def test_the_hours_of_the_week_hold_all_exposure(
    minute: int,
    length: timedelta,
    tz: str,
    rolled: Callable[..., Rollover],
    covering: Callable[..., Coverage],
) -> None:
    """Whatever the zone's offsets, the 168 cells add up to the rolling time."""
    start = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    end = start + length
    hours = hour_of_week([], [rolled(start, end)], [covering(start, end)], Period(start, end), tz)
    assert len(hours.cells) == 168
    total = (end - start).total_seconds() / 3600
    assert sum(c.rolling_h for c in hours.cells) == pytest.approx(total, abs=168 * 0.005)
