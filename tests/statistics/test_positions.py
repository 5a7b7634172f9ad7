"""The test of even spread, against its exact law."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from analyzer.statistics import count_law, count_p, uniform_p


@pytest.mark.parametrize("x", [0.5, 0.7, 0.98])
def test_one_position_has_a_p_that_can_be_written_down(x: float) -> None:
    """For one position D is max(x, 1−x), and P(D ≥ d) is 2(1−d)."""
    assert uniform_p([x]) == pytest.approx(2 * (1 - max(x, 1 - x)))


def test_two_positions_have_a_p_that_can_be_written_down() -> None:
    """For two positions P(D < d) is 2(2d−1/2)² for 1/4 ≤ d ≤ 1/2."""
    d = 0.4
    assert uniform_p([1 - d, 1 - d + 1e-12]) == pytest.approx(uniform_p([d, d]), abs=1e-9)
    assert uniform_p([0.1, 0.9]) == pytest.approx(1 - 2 * (2 * d - 0.5) ** 2)


def test_crowding_at_the_start_is_seen_and_evenness_is_not() -> None:
    """Nine of nine in the first tenth are unusual; nine spread out are not."""
    assert uniform_p(list(np.linspace(0.01, 0.09, 9))) < 1e-6
    assert uniform_p(list(np.linspace(0.05, 0.95, 9))) > 0.99


def test_no_position_tells_nothing() -> None:
    """Without positions p is 1."""
    assert uniform_p([]) == 1.0


@given(st.lists(st.floats(0, 1), max_size=7))
def test_the_law_of_counts_is_the_sum_over_all_outcomes(probabilities: list[float]) -> None:
    """Each number of hits has the probability of all outcomes with so many, added up one by one."""
    expected = np.zeros(len(probabilities) + 1)
    for outcome in product((0, 1), repeat=len(probabilities)):
        expected[sum(outcome)] += prod(
            p if hit else 1 - p for hit, p in zip(outcome, probabilities, strict=True)
        )
    assert count_law(probabilities) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("hits", [0, 2, 5, 9])
def test_equal_chances_give_the_binomial_test(hits: int) -> None:
    """p is twice the smaller binomial tail, at most 1."""
    tails = binom.cdf(hits, 9, 0.3), binom.sf(hits - 1, 9, 0.3)
    assert count_p(hits, [0.3] * 9) == pytest.approx(min(1.0, 2 * min(tails)))


def test_eight_of_nine_in_a_small_part_are_unusual() -> None:
    """The design's example: 8 of 9 within 20 minutes of a start of windows of some days."""
    assert count_p(8, [0.01, 0.02, 0.005, 0.01, 0.02, 0.03, 0.01, 0.01, 0.02]) < 1e-10
    assert count_p(0, []) == 1.0
