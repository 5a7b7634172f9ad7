"""Gaps and clocks: what is left of a channel, and that all else is accounted for."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from analyzer.simulate.damage import (
    Remaining,
    clear_entry,
    cleared,
    exports,
    filtered,
    forgotten,
    jumped,
    skewed,
    thinned,
    within,
)
from analyzer.simulate.world import Actor
from tests.simulate.evtx_readers import rust
from tests.simulate.sample_entries import BIND_FAILED, TIME, numbered, written

HOUR = timedelta(hours=1)
ENTRIES = [replace(e, time=TIME + n * HOUR) for n, e in enumerate(numbered([BIND_FAILED] * 50, 100))]
BOB = Actor(r"CORP\bob", "S-1-5-21-1")


def account(remaining: Remaining) -> list[int]:
    """The ids that are left; with those that are lost they are all there were, and none is both."""
    left = [entry.record_id for entry in remaining.entries]
    assert sorted([*left, *remaining.lost]) == [entry.record_id for entry in ENTRIES]
    return left


def test_a_clear_takes_what_was_before() -> None:
    """After a clear the log begins at that moment, and record ids go on."""
    assert account(cleared(ENTRIES, TIME + 20 * HOUR)) == list(range(120, 150))


def test_a_filtered_export_has_holes() -> None:
    """Only what the filter asked for is left."""
    assert account(filtered(ENTRIES, lambda e: e.record_id % 3 == 0)) == list(range(102, 150, 3))


def test_forwarding_loses_some() -> None:
    """About the share asked for is gone, the same for the same seed."""
    left = account(thinned(ENTRIES, random.Random(1), 0.3))
    assert 25 <= len(left) <= 45
    assert left == account(thinned(ENTRIES, random.Random(1), 0.3))
    assert account(thinned(ENTRIES, random.Random(1), 0)) == list(range(100, 150))


@given(st.integers(0, 60))
def test_retention_forgets_the_oldest(keep: int) -> None:
    """The latest are left, as many as are kept."""
    left = account(forgotten(ENTRIES, keep))
    assert left == list(range(100, 150))[max(0, 50 - keep) :]


@given(st.integers(1, 10), st.floats(0, 1), st.integers(0, 99))
def test_exports_overlap_and_leave_nothing_out(count: int, overlap: float, seed: int) -> None:
    """Together the exports hold every record, some of them twice, each in one stretch."""
    ranges = exports(100, 149, random.Random(seed), count, overlap)
    assert len(ranges) == count
    assert {i for ids in ranges for i in ids} == set(range(100, 150))
    assert all(a.stop >= b.start for a, b in pairwise(ranges))
    held = [[e.record_id for e in within(ENTRIES, ids)] for ids in ranges]
    assert held == [list(ids) for ids in ranges]


def test_overlaps_do_occur() -> None:
    """With an overlap asked for, some records are exported twice."""
    ranges = exports(100, 149, random.Random(1), 3, 0.5)
    assert sum(map(len, ranges)) > 50


def test_a_wrong_clock() -> None:
    """A skewed clock shifts all times and no order; ids stay."""
    late = list(skewed(ENTRIES, timedelta(minutes=-7)))
    assert [e.time - s.time for e, s in zip(ENTRIES, late, strict=True)] == [timedelta(minutes=7)] * 50
    assert [e.record_id for e in late] == [e.record_id for e in ENTRIES]


def test_a_clock_that_is_put_back_and_right_again() -> None:
    """From that moment times are wrong, until they are right again; order is that of ids."""
    times = [
        entry.time for entry in jumped(ENTRIES, TIME + 10 * HOUR, timedelta(hours=-5), until=TIME + 20 * HOUR)
    ]
    assert times[:10] == [e.time for e in ENTRIES[:10]]
    assert times[10:20] == [e.time for e in ENTRIES[5:15]]
    assert times[20:] == [e.time for e in ENTRIES[20:]]
    for_good = [entry.time for entry in jumped(ENTRIES, TIME, HOUR)]
    assert for_good == [e.time + HOUR for e in ENTRIES]


def test_who_cleared_a_log(tmp_path: Path) -> None:
    """System tells of every clear but Security's, which tells of its own; both can be written as EVTX."""
    told = clear_entry("NS1", "DNS Server", TIME, BOB)
    own = clear_entry("NS1", "Security", TIME, BOB)
    assert (told.channel, told.event_id) == ("System", 104)
    assert (own.channel, own.event_id) == ("Security", 1102)
    assert ("Channel", "DNS Server") in told.data
    assert ("SubjectUserSid", BOB.sid) in own.data
    path = tmp_path / "clears.evtx"
    path.write_bytes(written(numbered([told, own])))
    seen = list(rust(path))
    assert [record.event_id for record in seen] == [104, 1102]
    assert dict(seen[0].data)["SubjectUserName"] == "bob"
