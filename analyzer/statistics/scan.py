"""Whether events keep to one phase of a cycle, looked for at every phase."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LEAST = 3
"""Fewer events at one phase are no sign of a cycle, however short the exposure."""

BATCH = 250
CROWDED = 8
"""With more events than this part of the phases, counting at all phases is quicker."""

ENOUGH = 20
"""Once so many draws are as extreme, the p-value is not small, and no more are drawn."""

Cells = NDArray[np.int64]


class Peak(NamedTuple):
    """The window of phases that stands out most: where it begins, its events, and its score."""

    start: int
    events: int
    score: float


def peak(cells: Cells, events: Cells, period: int, width: int) -> Peak | None:
    """The phase at which events crowd most, against their being spread evenly over the exposed cells.

    `cells` are the exposed steps of time and `events` those with an event, both counted from
    one origin; the phase of a step is its remainder by `period`, and a window is `width`
    phases long.  A window's score is that of Kulldorff's scan, h log(h/e) − (h − e) for h
    events where e were expected.  None where no window has `LEAST` events and more than
    expected.  Source: Kulldorff 1997, Comm. Statistics 26, 1481–1496.
    """
    if len(events) < LEAST:
        return None
    share = _share(cells, period, width)
    found, starts = _scores((events % period)[None, :], share, period, width)
    best = int(np.argmax(found[0]))
    score, start = float(found[0, best]), int(starts[0, best])
    if score <= 0:
        return None
    return Peak(start, int((((events - start) % period) < width).sum()), score)


def peak_p(
    found: Peak,
    cells: Cells,
    n: int,
    period: int,
    width: int,
    rng: np.random.Generator,
    draws: int,
) -> float:
    """The p-value of the peak of `n` events: how likely one as high is where phases do not matter.

    The share of draws, each of as many exposed cells, whose peak is as high (Besag and
    Clifford 1991, Biometrika 78: drawing ends after `ENOUGH` of these); where the sum over all
    windows of the binomial probabilities of such a score (Bonferroni) is below what so many
    draws can tell, it is that sum.  Assumes independent events.
    """
    exposed = _windows(np.bincount(cells % period, minlength=period), width)
    bound = _bound(found.score, exposed, len(cells), n)
    if bound < 1 / (1 + draws):
        return bound
    return _drawn_p(found.score, cells % period, n, exposed / len(cells), width, rng, draws)


def _share(cells: Cells, period: int, width: int) -> NDArray[np.float64]:
    """The part of the cells that lies in the window that begins at each phase."""
    return np.asarray(_windows(np.bincount(cells % period, minlength=period), width) / len(cells))


def _windows(counts: NDArray[np.int64], width: int) -> NDArray[np.int64]:
    """The sum of each phase and those after it, round the cycle."""
    whole = np.concatenate(([0], np.cumsum(np.concatenate((counts, counts[: width - 1])))))
    return whole[width:] - whole[:-width]


def _scores(
    phases: NDArray[np.int64], share: NDArray[np.float64], period: int, width: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The scores of windows, row by row, and where they begin.

    Of few events only the windows that begin at one are looked at, of many all.
    """
    rows, n = phases.shape
    if n * CROWDED > period:
        flat = phases + np.arange(rows)[:, None] * period
        counts = np.bincount(flat.ravel(), minlength=rows * period).reshape(rows, period)
        whole = np.sum([np.roll(counts, -step, axis=1) for step in range(width)], axis=0, dtype=float)
        return _score(whole, share[None, :] * n), np.arange(period)[None, :]
    ordered = np.sort(phases, axis=1)
    ring = np.concatenate((ordered, ordered + period), axis=1)
    count = np.ones((rows, n))
    for step in range(1, n):
        near = ring[:, step : step + n] - ordered < width
        if not near.any():
            break
        count += near
    return _score(count, share[ordered] * n), ordered


def _score(count: NDArray[np.float64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    crowded = (count >= LEAST) & (count > expected)
    score = np.zeros(np.broadcast_shapes(count.shape, expected.shape))
    h, e = (np.broadcast_to(v, score.shape)[crowded] for v in (count, expected))
    score[crowded] = h * np.log(h / np.maximum(e, 1e-300)) - (h - e)
    return score


def _bound(score: float, exposed: NDArray[np.int64], cells: int, n: int) -> float:
    """At most how likely it is that any window scores as high."""
    sizes, times = np.unique(exposed[exposed > 0], return_counts=True)
    chance = np.minimum(sizes / cells, 1.0)
    low, high = np.floor(n * chance), np.full(len(sizes), n + 1.0)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = _score(middle, n * chance) >= score - 1e-9
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    from scipy.stats import binom  # noqa: PLC0415 (heavy, and not always needed)

    return min(1.0, float((times * binom.sf(high - 1, n, chance)).sum()))


def _drawn_p(
    score: float,
    phases: NDArray[np.int64],
    n: int,
    share: NDArray[np.float64],
    width: int,
    rng: np.random.Generator,
    draws: int,
) -> float:
    extreme = drawn = 0
    while drawn < draws:
        batch = min(BATCH, draws - drawn)
        sample = phases[rng.integers(len(phases), size=(batch, n))]
        high = _scores(sample, share, len(share), width)[0].max(axis=1) >= score - 1e-9
        reached = np.flatnonzero(np.cumsum(high) + extreme >= ENOUGH)
        if len(reached):
            return ENOUGH / float(drawn + reached[0] + 1)
        extreme, drawn = extreme + int(high.sum()), drawn + batch
    return (1 + extreme) / (1 + drawn)
