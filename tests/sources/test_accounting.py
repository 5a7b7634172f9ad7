"""The ids of a file: read, damaged or missing, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Loss, Stretch
from analyzer.sources.accounting import accounts, count, joined

TIME = datetime(2025, 3, 27, 8, tzinfo=UTC)
spans = st.tuples(st.integers(0, 60), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair)))


def ids_of(some: list[tuple[int, int]]) -> set[int]:
    """The ids in ranges."""
    return {number for first, last in some for number in range(first, last + 1)}


@given(st.lists(spans, min_size=1, max_size=8), st.lists(spans, max_size=8))
def test_every_id_is_one_of_three(read: list[tuple[int, int]], lost: list[tuple[int, int]]) -> None:
    """What was read is never damaged, and what a loss names is never missing."""
    runs = [Stretch("a", "h", "c", *span, TIME, TIME, 1) for span in read]
    losses = [Loss("a", "c0+0x0", *span, 1, "damaged", "x") for span in lost]
    (found,) = accounts(runs, [*losses, Loss("b", None, 0, 99, 100, "damaged", "of another file")])
    seen, damaged, missing = ids_of(read), ids_of(list(found.damaged)), ids_of(list(found.missing))
    assert seen | damaged | missing == set(range(found.first, found.last + 1))
    assert damaged == (ids_of(lost) - seen) & set(range(found.first, found.last + 1))
    assert not missing & (seen | damaged)
    assert found.expected - found.read == count(found.damaged) + count(found.missing)


@given(st.lists(spans, max_size=10))
def test_joined_ranges_hold_the_same_ids(some: list[tuple[int, int]]) -> None:
    """Ascending, apart from each other."""
    found = joined(some)
    assert ids_of(found) == ids_of(some)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(found))


def test_a_form_without_ids_has_no_account() -> None:
    """There nobody can say what is missing."""
    assert accounts([Stretch("a", "h", "c", None, None, TIME, TIME, 5)], []) == ()
