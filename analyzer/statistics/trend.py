"""Whether a rate rises or falls over equal steps of time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Slope(NamedTuple):
    """The factor by which the rate changes each step, and the p-value of its being 1."""

    factor: float
    p: float


def slope(counts: Sequence[int], exposures: Sequence[float]) -> Slope:
    """The log-linear trend of Poisson counts over steps 0, 1, 2 …, and the exact test that there is none.

    Given the total n, each event falls into step i with probability ∝ exposureᵢ · fⁱ.  The
    sum of their steps is sufficient for f; under f = 1 its law is the n-fold convolution
    of the exposures, and p is twice the smaller tail.  f solves the likelihood equation;
    it is nan without events or with one exposed step, 0 or infinite where all events lie at
    an end.  Assumes independent events.  Source: Cox and Lewis 1966, The Statistical
    Analysis of Series of Events, section 3.3 (conditional test of a log-linear rate).
    """
    total, weights = int(sum(counts)), np.asarray(exposures, dtype=float)
    exposed = np.flatnonzero(weights)
    if total == 0 or len(exposed) < 2:
        return Slope(float("nan"), 1.0)
    weights = weights / weights.sum()
    observed = int(np.dot(counts, np.arange(len(counts))))
    law = _repeated(weights, total)
    p = min(1.0, 2 * min(float(law[: observed + 1].sum()), float(law[observed:].sum())))
    return Slope(_factor(observed / total, weights, exposed), p)


def _repeated(law: NDArray[np.float64], times: int) -> NDArray[np.float64]:
    """The law of the sum of so many independent draws: a power of its Fourier transform."""
    size = times * (len(law) - 1) + 1
    result = np.maximum(np.fft.irfft(np.fft.rfft(law, size) ** times, size), 0)
    return np.asarray(result / result.sum())


def _factor(mean: float, weights: NDArray[np.float64], exposed: NDArray[np.intp]) -> float:
    if mean <= exposed[0]:
        return 0.0
    if mean >= exposed[-1]:
        return float("inf")
    from scipy.optimize import brentq  # noqa: PLC0415 (heavy, and not always needed)

    steps = np.arange(len(weights)) - mean

    def excess(log_factor: float) -> float:
        return float(np.dot(weights, steps * np.exp(np.clip(steps * log_factor, -600, 600))))

    reach = 1.0
    while excess(-reach) > 0 or excess(reach) < 0:
        reach *= 2
    return float(np.exp(brentq(excess, -reach, reach, xtol=1e-9)))
