"""Hourly counts of files that overlap."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.archive.counts import Count


def count(first: int, last: int) -> Count:
    """A count of all ids from first to last, one each second."""
    return Count(last - first + 1, first, last, first, last)


SPANS = st.tuples(st.integers(1, 50), st.integers(0, 20)).map(lambda p: count(p[0], p[0] + p[1]))


@given(SPANS, SPANS)
def test_no_record_counts_twice_and_none_is_lost(one: Count, other: Count) -> None:
    """Nested spans count as the larger, disjoint ones add up, no count exceeds the ids spanned."""
    both = one.with_(other)
    assert both == other.with_(one)
    assert both.count <= both.last_id - both.first_id + 1
    assert both.count >= max(one.count, other.count)
    if one.last_id < other.first_id or other.last_id < one.first_id:
        assert both.count == one.count + other.count


@given(SPANS)
def test_the_same_again_changes_nothing(one: Count) -> None:
    """A count merged with itself is itself."""
    assert one.with_(one) == one


def test_ids_are_believed_before_times() -> None:
    """Of the same hour told with and without record ids, the one with ids stays."""
    bare = Count(9, 0, 0, 1, 5)
    assert bare.with_(count(1, 5)) == count(1, 5)
    assert count(1, 5).with_(bare) == count(1, 5)
    assert bare.with_(Count(3, 0, 0, 6, 8)).count == 12
