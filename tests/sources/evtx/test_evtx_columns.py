"""Columns of numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.evtx.columns import unique


@given(st.lists(st.integers(-3, 3) | st.integers(-(2**63), 2**63 - 1)))
def test_unique_is_what_numpy_gives(numbers: list[int]) -> None:
    """Distinct values, where each stands first, and which of them each value is."""
    values = np.array(numbers, np.int64)
    expected = np.unique(values, return_index=True, return_inverse=True)
    for own, other in zip(unique(values), expected, strict=True):
        assert own.tolist() == other.tolist()


@given(st.lists(st.binary(max_size=4)))
def test_unique_bytes(texts: list[bytes]) -> None:
    """The same of bytes of one width."""
    values = np.array(texts, "S4")
    expected = np.unique(values, return_index=True, return_inverse=True)
    for own, other in zip(unique(values), expected, strict=True):
        assert own.tolist() == other.tolist()
