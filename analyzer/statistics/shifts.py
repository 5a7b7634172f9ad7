"""Permutation by turning: what keeps the spacing of events and breaks their tie to the clock."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def turned_counts(events: NDArray[np.int64], inside: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many events lie inside for every turn of a ring, the turn by nothing first.

    `events` counts them by step of the ring, `inside` marks its steps.  All events turn
    together, so that their spacing stays; a circular cross-correlation gives all turns at
    once.
    """
    spectrum = np.fft.rfft(events) * np.conj(np.fft.rfft(inside))
    return np.rint(np.fft.irfft(spectrum, len(events))).astype(np.int64)


def turned_p(counts: Sequence[NDArray[np.int64]], rng: np.random.Generator, draws: int) -> float:
    """The p-value of so many events being inside on all rings together, each turned on its own.

    `counts` are those of `turned_counts`; uniform turns make them exchangeable under the
    null that events pay no heed to what is inside.
    """
    observed = sum(int(ring[0]) for ring in counts)
    drawn = sum(
        (ring[rng.integers(len(ring), size=draws)] for ring in counts), np.zeros(draws, dtype=np.int64)
    )
    return monte_carlo_p(observed, drawn)


def monte_carlo_p(observed: float, simulated: Sequence[float] | NDArray[np.int64]) -> float:
    """The p-value of a statistic against its simulated values, large values being unusual.

    (1 + number simulated ≥ observed) / (1 + number simulated): exact where observed and
    simulated are exchangeable under the null.  Source: Davison and Hinkley 1997, section
    4.2.
    """
    return float((1 + (np.asarray(simulated) >= observed).sum()) / (1 + len(simulated)))
