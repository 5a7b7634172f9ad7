"""Many tests asked at once, corrected together."""

from __future__ import annotations

from collections.abc import Sequence


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """The q-value of each p-value of one family, in the same order.

    q₍ᵢ₎ = min over j ≥ i of m p₍ⱼ₎ / j, at most 1: rejecting where q ≤ a keeps the expected
    share of false rejections at or under a.  Assumes tests that are independent or
    positively dependent.  Source: Benjamini and Hochberg 1995, JRSS B 57, 289–300.
    """
    from scipy.stats import false_discovery_control  # noqa: PLC0415 (heavy, and not always needed)

    return [float(q) for q in false_discovery_control(list(p_values))] if p_values else []
