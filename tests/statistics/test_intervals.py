"""Intervals of shares and rates, against the equations that define them."""

from __future__ import annotations

import math

import pytest
from scipy.optimize import brentq
from scipy.stats import binom, norm, poisson
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from analyzer.statistics import exact_share, rate, share

Z = float(norm.ppf(0.975))


@pytest.mark.parametrize(("hits", "of"), [(1, 7), (3, 4), (9, 11), (50, 200), (999, 1000)])
def test_the_ends_of_a_share_solve_the_score_equation(hits: int, of: int) -> None:
    """Each end of a Wilson interval is a p just z standard errors (at p) from the share seen."""
    found = share(hits, of)
    assert found.value == hits / of

    def distance(p: float) -> float:
        return abs(found.value - p) - Z * math.sqrt(p * (1 - p) / of)

    assert found.low == pytest.approx(brentq(distance, 1e-12, found.value), abs=1e-9)
    assert found.high == pytest.approx(brentq(distance, found.value, 1 - 1e-12), abs=1e-9)


def test_a_share_agrees_with_a_published_example() -> None:
    """81 of 263 gives 0.2553 to 0.3662 (Newcombe 1998, Statistics in Medicine 17, 857–872, table I)."""
    assert share(81, 263)[1:] == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_a_share_of_none_or_all_reaches_the_end() -> None:
    """With no hit the interval begins at 0, with hits only it ends at 1, and neither is a point."""
    assert share(0, 5).low == 0 < share(0, 5).high
    assert share(5, 5).low < 1 == share(5, 5).high


@pytest.mark.parametrize(("hits", "of"), [(0, 0), (3, 2), (-1, 4)])
def test_what_is_no_share_is_refused(hits: int, of: int) -> None:
    """No trials, more hits than trials and negative hits raise ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        share(hits, of)


@pytest.mark.parametrize("count", [1, 3, 17, 400])
def test_the_ends_of_a_rate_leave_the_tails(count: int) -> None:
    """At each end of a Garwood interval the count seen is just at the 2.5 % tail of its Poisson law."""
    found = rate(count, 50.0)
    assert poisson.sf(count - 1, found.low * 50) == pytest.approx(0.025, abs=1e-9)
    assert poisson.cdf(count, found.high * 50) == pytest.approx(0.025, abs=1e-9)


def test_no_event_still_bounds_the_rate() -> None:
    """Nothing seen in 10 hours gives 0 to −ln(0.025)/10 an hour: the rule of three, exactly."""
    assert rate(0, 10.0) == pytest.approx((0.0, 0.0, -math.log(0.025) / 10))


@pytest.mark.parametrize(("count", "exposure"), [(1, 0.0), (1, -2.0), (-1, 3.0)])
def test_what_is_no_rate_is_refused(count: int, exposure: float) -> None:
    """No exposure and negative counts raise ValueError."""
    with pytest.raises(ValueError, match="rate"):
        rate(count, exposure)


@pytest.mark.parametrize(("hits", "of"), [(0, 4), (1, 7), (9, 11), (81, 263), (5, 5)])
def test_intervals_agree_with_statsmodels(hits: int, of: int) -> None:
    """Wilson, Clopper–Pearson and Garwood are those of statsmodels, which computes them another way."""
    assert share(hits, of)[1:] == pytest.approx(proportion_confint(hits, of, method="wilson"), abs=1e-9)
    assert exact_share(hits, of)[1:] == pytest.approx(proportion_confint(hits, of, method="beta"), abs=1e-9)
    garwood = [v if math.isfinite(v) else 0.0 for v in confint_poisson(hits, 7.0, method="exact-c")]
    assert rate(hits, 7.0)[1:] == pytest.approx(garwood, abs=1e-9)


def test_the_ends_of_an_exact_share_leave_the_tails() -> None:
    """At each end of a Clopper–Pearson interval the hits seen are just at the 2.5 % tail."""
    found = exact_share(3, 20)
    assert binom.sf(2, 20, found.low) == pytest.approx(0.025, abs=1e-9)
    assert binom.cdf(3, 20, found.high) == pytest.approx(0.025, abs=1e-9)


def test_an_exact_share_agrees_with_a_published_example() -> None:
    """81 of 263 gives 0.2527 to 0.3676 (Newcombe 1998, Statistics in Medicine 17, 857–872, table I)."""
    assert exact_share(81, 263)[1:] == pytest.approx((0.2527, 0.3676), abs=5e-5)


def test_an_exact_share_of_nothing_is_refused() -> None:
    """No trials raise ValueError."""
    with pytest.raises(ValueError, match="trial"):
        exact_share(0, 0)
