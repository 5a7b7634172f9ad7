"""The questions, each on a fleet whose answer can be written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from math import comb

import numpy as np
import pytest

from analyzer.conflicts.analysis import corrected
from analyzer.conflicts.clocks import SKEW
from analyzer.conflicts.cluster import CROWD, cluster
from analyzer.conflicts.compare import FAILS, RATHER, compare
from analyzer.conflicts.explained import BY_CODE, EXPLAINED, by_code, explained
from analyzer.conflicts.frequency import HIT, PER_HOURS, PER_ROLLOVER, PER_WEEK, frequency
from analyzer.conflicts.position import EVEN, SOON, position
from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.stages import stages
from analyzer.conflicts.weekly import LAST, RUN_LENGTH, SLOPE, THRESHOLD, weekly
from analyzer.statistics import rate, run_length, share
from tests.accuracy.fleets import Fleet, at, hit, roll
from tests.conflicts.makers import stage


def row(rows: list[Statistic], question: str, subject: str = "all", unit: str | None = None) -> Statistic:
    """The only row of that question and subject."""
    (found,) = (r for r in rows if (r.question, r.subject) == (question, subject) and unit in (None, r.unit))
    return found


def test_rates_are_counts_over_exposure() -> None:
    """Two rollovers of 2 and 4 days, a day of the second unseen: 5 conflicts, 2 episodes in 120 hours."""
    fleet = Fleet(days=28, holes=[(11, 12)])
    first, second = roll(fleet, "a.example", 1, 2), roll(fleet, "b.example", 10, 4)
    hit(fleet, first, 1.5, tries=3)
    hit(fleet, second, 10.5, tries=2)
    rows = list(frequency(fleet.world()))
    assert row(rows, HIT).estimate == 1.0
    found = row(rows, PER_HOURS, unit="episode")
    assert (found.n, found.exposure_h) == (2, 120.0)
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx(rate(2, 1.2))
    assert row(rows, PER_HOURS, unit="conflict").estimate == pytest.approx(5 / 1.2)
    assert row(rows, PER_ROLLOVER, unit="conflict").estimate == 2.5
    assert row(rows, PER_HOURS, "b.example", "episode").exposure_h == 72.0
    assert row(rows, PER_WEEK, unit="episode").estimate == pytest.approx(2 / (27 / 7))


def test_a_rollover_that_could_not_be_watched_counts_for_nothing() -> None:
    """Where failures could not be seen all the time of a rollover, it is in no share."""
    fleet = Fleet(days=28, holes=[(9, 15)])
    hit(fleet, roll(fleet, "a.example", 1, 2), 1.5)
    roll(fleet, "a.example", 10, 4)
    found = row(list(frequency(fleet.world())), HIT)
    assert (found.n, found.reason) == (1, "1 of 1")
    assert (found.estimate, found.ci_low, found.ci_high) == pytest.approx(share(1, 1))


def test_without_rollovers_there_is_not_enough() -> None:
    """An empty fleet has answers, none of which is a number."""
    world = Fleet(days=10).world()
    weeks, trends = weekly(world)
    rows = [*frequency(world), *compare(world), *cluster(world), *position(world), *weeks]
    assert {r.verdict for r in rows if r.question != PER_WEEK} == {"not enough"}
    assert all(t.count == 0 and t.rate is None and t.signal is None for t in trends)


def test_the_explained_share_stands_beside_its_coverage() -> None:
    """Three of four explained; the fourth lies a minute after the window, and the sensitivity says so."""
    fleet = Fleet(days=10, holes=[(5, 10)])
    one = roll(fleet, "a.example", 1, 1)
    for days in (1.2, 1.5, 1.7):
        hit(fleet, one, days)
    lone = replace(fleet.attempts[0], id="A-x", time=at(2) + timedelta(minutes=1), relation="unexplained")
    fleet.attempts.append(replace(lone, rollover_id=None, episode_id=None))
    found = row(list(explained(fleet.world(), fleet.rollovers, SKEW)), EXPLAINED, unit="conflict")
    assert found.estimate == 0.75
    assert found.reason.startswith("3 explained, 1 unexplained, 0 unknown; state covered for 100%")
    assert "failures covered for 50%" in found.reason
    assert found.sensitivity
    assert "0 explained and 1 unexplained" in found.sensitivity


def test_each_code_has_its_own_exposure() -> None:
    """9116 counts over rolling hours, 9120 over those of zones with several keys."""
    fleet = Fleet(days=20)
    alone, both = roll(fleet, "a.example", 1, 2), roll(fleet, "b.example", 5, 1)
    roll(fleet, "b.example", 10, 2, role="KSK")
    hit(fleet, alone, 1.5)
    hit(fleet, both, 5.5, codes=(9120,), relation="queued")
    rows = list(by_code(fleet.world()))
    assert row(rows, BY_CODE, "9116").exposure_h == 120.0
    assert row(rows, BY_CODE, "9120").exposure_h == 72.0


def test_a_zone_that_is_hit_more_often_is_told() -> None:
    """Nine of ten rollovers hit against one of thirty elsewhere: Fisher's p, and a yes after correction."""
    fleet = Fleet(days=200)
    for zone, hits in (("a", 9), ("b", 1), ("c", 0), ("d", 0)):
        for number in range(10):
            one = roll(fleet, f"{zone}.example", number * 15, 2)
            if number < hits:
                hit(fleet, one, number * 15 + 1, actor=zone)
    rows = corrected(compare(fleet.world()))
    found = row(rows, RATHER, "zone a.example")
    tail = sum(comb(10, k) * comb(30, 10 - k) for k in (9, 10)) / comb(40, 10)
    assert found.p_value == pytest.approx(tail, rel=1e-6)
    assert found.verdict == "yes"
    assert row(rows, RATHER, "zone b.example").verdict == "not seen"
    assert not any("role" in r.subject for r in rows)


