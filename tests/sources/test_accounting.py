"""The ids of a file: read, damaged, absent or filtered, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Loss, MissingIds, Stretch
from analyzer.sources.accounting import count, filter_series, held, joined, record_ids, total

TIME = datetime(2025, 3, 27, 8, tzinfo=UTC)
spans = st.tuples(st.integers(0, 60), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair)))


def ids_of(some: list[tuple[int, int]]) -> set[int]:
    """The ids in ranges."""
    return {number for first, last in some for number in range(first, last + 1)}


def stretch(first: int, last: int, path: str = "a") -> Stretch:
    """A run of ids."""
    return Stretch(path, "h", "c", first, last, TIME, TIME, last - first + 1)


def loss(first: int | None, last: int | None, count: int | None = 1, path: str = "a") -> Loss:
    """What damage cost."""
    return Loss(path, "c0+0x200", first, last, count, "damaged", "x")


@given(st.lists(spans, min_size=1, max_size=8), st.lists(spans, max_size=8))
def test_every_id_is_one_of_four(read: list[tuple[int, int]], lost: list[tuple[int, int]]) -> None:
    """What was read is never damaged, what a loss names is never absent, and the sums add up."""
    losses = [*(loss(*span) for span in lost), loss(0, 99, 100, "of another file")]
    (found,) = record_ids([stretch(*span) for span in read], losses)
    expected = set(range(found.first_id, found.last_id + 1))
    damaged = (ids_of(lost) - ids_of(read)) & expected
    named = [one for one in found.missing if one.kind == "damaged"]
    assert ids_of([(one.first_id, one.last_id) for one in named]) == damaged
    assert (found.expected, found.read, found.damaged) == (len(expected), len(ids_of(read)), len(damaged))
    assert found.expected - found.read == found.damaged + found.absent + found.filtered
    for kind in ("damaged", "absent", "filtered"):
        assert getattr(found, kind) == sum(one.count for one in found.missing if one.kind == kind)
    gone = [(one.first_id, one.last_id) for one in found.missing if one.kind == "absent"]
    assert not ids_of(gone) & (ids_of(read) | damaged)


@given(st.lists(spans, max_size=10))
def test_joined_ranges_hold_the_same_ids(some: list[tuple[int, int]]) -> None:
    """Ascending, apart from each other."""
    found = joined(some)
    assert ids_of(found) == ids_of(some)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(found))


@given(spans, st.lists(spans, max_size=8))
def test_ids_are_counted_within_ranges(span: tuple[int, int], some: list[tuple[int, int]]) -> None:
    """As counting them one by one would."""
    assert held(span, joined(some)) == len(ids_of([span]) & ids_of(some))


def test_many_gaps_with_little_between_them_are_a_filter_s_work() -> None:
    """They are one range, with the ids that the filter let pass; gaps between long runs are not."""
    sparse = [(n * 100, n * 100 + 1) for n in range(1, 9)]
    (found,) = record_ids([stretch(*span) for span in sparse], [])
    assert found.missing == (MissingIds(102, 799, 7 * 98, "filtered", None),)
    dense = [(n * 100, n * 100 + 90) for n in range(1, 9)]
    (found,) = record_ids([stretch(*span) for span in dense], [])
    assert (found.absent, found.filtered, len(found.missing)) == (7 * 9, 0, 7)
    assert list(filter_series(dense)) == [(n, n + 1, False) for n in range(7)]


def test_damage_is_no_filter_s_work_and_has_a_place() -> None:
    """Where losses name the ids, nothing is absent; damage without ids is said, and a note is no damage."""
    runs = [stretch(1, 10), stretch(21, 30), stretch(41, 50)]
    losses = [loss(11, 20, 10), loss(None, None, None), loss(31, 40, 0)]
    (found,) = record_ids(runs, losses)
    assert (found.damaged, found.absent, found.unplaced) == (10, 10, 1)
    assert found.missing == (
        MissingIds(11, 20, 10, "damaged", "c0+0x200"),
        MissingIds(31, 40, 10, "absent", None),
    )


def test_totals_are_sums() -> None:
    """Over all accounts, of which there may be none."""
    found = record_ids([stretch(1, 10), stretch(21, 30), stretch(5, 6, "b")], [])
    assert total(found) == total(found[:1] + found[1:])
    assert (total(found).logs, total(found).expected, total(found).read) == (2, 32, 22)
    assert total(()).expected == 0


def test_a_form_without_ids_has_no_account() -> None:
    """There nobody can say what is missing."""
    assert record_ids([Stretch("a", "h", "c", None, None, TIME, TIME, 5)], []) == ()
    assert count([]) == 0
