"""A control chart for Poisson counts of an unknown rate, whose run length is known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

REFERENCE = 0.5
"""The CUSUM's reference value, in standard deviations: it is quickest for shifts of twice that."""

STATES = 100


def scores(
    counts: Sequence[int], exposures: Sequence[float], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Each count as a standard normal score against all counts before it; nan where there is no such.

    Given the sum of the counts up to a step, its own is binomial with its share of the
    exposure, whatever the rate, and independent of the earlier ones.  The probability of a
    smaller count plus a uniform part (`rng`) of that of this one is uniform, and its
    normal quantile the score.  Assumes independent counts of one rate.  Source: Quesenberry
    1991, J. Quality Technology 23(4), 296–303 (Q charts for attributes, Poisson).
    """
    count, exposure = np.asarray(counts, dtype=np.int64), np.asarray(exposures, dtype=float)
    total, whole = np.cumsum(count), np.cumsum(exposure)
    part = rng.uniform(size=len(count))
    judged = (exposure > 0) & (whole > exposure)
    share = np.divide(exposure, whole, out=np.zeros_like(whole), where=judged)
    from scipy.stats import binom  # noqa: PLC0415 (heavy, and not always needed)

    below = binom.cdf(count - 1, total, share)
    place = below + part * binom.pmf(count, total, share)
    return np.where(judged, ndtri(np.clip(place, 1e-12, 1 - 1e-12)), np.nan)


def signals(score: Sequence[float], threshold: float) -> NDArray[np.int_]:
    """Where a two-sided CUSUM of standard normal scores crosses its threshold: 1 up, −1 down, else 0.

    S⁺ = max(0, S⁺ + z − k), S⁻ likewise of −z; both start anew after a signal.  nan leaves
    them as they are.  Source: Page 1954, Biometrika 41, 100–115.
    """
    up = down = 0.0
    found = np.zeros(len(score), dtype=np.int_)
    for step, z in enumerate(score):
        if np.isnan(z):
            continue
        up, down = max(0.0, up + z - REFERENCE), max(0.0, down - z - REFERENCE)
        if max(up, down) > threshold:
            found[step] = 1 if up >= down else -1
            up = down = 0.0
    return found


def run_length(threshold: float) -> float:
    """The mean number of scores until a two-sided CUSUM signals although nothing has changed.

    One side's is a Markov chain on [0, threshold] in equal cells; the two sides' reciprocals
    add up.  Source: Brook and Evans 1972, Biometrika 59, 539–549; Kemp 1961, JRSS B 23.
    """
    width = 2 * threshold / (2 * STATES - 1)
    middle = np.arange(STATES) * width
    move = middle[None, :] - middle[:, None]
    chain = ndtr(move + width / 2 + REFERENCE) - ndtr(move - width / 2 + REFERENCE)
    chain[:, 0] = ndtr(width / 2 - middle + REFERENCE)
    one_side = np.linalg.solve(np.eye(STATES) - chain, np.ones(STATES))[0]
    return float(one_side / 2)
