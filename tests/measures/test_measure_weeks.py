from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from analyzer.conflicts.rows import Trend
from analyzer.measures import weeks
from analyzer.measures.weeks import FALSE_ALARM

WEEKS = st.lists(st.tuples(st.integers(0, 30), st.floats(1, 500)), min_size=1, max_size=12)


def trends(weeks_: list[tuple[int, float]], subject: str = "all") -> list[Trend]:
    """A row a week with these counts and hours."""
    return [
        Trend(f"2026-W{number + 10}", subject, hits, hours, hits / hours * 100, 0.0, 9.0, "none")
        for number, (hits, hours) in enumerate(weeks_)
    ]


@given(WEEKS)
def test_limits_hold_all_but_the_stated_share_of_chance(counts: list[tuple[int, float]]) -> None:
    """A Poisson count of the centre's rate lies beyond the limits no more often than was said."""
    for row, (_, hours) in zip(weeks(trends(counts)), counts, strict=True):
        assert row.centre is not None
        assert row.limit_low is not None
        assert row.limit_high is not None
        mean = row.centre * hours / 100
        low, high = round(row.limit_low * hours / 100), round(row.limit_high * hours / 100)
        assert poisson.cdf(low - 1, mean) + poisson.sf(high, mean) <= FALSE_ALARM + 1e-6


def test_few_hours_give_wide_limits() -> None:
    """The centre is one for all weeks, the limits follow each week's exposure."""
    short, long = weeks(trends([(1, 20.0), (9, 480.0)]))
    assert short.centre == long.centre == pytest.approx(2.0)
    assert (short.limit_high or 0) > (long.limit_high or 0)


def test_a_week_without_rolling_time_has_no_limits() -> None:
    """Where nothing could happen there is neither rate nor limit."""
    empty = Trend("2026-W10", "all", 0, 0.0, None, None, None, None)
    row, _ = weeks([empty, *trends([(0, 1.0), (2, 50.0)])[1:]])
    assert (row.rate, row.limit_low, row.limit_high, row.signal) == (None, None, None, None)


def test_rows_of_single_zones_are_no_weeks_of_all() -> None:
    """Only the rows of all zones together are drawn, in the order of weeks."""
    rows = weeks([*trends([(5, 9.0)], "contoso.example"), *reversed(trends([(1, 9.0), (2, 9.0)]))])
    assert [(row.week, row.hits) for row in rows] == [("2026-W10", 1), ("2026-W11", 2)]
