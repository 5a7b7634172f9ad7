"""Two rates or two shares compared exactly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

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
    split = np.arange(total + 1)
    chances = _log_choices(total, split) + split * np.log(exposure / other_exposure)
    bounds = exact_share(count, total, level)
    odds = other_exposure / exposure
    return RateRatio(
        value=count / exposure / (other / other_exposure) if other else float("inf"),
        low=_odds(bounds.low) * odds,
        high=_odds(bounds.high) * odds,
        p=_no_likelier(chances, count),
    )


def _odds(probability: float) -> float:
    return probability / (1 - probability) if probability < 1 else float("inf")


def compare_shares(hits: int, of: int, other_hits: int, other_of: int) -> float:
    """The two-sided p-value that two shares are equal (Fisher's exact test).

    Given the margins, the first hits are hypergeometric; p sums the probabilities of all
    tables no likelier than the one seen.  Assumes independent trials.  Source: Fisher
    1935, JRSS 98, 39–54.
    """
    drawn = hits + other_hits
    least = max(0, drawn - other_of)
    table = np.arange(least, min(of, drawn) + 1)
    return _no_likelier(_log_choices(of, table) + _log_choices(other_of, drawn - table), hits - least)


def _log_choices(of: int, some: NDArray[np.int_]) -> NDArray[np.float64]:
    """The logarithm of the number of ways to take some of so many."""
    return np.asarray(-np.log(of + 1) - betaln(some + 1, of - some + 1))


def _no_likelier(chances: NDArray[np.float64], seen: int) -> float:
    """The probability of all outcomes no likelier than the one seen.

    Chances are logarithms up to a constant; those within 1e-7 of each other are alike.
    """
    alike = chances[seen] + 1e-7
    law = np.exp(chances - chances.max())
    return float(law[chances <= alike].sum() / law.sum())
