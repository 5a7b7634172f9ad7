"""Schedules: found at the right hour of the right clock, told in words, and not found where there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from analyzer.conflicts.analysis import corrected
from analyzer.conflicts.recurrence import recurrence
from analyzer.conflicts.rows import Recurrence, Statistic
from tests.accuracy.fleets import START, Fleet, hit, roll, uniform, zone_of_rolls

BERLIN = ZoneInfo("Europe/Berlin")


def found(fleet: Fleet) -> list[tuple[Statistic, Recurrence | None]]:
    """The corrected answers with their schedules."""
    answers = list(recurrence(fleet.world()))
    rows = corrected(row for row, _ in answers)
    return list(zip(rows, (r for _, r in answers), strict=True))


def scheduled(due: Callable[[datetime], bool], zone: ZoneInfo, days: int, length: float) -> Fleet:
    """A zone rolling every 20 days that a task meets at 02:05 of the local days that are due."""
    fleet = Fleet(days=days)
    for start in range(0, days - 20, 20):
        one = roll(fleet, "a.example", start + 0.3, length)
        for day in range(start, start + 20):
            date = (START + timedelta(days=day)).date()
            time = datetime(date.year, date.month, date.day, 2, 5, tzinfo=zone)
            assert one.start
            assert one.end
            if due(time) and one.start <= time <= one.end:
                hit(fleet, one, (time - START) / timedelta(days=1), tries=3)
    return fleet


def test_a_weekly_task_is_told_in_slots() -> None:
    """Every Sunday at 02:05 in Berlin, over both changes of the clock, is told as such, every slot hit."""
    ((row, schedule),) = found(scheduled(lambda t: t.weekday() == 6, BERLIN, 300, 14))
    assert row.verdict == "yes"
    assert schedule
    assert (schedule.kind, schedule.phase, schedule.tz) == (
        "weekly",
        "Sunday 02:00 to 02:15",
        "Europe/Berlin",
    )
    assert schedule.hits == schedule.slots >= 20
    assert schedule.text.startswith(
        f"{schedule.hits} of the {schedule.slots} Sundays on which a key was rolling"
    )
    assert schedule.text.endswith(f"{schedule.hits} in a row")


def test_a_daily_task_by_utc_is_told_by_utc() -> None:
    """A task that keeps to UTC while local clocks change is found in UTC."""
    ((_, schedule),) = found(scheduled(lambda _: True, ZoneInfo("UTC"), 300, 4))
    assert schedule
    assert (schedule.kind, schedule.phase, schedule.tz) == ("daily", "02:00 to 02:15", "UTC")


def test_a_monthly_task_is_told_by_its_day() -> None:
    """The first Sunday of each month, as patch days are, is monthly and not weekly."""
    ((_, schedule),) = found(scheduled(lambda t: t.weekday() == 6 and t.day <= 7, BERLIN, 700, 19))
    assert schedule
    assert (schedule.kind, schedule.phase) == ("monthly", "first Sunday 02:00 to 02:15")


def test_what_comes_so_long_after_each_start_is_told() -> None:
    """Five and a half hours after the start of each rollover, whatever the clock."""
    rng, fleet = np.random.default_rng(1), Fleet(days=400)
    for one in zone_of_rolls(fleet, "a.example", rng):
        assert one.start
        hit(fleet, one, (one.start - START) / timedelta(days=1) + 5.55 / 24)
    ((_, schedule),) = found(fleet)
    assert schedule
    assert (schedule.kind, schedule.phase) == ("per-rollover", "5 h 30 min to 5 h 45 min after the start")
    assert schedule.hits == schedule.slots


def test_a_missed_slot_counts_only_where_it_could_be_seen() -> None:
    """Days in a hole of the log are no slots."""
    fleet = scheduled(lambda _: True, BERLIN, 200, 4)
    before = found(fleet)[0][1]
    holed = Fleet(200, holes=[(0, 30)], rollovers=fleet.rollovers)
    holed.attempts = [a for a in fleet.attempts if a.time >= START + timedelta(days=30)]
    after = found(holed)[0][1]
    assert before
    assert after
    assert after.slots < before.slots
    assert after.hits == after.slots


@pytest.mark.parametrize("seed", range(3))
def test_random_times_are_no_schedule(seed: int) -> None:
    """Episodes anywhere in the rollovers have an answer and no schedule."""
    rng, fleet = np.random.default_rng(seed), Fleet(days=300)
    for one in zone_of_rolls(fleet, "a.example", rng):
        uniform(fleet, one, int(rng.poisson(1.5)), rng)
    ((row, _),) = found(fleet)
    assert row.verdict == "not seen"


def test_two_conflicts_are_not_enough() -> None:
    """With fewer than three occurrences nothing is tested."""
    fleet = Fleet(days=60)
    for start in (1, 21):
        hit(fleet, roll(fleet, "a.example", start, 2), start + 1, tries=5)
    ((row, schedule),) = found(fleet)
    assert (row.verdict, row.p_value, schedule) == ("not enough", None, None)
