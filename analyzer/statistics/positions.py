"""Whether places on a line are spread evenly, and whether a part of it is hit more often than its share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def uniform_p(positions: Sequence[float]) -> float:
    """The p-value that positions between 0 and 1 are independent and uniform; 1 where there are none.

    The exact two-sided Kolmogorov–Smirnov test, D = sup |F(x) − x|.  Assumes continuous
    positions: ties make it err on the safe side only roughly.  Source: Marsaglia, Tsang and
    Wang 2003, J. Stat. Software 8(18); Simard and L'Ecuyer 2011, ibid. 39(11).
    """
    if not positions:
        return 1.0
    from scipy.stats import kstest  # noqa: PLC0415 (heavy, and not always needed)

    return float(kstest(list(positions), "uniform", method="exact").pvalue)


def count_law(probabilities: Sequence[float]) -> NDArray[np.float64]:
    """The probability of each number of hits among independent trials of these probabilities.

    The Poisson binomial law by convolution; index k holds P(k hits).  Source: Hong 2013,
    Computational Statistics and Data Analysis 59, 41–51, section 2.
    """
    law = np.ones(1)
    for p in probabilities:
        law = np.convolve(law, (1 - p, p))
    return law


def count_p(hits: int, probabilities: Sequence[float]) -> float:
    """The two-sided p-value of so many hits among independent trials of these probabilities.

    Twice the smaller tail of the Poisson binomial law, at most 1; with equal probabilities
    the exact binomial test with equal tails.  1 where there are no trials.
    """
    law = count_law(probabilities)
    return min(1.0, 2 * min(float(law[: hits + 1].sum()), float(law[hits:].sum())))
