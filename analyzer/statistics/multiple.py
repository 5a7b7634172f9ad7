"""Many tests asked at once, corrected together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """The q-value of each p-value of one family, in the same order.

    q₍ᵢ₎ = min over j ≥ i of m p₍ⱼ₎ / j, at most 1: rejecting where q ≤ a keeps the expected
    share of false rejections at or under a.  Assumes tests that are independent or
    positively dependent.  Source: Benjamini and Hochberg 1995, JRSS B 57, 289–300.
    """
    p = np.asarray(p_values, dtype=float)
    falling = np.argsort(p)[::-1]
    m = len(p)
    q = np.empty(m)
    q[falling] = np.minimum.accumulate(np.minimum(m * p[falling] / np.arange(m, 0, -1), 1))
    return q.tolist()
