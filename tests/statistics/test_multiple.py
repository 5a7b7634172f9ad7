"""The correction of many tests, against its definition and a published example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analyzer.statistics import benjamini_hochberg

PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0000,
]  # fmt: skip


def test_four_of_the_published_fifteen_are_rejected() -> None:
    """The example of Benjamini and Hochberg 1995, section 3.2: at 5 % the four smallest are rejected."""
    assert [q <= 0.05 for q in benjamini_hochberg(PUBLISHED)] == [True] * 4 + [False] * 11


@given(st.lists(st.floats(0, 1), max_size=30))
def test_q_values_are_their_definition(p_values: list[float]) -> None:
    """q of the i-th smallest p is the least m p₍ⱼ₎ / j over j ≥ i, in the order given."""
    m, ranked = len(p_values), sorted(p_values)
    for p, q in zip(p_values, benjamini_hochberg(p_values), strict=True):
        defined = min(min(1.0, m * ranked[j] / (j + 1)) for j in range(m) if ranked[j] >= p)
        assert abs(q - defined) < 1e-12


def test_a_family_of_none_is_empty() -> None:
    """No tests give no q-values."""
    assert benjamini_hochberg([]) == []


def test_q_values_agree_with_statsmodels() -> None:
    """Those of the published fifteen are the adjusted p-values of statsmodels' `fdr_bh`."""
    assert benjamini_hochberg(PUBLISHED) == pytest.approx(list(multipletests(PUBLISHED, method="fdr_bh")[1]))
