from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.statistics.spans import (
    HOUR,
    NOTHING,
    Spans,
    difference,
    holds,
    hours,
    hours_between,
    intersection,
    union,
    union_of,
)

PAIRS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)
LINE = np.arange(61, dtype=np.int64) * HOUR


def made(pairs: list[tuple[int, int]]) -> Spans:
    """A set of whole hours."""
    return union(np.array(pairs, dtype=np.int64).reshape(-1, 2) * HOUR)


def members(pairs: list[tuple[int, int]]) -> set[int]:
    """The same set as its hours, one by one."""
    return {hour for start, end in pairs for hour in range(start, end)}


def listed(whole: Spans) -> set[int]:
    """The hours of a set, one by one."""
    return {hour for start, end in whole // HOUR for hour in range(start, end)}


@given(PAIRS)
def test_a_union_is_the_set_of_its_parts(pairs: list[tuple[int, int]]) -> None:
    """It holds the same instants, in disjoint, ascending intervals that do not touch."""
    whole = made(pairs)
    assert listed(whole) == members(pairs)
    assert (whole[:, 0] < whole[:, 1]).all()
    assert (whole[1:, 0] > whole[:-1, 1]).all()


@given(PAIRS, PAIRS)
def test_sets_are_joined_like_sets(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    """Union, intersection and difference are those of sets of hours."""
    assert listed(union_of([made(one), made(other)])) == members(one) | members(other)
    assert listed(intersection(made(one), made(other))) == members(one) & members(other)
    assert listed(difference(made(one), made(other))) == members(one) - members(other)


@given(PAIRS)
def test_lengths_add_up_over_any_grid(pairs: list[tuple[int, int]]) -> None:
    """Each hour of a grid that is in the set counts whole, and all of them make its length."""
    inside = hours_between(made(pairs), LINE)
    assert [bool(h) for h in inside] == [hour in members(pairs) for hour in range(60)]
    assert inside.sum() == pytest.approx(hours(made(pairs)))
    assert holds(made(pairs), LINE[:-1]).tolist() == [hour in members(pairs) for hour in range(60)]


def test_a_bin_can_be_covered_in_part() -> None:
    """Half an hour of a bin counts half."""
    half = np.array([[HOUR // 2, 3 * HOUR // 2]], dtype=np.int64)
    assert hours_between(half, LINE[:4]).tolist() == [0.5, 0.5, 0.0]


def test_nothing_is_a_set() -> None:
    """The empty set has no length and joins with any other."""
    assert hours(NOTHING) == 0
    assert listed(intersection(NOTHING, made([(1, 2)]))) == set()
    assert listed(difference(made([(1, 2)]), NOTHING)) == {1}
    assert union_of([]) is NOTHING
