"""Shares and rates with their confidence intervals."""

from __future__ import annotations

from typing import NamedTuple

from scipy.special import betaincinv, gammaincinv

LEVEL = 0.95
"""The confidence of every interval, where nothing else is said."""


class Estimate(NamedTuple):
    """A number with the lower and upper end of its interval, in the unit of the number."""

    value: float
    low: float
    high: float


def share(hits: int, of: int, level: float = LEVEL) -> Estimate:
    """The proportion `hits / of` with its Wilson score interval; dimensionless, between 0 and 1.

    The interval holds every p with |hits/of − p| ≤ z √(p(1−p)/of), z being the
    (1 + level)/2 quantile of the normal distribution.  Assumes independent trials of one
    probability.  Source: Wilson 1927, JASA 22(158), 209–212.  Raises ValueError where `of`
    is not positive or `hits` is not between 0 and `of`.
    """
    if of < 1:
        raise ValueError("a share needs at least one trial")
    from scipy.stats import binomtest  # noqa: PLC0415 (heavy, and not always needed)

    interval = binomtest(hits, of).proportion_ci(level, method="wilson")
    return Estimate(hits / of, float(interval.low), float(interval.high))


def exact_share(hits: int, of: int, level: float = LEVEL) -> Estimate:
    """The proportion `hits / of` with its Clopper–Pearson interval; dimensionless, between 0 and 1.

    [B(α/2; k, n−k+1), B(1−α/2; k+1, n−k)], B being quantiles of the beta distribution, the
    ends 0 where k = 0 and 1 where k = n.  Assumes independent trials of one probability;
    covers at least `level`.  Source: Clopper and Pearson 1934, Biometrika 26, 404–413.
    Raises ValueError as `share`.
    """
    if not 0 <= hits <= of or of < 1:
        raise ValueError("a share needs at least one trial, and hits among these")
    tail = (1 - level) / 2
    low = float(betaincinv(hits, of - hits + 1, tail)) if hits else 0.0
    high = float(betaincinv(hits + 1, of - hits, 1 - tail)) if hits < of else 1.0
    return Estimate(hits / of, low, high)


def rate(count: int, exposure: float, level: float = LEVEL) -> Estimate:
    """The rate `count / exposure` with its exact Poisson interval, per unit of exposure.

    [χ²(α/2; 2k)/2, χ²(1−α/2; 2k+2)/2] / exposure, the lower end 0 where k = 0 (half a χ²
    quantile of 2k degrees is the gamma quantile of shape k).  Assumes
    that events come independently at a constant rate; covers at least `level`.
    Source: Garwood 1936, Biometrika 28, 437–442.  Raises ValueError where the exposure is
    not positive or the count is negative.
    """
    if exposure <= 0 or count < 0:
        raise ValueError("a rate needs a positive exposure and no negative count")
    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    high = float(gammaincinv(count + 1, 1 - tail))
    return Estimate(count / exposure, low / exposure, high / exposure)