def test_the_last_week_is_that_before_the_end_of_the_report() -> None:
    """Rollovers begun in its last seven days stand against those before; without any there is no such row."""
    fleet = Fleet(days=100)
    for number in range(12):
        one = roll(fleet, f"{number}.example", number * 7, 1)
        hit(fleet, one, number * 7 + 0.5)
    subjects = [r.subject for r in compare(fleet.world())]
    assert "week begun in the last 7 days" not in subjects
    for number in range(5):
        roll(fleet, f"{number}.example", 94 + number, 1)
    found = row(list(compare(fleet.world())), RATHER, "week begun in the last 7 days")
    assert found.reason == "0 of 5, elsewhere 12 of 12"
    assert found.p_value == pytest.approx(1 / comb(17, 5))


def test_a_retry_loop_is_one_sitting() -> None:
    """A hundred tries in one rollover weigh as one; single successes elsewhere weigh as they are."""
    fleet = Fleet(days=100)
    hit(fleet, roll(fleet, "a.example", 1, 4), 2, tries=100, actor="loop")
    for number in range(6):
        calm = replace(
            fleet.attempts[0], id=f"A-ok{number}", time=at(20 + number), actor="calm", outcome="succeeded"
        )
        fleet.attempts.append(replace(calm, codes=(), relation="not applicable", rollover_id=None))
    found = row(list(compare(fleet.world())), FAILS, "actor loop")
    assert (found.n, found.reason) == (1, "1 of 1, elsewhere 0 of 6")


def _tries(days: list[float], actor: str = "ops") -> Fleet:
    """A zone that rolls on days 10 to 12, 20 to 22 …, and successful tries at those days."""
    fleet = Fleet(days=100)
    for start in range(10, 100, 10):
        roll(fleet, "a.example", start, 2)
    hit(fleet, fleet.rollovers[0], 10.5)
    pattern = fleet.attempts.pop()
    for number, day in enumerate(days):
        made = replace(pattern, id=f"A-{number}", time=at(day), actor=actor, outcome="succeeded", codes=())
        fleet.attempts.append(replace(made, relation="not applicable", rollover_id=None))
    return fleet


def test_tries_that_crowd_into_automatic_rollovers_are_told() -> None:
    """Ten of ten within windows that take a fifth of the time are unusual; spread evenly they are not."""
    crowded = _tries([10.5, 20.7, 21.5, 30.2, 40.9, 50.3, 60.6, 70.2, 80.4, 91.2])
    found = row(corrected(cluster(crowded.world())), CROWD)
    assert (found.verdict, found.estimate) == ("yes", 1.0)
    even = row(corrected(cluster(_tries([3.5 + 9 * n for n in range(10)]).world())), CROWD)
    assert even.verdict == "not seen"


def test_rollovers_started_by_hand_are_left_out() -> None:
    """Tries within them count nowhere; the try that started one counts as outside."""
    fleet = _tries([20.001, 20.5, 30.5, 40.5, 5, 6, 7, 8, 15])
    fleet.rollovers[:] = [replace(r, trigger="manual") if r.start == at(20) else r for r in fleet.rollovers]
    found = row(list(cluster(fleet.world())), CROWD)
    assert (found.n, found.reason.split(";")[0]) == (8, "2 of 8 in automatic rollovers")


def test_first_conflicts_in_the_first_hour_are_told() -> None:
    """The design's example: 8 of 9 within 20 minutes of the start, where 0.02 a window were due by chance."""
    fleet = Fleet(days=100)
    for number in range(9):
        one = roll(fleet, "a.example", number * 10, 2)
        hit(fleet, one, number * 10 + (0.01 if number else 1.0), tries=2)
    found = row(corrected(position(fleet.world())), SOON)
    assert (found.reason, found.verdict) == ("8 of 9; 0.2 expected", "yes")
    assert row(corrected(position(fleet.world())), EVEN).verdict == "yes"


