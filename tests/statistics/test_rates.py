"""Comparisons of two rates and two shares, against their definitions summed by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom
from statsmodels.stats.rates import test_poisson_2indep as poisson_2indep

from analyzer.statistics import compare_rates, compare_shares


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0.5, 200), st.floats(0.5, 200))
def test_the_p_of_two_rates_sums_what_is_no_likelier(one: int, two: int, t1: float, t2: float) -> None:
    """p is the binomial probability of all splits of the total that are no likelier than the one seen."""
    total = one + two
    law = [math.comb(total, k) * t1**k * t2 ** (total - k) / (t1 + t2) ** total for k in range(total + 1)]
    expected = sum(p for p in law if p <= law[one] * (1 + 1e-7))
    assert compare_rates(one, t1, two, t2).p == pytest.approx(min(expected, 1.0), abs=1e-6)


def test_the_interval_of_a_ratio_leaves_the_tails() -> None:
    """At each end of the interval the first count is at the 2.5 % tail of its conditional law."""
    found = compare_rates(12, 100.0, 5, 80.0)
    assert found.value == pytest.approx((12 / 100) / (5 / 80))
    low, high = (ratio * 100 / (ratio * 100 + 80) for ratio in (found.low, found.high))
    assert binom.sf(11, 17, low) == pytest.approx(0.025, abs=1e-6)
    assert binom.cdf(12, 17, high) == pytest.approx(0.025, abs=1e-6)


def test_a_ratio_to_nothing_is_open_above() -> None:
    """Against a count of 0 the ratio and its upper end are infinite, its lower end is not 0."""
    found = compare_rates(8, 10.0, 0, 10.0)
    assert found.value == found.high == math.inf
    assert found.low > 1


def test_nothing_against_nothing_shows_nothing() -> None:
    """Two counts of 0 give p = 1 and an interval of everything."""
    found = compare_rates(0, 1.0, 0, 2.0)
    assert math.isnan(found.value)
    assert (found.low, found.high, found.p) == (0.0, math.inf, 1.0)


def test_rates_without_exposure_are_refused() -> None:
    """An exposure that is not positive raises ValueError."""
    with pytest.raises(ValueError, match="exposure"):
        compare_rates(1, 0.0, 1, 1.0)


@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_the_p_of_two_shares_sums_the_tables(of: int, other_of: int, data: st.DataObject) -> None:
    """p is the hypergeometric probability of all tables that are no likelier than the one seen."""
    hits, other = data.draw(st.integers(0, of)), data.draw(st.integers(0, other_of))
    drawn = hits + other

    def table(k: int) -> float:
        return math.comb(of, k) * math.comb(other_of, drawn - k) / math.comb(of + other_of, drawn)

    tables = [table(k) for k in range(max(0, drawn - other_of), min(of, drawn) + 1)]
    expected = sum(p for p in tables if p <= table(hits) * (1 + 1e-7))
    assert compare_shares(hits, of, other, other_of) == pytest.approx(expected, abs=1e-9)


def test_shares_agree_with_the_lady_tasting_tea() -> None:
    """Three of four cups right gives a two-sided p of 34/70 (Fisher 1935, The Design of Experiments)."""
    assert compare_shares(3, 4, 1, 4) == pytest.approx(34 / 70)


@pytest.mark.parametrize(("one", "two"), [(12, 5), (3, 14), (0, 6)])
def test_the_p_of_two_rates_agrees_with_statsmodels(one: int, two: int) -> None:
    """It is the exact conditional test of statsmodels."""
    other = poisson_2indep(one, 100.0, two, 80.0, method="exact-cond").pvalue
    assert compare_rates(one, 100.0, two, 80.0).p == pytest.approx(other, abs=1e-9)
