"""Sets of time."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analyzer.rollover.intervals import (
    EVER,
    NEVER,
    Interval,
    Intervals,
    clip,
    contains,
    gaps,
    grown,
    hull,
    subtract,
    union,
)
from tests.rollover.histories import at

days = st.integers(0, 20)
pairs = st.lists(st.tuples(days, days).map(lambda p: (at(min(p)), at(max(p)))), max_size=6)


def held(whole: Intervals) -> set[float]:
    """The half days, as numbers, that a set holds."""
    return {n / 2 for n in range(41) if contains(whole, at(n / 2))}


@given(pairs)
def test_union_is_sorted_and_disjoint_and_holds_what_any_holds(pieces: list[Interval]) -> None:
    """Merging intervals loses no instant, adds none, and leaves them apart in order."""
    whole = union(pieces)
    assert all(a[1] < b[0] for a, b in pairwise(whole))
    assert held(whole) == {n / 2 for n in range(41) if any(a <= at(n / 2) <= b for a, b in pieces)}


@given(pairs)
def test_gaps_are_the_rest(pieces: list[Interval]) -> None:
    """What a set holds and what it leaves open make up the whole span."""
    whole = union(pieces)
    dark = gaps(whole, at(0), at(20))
    assert held(union([*whole, *dark])) == {n / 2 for n in range(41)}
    assert all(not contains(whole, a + (b - a) / 2) for a, b in dark)


@given(pairs, pairs)
def test_subtract_keeps_edges_of_holes_only(one: list[Interval], holes: list[Interval]) -> None:
    """Nothing inside a hole is left, and nothing outside is lost."""
    left = subtract(union(one), holes)
    inside = {n / 2 for n in range(41) if any(a < at(n / 2) < b for a, b in union(holes))}
    outside = {n / 2 for n in range(41) if not any(a <= at(n / 2) <= b for a, b in holes)}
    assert not held(left) & inside
    assert held(left) & outside == held(union(one)) & outside


def test_contains_asks_for_all_of_a_span() -> None:
    """A span over a gap is not contained, though both its ends are."""
    whole = union([(at(0), at(2)), (at(3), at(5))])
    assert contains(whole, at(3), at(5))
    assert not contains(whole, at(1), at(4))


def test_ever_and_never_do_not_overflow() -> None:
    """Intervals without a bound can be grown and clipped like others."""
    assert grown(((EVER, NEVER),), timedelta(seconds=1)) == ((EVER, NEVER),)
    assert clip(((EVER, NEVER),), at(1), at(2)) == ((at(1), at(2)),)
    assert hull(()) is None