def test_position_is_among_the_seen_time_only() -> None:
    """Where all but the first hour of a rollover was unseen, a conflict in it is no wonder."""
    fleet = Fleet(days=100, holes=[(n * 10 + 1 / 24, n * 10 + 3) for n in range(6)])
    for number in range(6):
        hit(fleet, roll(fleet, "a.example", number * 10, 2), number * 10 + 0.02)
    found = row(list(position(fleet.world())), SOON)
    assert (found.estimate, found.p_value, found.comparator) == (1.0, 1.0, "100% by chance")


def test_the_first_of_several_episodes_is_early_by_nature() -> None:
    """Of three episodes in a window the first is in its first hour by the chance of the least of three."""
    fleet = Fleet(days=10)
    one = roll(fleet, "a.example", 1, 1)
    for hours in (6, 12, 18):
        hit(fleet, one, 1 + hours / 24)
    found = row(list(position(fleet.world())), SOON)
    assert found.comparator == f"{1 - (1 - 1 / 23) ** 3:.0%} by chance"


def test_a_stage_is_weighed_by_the_time_it_took() -> None:
    """Conflicts in a stage that takes a tenth of each rollover are many; in the long one they are few."""
    fleet = Fleet(days=100)
    for number in range(8):
        start = number * 10
        parts = (stage("short", at(start)), stage("long", at(start + 0.2)))
        hit(fleet, roll(fleet, "a.example", start, 2, stages=parts), start + 0.1)
    rows = corrected(stages(fleet.world(), fleet.rollovers))
    short, long = sorted(rows, key=lambda r: r.subject, reverse=True)
    assert (short.reason, short.verdict) == ("8 of 8; 0.8 expected", "yes")
    assert (long.reason, long.verdict) == ("0 of 8; 7.2 expected", "yes")


def test_weeks_count_rollovers_hit_over_rolling_hours() -> None:
    """ISO weeks of the local zone; a rollover counts once a week; no exposure has no rate."""
    fleet = Fleet(days=21, tz="UTC")
    one = roll(fleet, "a.example", 5, 4)
    hit(fleet, one, 5.5, tries=9)
    hit(fleet, one, 8)
    _, trends = weekly(fleet.world())
    found = [(t.week, t.count, t.exposure_h, t.rate) for t in trends if t.subject == "all"]
    assert found[:3] == [
        ("2025-W02", 1, 48.0, pytest.approx(100 / 48)),
        ("2025-W03", 1, 48.0, pytest.approx(100 / 48)),
        ("2025-W04", 0, 0.0, None),
    ]


def test_a_rise_is_told_by_slope_ratio_and_chart() -> None:
    """Twenty quiet weeks, then ten in which nearly every rollover is hit."""
    fleet = Fleet(days=210, tz="UTC")
    for week in range(30):
        for zone in range(4):
            one = roll(fleet, f"z{zone}.example", week * 7 + 1, 2)
            if week >= 20 or (week, zone) in {(3, 0), (11, 2)}:
                hit(fleet, one, week * 7 + 2)
    rows, trends = weekly(fleet.world())
    slope = row(corrected(rows), SLOPE)
    assert slope.verdict == "yes"
    assert slope.estimate
    assert slope.estimate > 1
    assert row(list(rows), LAST).estimate == pytest.approx(1.0)
    signals = [t.week for t in trends if t.subject == "all" and t.signal == "rise"]
    assert signals[0] in {"2025-W22", "2025-W23", "2025-W24"}
    assert not [t for t in trends if t.subject == "all" and t.signal == "fall"]


def test_the_chart_has_the_run_length_that_it_states() -> None:
    """Its threshold is that of one signal by chance in 104 weeks."""
    assert run_length(THRESHOLD) == pytest.approx(RUN_LENGTH, rel=1e-3)


def test_weeks_begin_on_local_mondays() -> None:
    """Half an hour before midnight UTC on Sunday is Monday in Berlin, and the next ISO week."""
    berlin, utc = (Fleet(days=14, tz=tz) for tz in ("Europe/Berlin", "UTC"))
    for fleet, expected in ((berlin, "2025-W03"), (utc, "2025-W02")):
        hit(fleet, roll(fleet, "a.example", 6, 2), 6.98)
        assert [t.week for t in weekly(fleet.world())[1] if t.subject == "all" and t.count] == [expected]


def test_a_family_is_corrected_together() -> None:
    """q-values are Benjamini–Hochberg's over the tested rows, and the verdict is by them."""
    base = Statistic("q", "u", "s", 9)
    rows = [base.tested(p) for p in (0.01, 0.04, None, 0.9)]
    assert [r.q_value for r in corrected(rows)] == [pytest.approx(0.03), pytest.approx(0.06), None, 0.9]
    assert [r.verdict for r in corrected(rows)] == ["yes", "not seen", "not enough", "not seen"]


def test_numbers_that_are_not_finite_are_not_told() -> None:
    """JSON has no infinity: an open end of an interval is absent."""
    found = Statistic("q", "u", "s", 9).valued((2.0, 0.5, np.inf))
    assert (found.estimate, found.ci_low, found.ci_high) == (2.0, 0.5, None)
