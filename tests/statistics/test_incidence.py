"""Competing ends with late entry, against statsmodels and against the formula step by step."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.duration.survfunc import CumIncidenceRight

from analyzer.statistics import cumulative_incidence

TIMES = np.array([2.0, 3, 3, 5, 6, 8, 9, 9, 12, 14])
ENDS = np.array([1, 2, 0, 1, 1, 2, 0, 1, 2, 1])
NONE = np.zeros(len(TIMES))


@pytest.mark.parametrize("ending", [1, 2])
def test_without_late_entry_it_is_that_of_statsmodels(ending: int) -> None:
    """Shares and the ends of their intervals agree with statsmodels' cumulative incidence and its errors."""
    with np.errstate(divide="ignore", invalid="ignore"):  # its variance where nobody stays
        other = CumIncidenceRight(TIMES, ENDS)
    found = cumulative_incidence(NONE, TIMES, ENDS, ending)
    places = np.isin(other.times, found.times)
    share = other.cinc[ending - 1][places]
    assert found.share == pytest.approx(share)
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = norm.ppf(0.975) * other.cinc_se[ending - 1][places] / (share * -np.log(share))
    known = (share > 0) & np.isfinite(reach)
    assert found.low[known] == pytest.approx(share[known] ** np.exp(reach[known]), rel=1e-6)


def test_one_way_of_ending_is_kaplan_meier_with_greenwoods_variance() -> None:
    """With a single way of ending the share is 1 − S, and its log(−log) interval has Greenwood's variance."""
    ends = (ENDS > 0).astype(int)
    found = cumulative_incidence(NONE, TIMES, ends, 1)
    staying, variance = 1.0, 0.0
    for place, time in enumerate(found.times[:-1]):
        d, y = int(((exit_ := TIMES) == time)[ends == 1].sum()), int((exit_ >= time).sum())
        staying *= 1 - d / y
        variance += d / (y * (y - d))
        share = 1 - staying
        assert found.share[place] == pytest.approx(share)
        reach = norm.ppf(0.975) * staying * math.sqrt(variance) / (share * abs(math.log(share)))
        assert found.low[place] == pytest.approx(share ** math.exp(reach), rel=1e-6)
        assert found.high[place] == pytest.approx(share ** math.exp(-reach), rel=1e-6)


ROWS = st.lists(st.tuples(st.integers(0, 8), st.integers(1, 9), st.integers(0, 2)), min_size=1, max_size=12)


@given(ROWS)
def test_it_is_the_formula_step_by_step(rows: list[tuple[int, int, int]]) -> None:
    """At risk is who entered before and has not left; shares of all ways and what stays add up to 1."""
    entry = np.array([float(e) for e, _, _ in rows])
    leave = entry + np.array([float(n) for _, n, _ in rows])
    ends = np.array([k for *_, k in rows])
    found = cumulative_incidence(entry, leave, ends, 1)
    staying, share = 1.0, 0.0
    for place, time in enumerate(found.times):
        risk = sum(e < time <= x for e, x in zip(entry, leave, strict=True))
        ours = sum(x == time and k == 1 for x, k in zip(leave, ends, strict=True))
        any_end = sum(x == time and k > 0 for x, k in zip(leave, ends, strict=True))
        share += staying * ours / risk
        staying *= 1 - any_end / risk
        assert found.at_risk[place] == risk
        assert found.share[place] == pytest.approx(share)
    other = cumulative_incidence(entry, leave, ends, 2)
    if len(found.times):
        assert found.share[-1] + other.share[-1] + staying == pytest.approx(1.0)
        assert (found.low <= found.share + 1e-9).all()
        assert (found.share <= found.high + 1e-9).all()


def test_the_interval_covers_as_often_as_it_says() -> None:
    """Of samples with late entry and censoring the 95 % interval holds the truth in about 95 %."""
    rng, held, runs = np.random.default_rng(8), 0, 400
    for _ in range(runs):
        entry, life = rng.uniform(0, 1, 400), rng.exponential(2.0, 400)
        ends = rng.choice([1, 2], size=400, p=[0.7, 0.3])
        stop = rng.uniform(1, 6, 400)
        seen = (life > entry) & (stop > entry)
        ends = np.where(life <= stop, ends, 0)
        found = cumulative_incidence(entry[seen], np.minimum(life, stop)[seen], ends[seen], 1)
        place = np.searchsorted(found.times, 2.0, side="right") - 1
        truth = 0.7 * (1 - math.exp(-1))
        held += found.low[place] <= truth <= found.high[place]
    assert held / runs == pytest.approx(0.95, abs=0.035)


def test_when_a_share_is_reached() -> None:
    """Half has ended so at the first time with a share of a half; never is infinite."""
    found = cumulative_incidence(NONE, TIMES, ENDS, 1)
    value, low, high = found.reached(0.5)
    assert low <= value <= high
    assert found.share[found.times == value][0] >= 0.5
    assert found.reached(0.99)[0] == math.inf


def test_nothing_leaves_before_it_enters() -> None:
    """An exit before the entry raises ValueError."""
    with pytest.raises(ValueError, match="leave"):
        cumulative_incidence(np.array([3.0]), np.array([2.0]), np.array([1]), 1)
