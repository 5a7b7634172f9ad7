"""The account of what streams by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Stretch, Tally
from analyzer.sources.ledger import Ledger

START = datetime(2025, 3, 27, 8, tzinfo=UTC)
AUDIT = ("ns1", "Microsoft-Windows-DNSServer/Audit", "Microsoft-Windows-DNSServer")


def at(second: int) -> datetime:
    """A time."""
    return START + timedelta(seconds=second)


def test_what_matters_is_the_readers() -> None:
    """`add` tells which records the reader must yield; they are in stretches and in no tally."""
    ledger = Ledger("log")
    assert ledger.add(*AUDIT, 528, 1, at(0))
    assert not ledger.add(*AUDIT, 519, 2, at(1))
    assert list(ledger.items()) == [
        Tally("log", *AUDIT, 519, 1, 2, 2, at(1), at(1)),
        Stretch("log", "ns1", AUDIT[1], 1, 2, at(0), at(1), 2),
    ]


def test_runs_break_where_ids_are_missing() -> None:
    """Ids may come in any order; each unbroken run is a stretch with its own times."""
    ledger = Ledger("log")
    for record_id in (12, 11, 5, 4, 6):
        ledger.add(*AUDIT, 519, record_id, at(record_id))
    *_, first, second = ledger.items()
    assert first == Stretch("log", "ns1", AUDIT[1], 4, 6, at(4), at(6), 3)
    assert second == Stretch("log", "ns1", AUDIT[1], 11, 12, at(11), at(12), 2)


def test_twice_the_same_record_is_one() -> None:
    """Id and time decide: the same id at another time is a log that was cleared and counts anew."""
    ledger = Ledger("log")
    for second in (0, 0, 90):
        ledger.add(*AUDIT, 519, 1, at(second))
    tally, stretch = ledger.items()
    assert isinstance(tally, Tally)
    assert isinstance(stretch, Stretch)
    assert (tally.count, ledger.duplicates) == (2, 1)


def test_without_ids_only_the_span_is_known() -> None:
    """Records without ids are a stretch without ids, from the first to the last time seen."""
    ledger = Ledger("log")
    for second in (7, 3, 5):
        ledger.add("", AUDIT[1], AUDIT[2], 519, None, at(second))
    ledger.add("", AUDIT[1], AUDIT[2], 528, None, at(1), count=4)
    assert list(ledger.items()) == [
        Tally("log", "", AUDIT[1], AUDIT[2], 519, 3, None, None, at(3), at(7)),
        Stretch("log", "", AUDIT[1], None, None, at(1), at(7), 7),
    ]


@given(st.lists(st.tuples(st.sampled_from([519, 520, 528]), st.integers(0, 30), st.integers(0, 3))))
def test_nothing_is_lost(entries: list[tuple[int, int, int]]) -> None:
    """Tallies, decoded records and duplicates add up to what was entered; so do the stretches."""
    ledger = Ledger("log")
    decoded = [(i, s) for e, i, s in entries if ledger.add(*AUDIT, e, i, at(s))]
    items = list(ledger.items())
    tallied = sum(i.count for i in items if isinstance(i, Tally))
    assert tallied + len(decoded) + ledger.duplicates == len(entries)
    runs = [i for i in items if isinstance(i, Stretch)]
    assert sum(r.records for r in runs) == len({(i, s) for _, i, s in entries})
    covered = {i for r in runs for i in range(r.first_id or 0, (r.last_id or 0) + 1)}
    assert covered == {i for _, i, _ in entries}


def test_records_with_and_without_ids_are_sorted() -> None:
    """A file may hold records of one kind with ids and others that lost theirs."""
    ledger = Ledger("log")
    ledger.add(*AUDIT, 519, 2, at(1))
    ledger.add(*AUDIT, 519, None, at(0))
    tallies = [item for item in ledger.items() if isinstance(item, Tally)]
    assert [tally.first_id for tally in tallies] == [None, 2]
