"""Permutation by turns: what it keeps, and that it is fair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.statistics import monte_carlo_p, turned_counts, turned_p

RING = st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=30)


@given(RING)
def test_every_turn_is_counted_as_by_hand(ring: list[tuple[int, bool]]) -> None:
    """Turn by turn, the events that come to lie inside are those counted one by one."""
    events, inside = np.array([e for e, _ in ring]), np.array([i for _, i in ring])
    by_hand = [int(np.roll(events, -turn)[inside].sum()) for turn in range(len(ring))]
    assert turned_counts(events, inside).tolist() == by_hand


def test_events_that_keep_inside_are_seen_on_all_rings_together() -> None:
    """Two rings whose events all lie in a tenth of it are unusual; spread evenly they are not."""
    inside = np.arange(100) < 10
    crowded = turned_counts(np.where(inside, 1, 0), inside)
    even = turned_counts(np.where(np.arange(100) % 10 == 5, 1, 0), inside)
    rng = np.random.default_rng(1)
    assert turned_p([crowded, crowded], rng, 999) < 0.01
    assert turned_p([even, even], rng, 999) == 1.0


def test_turns_are_fair() -> None:
    """Of events that pay no heed to what is inside, p is at most 0.1 in a tenth of cases or fewer."""
    rng = np.random.default_rng(2)
    inside = np.arange(200) % 50 < 20
    p_values = []
    for _ in range(800):
        start, step = rng.integers(200), rng.integers(3, 30)
        events = np.bincount((start + step * np.arange(8)) % 200, minlength=200)
        p_values.append(turned_p([turned_counts(events, inside)], rng, 99))
    assert np.mean(np.array(p_values) <= 0.1) <= 0.1 + 3 * (0.09 / 800) ** 0.5


def test_a_monte_carlo_p_counts_itself() -> None:
    """With 99 simulated values of which none reaches the observed one, p is 1/100, never 0."""
    assert monte_carlo_p(5, [1.0] * 99) == 1 / 100
    assert monte_carlo_p(5, [5.0] * 3 + [1.0] * 6) == 4 / 10


def test_a_monte_carlo_p_is_fair() -> None:
    """Of ten exchangeable values each rank is as likely as any: p takes 0.1, 0.2 … 1 alike."""
    rng = np.random.default_rng(3)
    p_values = [monte_carlo_p(v[0], list(v[1:])) for v in rng.normal(size=(5000, 10))]
    assert np.mean(np.array(p_values) <= 0.1) == pytest.approx(0.1, abs=0.015)
    assert np.mean(p_values) == pytest.approx(0.55, abs=0.015)
