"""How long things take that can end in several ways, some of them seen only in part."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from analyzer.statistics.intervals import LEVEL

EPSILON = 1e-9
"""A share closer to 0 or 1 than this is that, and its interval a point."""


class Incidence(NamedTuple):
    """The share that has ended in one way by each time, with its pointwise interval and who was at risk.

    `times` ascend, in the unit of the durations; between two of them the share is that at
    the earlier one, before the first it is 0.
    """

    times: NDArray[np.float64]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: NDArray[np.int_]

    def reached(self, share: float) -> tuple[float, float, float]:
        """When the share is first reached, and the ends of its interval; infinite where it is not."""
        found = (self._first(curve, share) for curve in (self.share, self.high, self.low))
        return next(found), next(found), next(found)

    def _first(self, curve: NDArray[np.float64], share: float) -> float:
        place = np.flatnonzero(curve >= share)
        return float(self.times[place[0]]) if len(place) else float("inf")


def cumulative_incidence(
    entries: NDArray[np.float64],
    exits: NDArray[np.float64],
    endings: NDArray[np.int_],
    ending: int,
    level: float = LEVEL,
) -> Incidence:
    """The Aalen–Johansen estimate for one way of ending (1, 2 …; 0 is censored), with late entry.

    F(t) = Σ S(tᵢ−) dᵢ/Yᵢ over event times up to t: d ended this way, Y had entered before
    and not yet left, S is the Kaplan–Meier share not ended in any way.  The interval is
    log(−log) transformed from the delta method's variance (Marubini and Valsecchi 1995,
    Analysing Survival Data, section 10.2).  Assumes that entry and censoring tell nothing
    of the ending.  Raises ValueError where something leaves before it enters.  Source:
    Aalen and Johansen 1978, Scandinavian J. Statistics 5, 141–150.
    """
    if (exits < entries).any():
        raise ValueError("nothing can leave before it enters")
    times = np.unique(exits[endings > 0])
    at_risk = _before(entries, times) - _before(exits, times)
    ended = _at(exits[endings > 0], times)
    ours = _at(exits[endings == ending], times)
    staying = np.cumprod(1 - ended / at_risk)
    before = np.concatenate(([1.0], staying[:-1])) if len(times) else staying
    share = np.cumsum(before * ours / at_risk)
    low, high = _bounds(share, _variance(share, before, at_risk, ended, ours), level)
    return Incidence(times, share, low, high, at_risk)


def _before(values: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.int_]:
    return np.asarray(np.searchsorted(np.sort(values), times, side="left"))


def _at(values: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.int_]:
    return np.bincount(np.searchsorted(times, values), minlength=len(times))


def _variance(
    share: NDArray[np.float64],
    before: NDArray[np.float64],
    at_risk: NDArray[np.int_],
    ended: NDArray[np.int_],
    ours: NDArray[np.int_],
) -> NDArray[np.float64]:
    """Var F(t) by the delta method, from running sums of its three parts."""
    rest = np.maximum(at_risk - ended, 1)
    hazard = ended / (at_risk * rest)
    own = before**2 * ours * (at_risk - ours) / at_risk.astype(float) ** 3
    cross = before * ours / at_risk.astype(float) ** 2
    squares = (
        share**2 * np.cumsum(hazard) - 2 * share * np.cumsum(share * hazard) + np.cumsum(share**2 * hazard)
    )
    both = share * np.cumsum(cross) - np.cumsum(share * cross)
    return np.asarray(np.maximum(squares + np.cumsum(own) - 2 * both, 0))


def _bounds(
    share: NDArray[np.float64], variance: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    z = float(ndtri((1 + level) / 2))
    inner = (share > EPSILON) & (share < 1 - EPSILON)
    safe = np.where(inner, share, 0.5)
    reach = np.exp(np.minimum(z * np.sqrt(variance) / np.abs(safe * np.log(safe)), 700))
    return np.where(inner, safe**reach, share), np.where(inner, safe ** (1 / reach), share)
