"""Two rates or two shares compared exactly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from analyzer.statistics.intervals import LEVEL, exact_share


class RateRatio(NamedTuple):
    """How many times the first rate is the second, its interval, and the p-value of their being equal.

    `value` and `high` are infinite where the second count is 0; `value` is nan where
    both are.
    """

    value: float
    low: float
    high: float
    p: float


def compare_rates(
    count: int, exposure: float, other: int, other_exposure: float, level: float = LEVEL
) -> RateRatio:
    """The ratio of two Poisson rates with its exact interval and two-sided p-value.

    Given the total n, the first count is binomial with π = ρt₁ / (ρt₁ + t₂), ρ being the
    ratio of rates and t the exposures: the exact binomial test of ρ = 1, and the
    Clopper–Pearson bounds of π turned into bounds of ρ.  Assumes two independent Poisson
    counts; exposures in one unit.  Source: Przyborowski and Wilenski 1940, Biometrika 31,
    313–323.  Raises ValueError where an exposure is not positive.
    """
    if exposure <= 0 or other_exposure <= 0:
        raise ValueError("rates need positive exposures")
    total = count + other
    if total == 0:
        return RateRatio(float("nan"), 0.0, float("inf"), 1.0)
    from scipy.stats import binomtest  # noqa: PLC0415 (heavy, and not always needed)

    test = binomtest(count, total, exposure / (exposure + other_exposure))
    bounds = exact_share(count, total, level)
    odds = other_exposure / exposure
    return RateRatio(
        value=count / exposure / (other / other_exposure) if other else float("inf"),
        low=_odds(bounds.low) * odds,
        high=_odds(bounds.high) * odds,
        p=float(test.pvalue),
    )


def _odds(probability: float) -> float:
    return probability / (1 - probability) if probability < 1 else float("inf")


def compare_shares(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """The two-sided p-value that two shares are equal (Fisher's exact test).

    Given the margins, the first hits are hypergeometric; p sums the probabilities of all
    tables no likelier than the one seen.  Assumes independent trials.  Source: Fisher
    1935, JRSS 98, 39–54.
    """
    from scipy.stats import fisher_exact  # noqa: PLC0415 (heavy, and not always needed)

    table = np.array([[hits, of - hits], [other_hits, other_of - other_hits]])
    return float(fisher_exact(table).pvalue)
