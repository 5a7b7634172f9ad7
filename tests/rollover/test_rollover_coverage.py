"""Coverage: from stretches of several files to intervals, holes and their kinds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.model import Action, Coverage, Stretch, Tally
from analyzer.rollover import coverage, covered, covers
from tests.rollover.histories import POWERSHELL, at, event, stretch


def run(first: int, last: int, path: str = "a.evtx") -> Stretch:
    """A stretch of the audit log with one record a day: record n on day n."""
    return stretch(
        AUDIT_CHANNEL, at(first), at(last), path=path, first_id=first, last_id=last, records=last - first + 1
    )


def only(stretches: list[Stretch], **given_: object) -> Coverage:
    """The one coverage of some stretches."""
    (found,) = coverage(stretches, [], [], **given_)  # type: ignore[arg-type]  # names only
    return found


def test_overlapping_exports_count_once() -> None:
    """Two exports of one log are one coverage, whose records are its ids."""
    found = only([run(1, 10), run(5, 20, "b.evtx"), run(21, 25, "c.evtx")])
    assert (found.start, found.end, found.records, found.holes) == (at(1), at(25), 25, ())


def test_missing_ids_are_an_absent_hole() -> None:
    """A gap in an otherwise continuous log is a hole with the ids that it lacks."""
    (hole,) = only([run(1, 10), run(15, 20)]).holes
    assert (hole.start, hole.end, hole.first_id, hole.last_id, hole.kind) == (
        at(10),
        at(15),
        11,
        14,
        "absent",
    )


def test_a_filtered_export_is_one_filtered_hole() -> None:
    """Many gaps with hardly anything between them are a filter's work."""
    (hole,) = only([run(n, n) for n in range(1, 200, 20)]).holes
    assert (hole.kind, hole.first_id, hole.last_id) == ("filtered", 2, 180)


def test_a_filtered_export_beside_a_whole_one_spoils_only_its_own_time() -> None:
    """A whole export of one month stays covered where the next month's is filtered."""
    found = only([run(1, 100), *(run(n, n) for n in range(120, 320, 20))])
    assert [h.kind for h in found.holes] == ["filtered"]
    assert covers([found], "ns1", "state", (at(1), at(100)))
    assert not covers([found], "ns1", "state", at(150))


def test_random_loss_is_no_filter() -> None:
    """A tenth of the records lost at random leaves absent holes."""
    rng = random.Random(1)
    kept = [run(n, n) for n in range(1, 500) if rng.random() > 0.1]
    assert {h.kind for h in only(kept).holes} == {"absent"}


def test_clearing_takes_what_was_not_exported_before() -> None:
    """From the last record read to the clearing nothing is known; after it the log starts anew."""
    new = stretch(AUDIT_CHANNEL, at(35), at(40), first_id=1, last_id=6, records=6)
    cleared = event(Action.LOG_CLEARED, at(30), channel="System", detail={"Channel": AUDIT_CHANNEL})
    found = coverage([run(1, 20), new], [], [cleared])
    (hole,) = found[0].holes
    assert (hole.kind, hole.start, hole.end) == ("cleared", at(20), at(30))
    assert covers(found, "ns1", "state", (at(30), at(40)))


def test_ids_that_start_again_tell_of_a_clearing() -> None:
    """Without the event of the clearing, all up to the first new record is unknown."""
    new = stretch(AUDIT_CHANNEL, at(35), at(40), first_id=1, last_id=6, records=6)
    (hole,) = only([run(1, 20), new]).holes
    assert (hole.kind, hole.start, hole.end) == ("cleared", at(20), at(35))


@pytest.mark.parametrize(
    ("level", "dark"), [("0", True), ("2", True), ("0x1", True), ("4", False), ("7", False)]
)
def test_a_low_event_log_level_switches_the_classic_log_off(level: str, dark: bool) -> None:
    """Without informational events a rollover leaves no trace until the level is raised again."""
    changes = [
        event(Action.LOGGING_CHANGED, at(10), detail={"Setting": "EventLogLevel", "NewValue": level}),
        event(Action.LOGGING_CHANGED, at(15), detail={"Setting": "EventLogLevel", "NewValue": "4"}),
    ]
    found = coverage(
        [stretch(CLASSIC_CHANNEL, at(1), at(20)), stretch(AUDIT_CHANNEL, at(1), at(20))], [], changes
    )
    holes = [(c.channel, h.kind, h.start, h.end) for c in found for h in c.holes]
    assert holes == ([(CLASSIC_CHANNEL, "off", at(10), at(15))] if dark else [])


def test_forms_without_ids_say_so() -> None:
    """The first and last time seen are weaker, and the basis says that."""
    found = only([stretch(POWERSHELL, at(1), at(9))])
    assert (found.basis, found.observes, found.start, found.end) == (
        "first and last time seen",
        "failures",
        at(1),
        at(9),
    )


def test_ids_win_over_times() -> None:
    """Where record ids show a hole, a weaker form does not close it."""
    found = coverage([run(1, 5), run(8, 9), stretch(AUDIT_CHANNEL, at(0), at(12))], [], [])
    assert not covers(found, "ns1", "state", at(6.5))
    assert covers(found, "ns1", "state", at(11))


def test_long_silence_between_weak_files_is_a_hole() -> None:
    """Exports of January and June say nothing of April."""
    found = only(
        [stretch(POWERSHELL, at(0), at(30), records=300), stretch(POWERSHELL, at(150), at(180), records=300)]
    )
    assert [(h.start, h.end) for h in found.holes] == [(at(30), at(150))]


def test_tallies_and_events_stand_in_for_stretches() -> None:
    """A form that only counts is covered by the times it counted."""
    tally = Tally("a", "NS1", CLASSIC_CHANNEL, "p", 2, 9, 0, 0, at(2), at(8))
    (found,) = coverage([], [tally], [])
    assert (found.host, found.start, found.end) == ("ns1", at(2), at(8))


def test_channels_that_observe_nothing_are_left_out() -> None:
    """The System log tells of neither rollovers nor failed commands."""
    assert coverage([stretch("System", at(1), at(2))], [], []) == ()


def test_names_unify_hosts() -> None:
    """A log under a short name belongs to the host that events call by its long one."""
    found = only([run(1, 5)], names={"ns1": "ns1.a.example"})
    assert found.host == "ns1.a.example"


def test_any_host_covers_where_none_is_named() -> None:
    """Coverage of failures may be asked of all hosts at once."""
    found = coverage(
        [stretch(POWERSHELL, at(0), at(1)), stretch(POWERSHELL, at(1), at(2), host="ws")], [], []
    )
    assert covered(found, None, "failures") == ((at(0), at(2)),)
    assert not covers(found, "ws", "failures", at(0))


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 9)), min_size=1, max_size=12), st.randoms())
def test_order_splits_and_copies_change_nothing(spans: list[tuple[int, int]], rng: random.Random) -> None:
    """The same records cut into other files, read in another order or twice, cover the same."""
    whole = [run(first, first + more) for first, more in spans]
    ids = {n for first, more in spans for n in range(first, first + more + 1)}
    cut = [run(n, n, f"{n}.evtx") for n in ids for _ in range(rng.randint(1, 2))]
    rng.shuffle(cut)
    assert coverage(whole, [], []) == coverage(cut, [], [])
