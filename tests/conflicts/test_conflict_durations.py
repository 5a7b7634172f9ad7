"""How long rollovers take: competing ends, open ones, and those that were under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from analyzer.conflicts.durations import ENDS, HALF, durations
from analyzer.conflicts.rows import Statistic
from tests.accuracy.fleets import START, Fleet, roll


def row(rows: list[Statistic], question: str, subject: str) -> Statistic:
    """The only row of that question and subject."""
    (found,) = (r for r in rows if (r.question, r.subject) == (question, subject))
    return found


def test_durations_tell_competing_ends_apart() -> None:
    """Six completed after 48 hours, two failed after 24, two open: half has completed at 48 hours."""
    fleet = Fleet(days=100)
    for number in range(6):
        roll(fleet, "a.example", number * 5, 2)
    for number in range(2):
        roll(fleet, "a.example", 40 + number * 5, 1, outcome="failed")
        left = roll(fleet, f"{number}.example", 99, 1, outcome="open")
        fleet.rollovers[-1] = replace(left, end=None, end_basis="censored")
    rows = list(durations(fleet.world(), fleet.rollovers))
    assert row(rows, HALF, "ZSK").estimate == pytest.approx(48.0)
    assert row(rows, HALF, "ZSK").reason == "6 completed, 2 failed, 2 open"
    failed = row(rows, ENDS, "ZSK failed")
    assert failed.estimate == pytest.approx(2 / 10)


def test_a_rollover_under_way_when_the_logs_begin_enters_late() -> None:
    """Its age then is its entry: three long ones that were met half-way do not make all seem long."""
    fleet = Fleet(days=100)
    for number in range(4):
        roll(fleet, "a.example", number * 5, 2)
    for number in range(3):
        long = roll(fleet, f"{number}.example", 1, 9)
        fleet.rollovers[-1] = replace(long, start=START - timedelta(days=20))
    found = row(list(durations(fleet.world(), fleet.rollovers)), HALF, "ZSK")
    assert found.estimate == pytest.approx(48.0)
    assert "3 under way when the logs begin" in found.reason


def test_where_all_completed_no_interval_is_made_up() -> None:
    """A share of 1 has no variance to make an interval of; two rollovers are not enough."""
    fleet = Fleet(days=100)
    for number in range(5):
        roll(fleet, "a.example", number * 5, 2)
    found = row(list(durations(fleet.world(), fleet.rollovers)), ENDS, "ZSK completed")
    assert (found.estimate, found.ci_low, found.ci_high) == (pytest.approx(1.0), None, None)
    few = row(list(durations(fleet.world(), fleet.rollovers[:2])), HALF, "ZSK")
    assert few.verdict == "not enough"
