"""How conflicts relate to rollovers: by windows, their bounds, and what was covered."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.conflicts.conflict import conflict_code
from analyzer.conflicts.relation import count, relate
from analyzer.model import Attempt, Coverage, Rollover
from tests.conflicts.makers import at, attempt, covering, rollover, stage

ROLL = rollover(
    at(10), at(20), stages=(stage("ROLL_STARTED", at(10)), stage("ZSK_WAITING_FOR_DNSKEY_TTL", at(11)))
)
SEEN = [covering(at(0), at(100))]


def related(one: Attempt, *rolls: Rollover, coverage: list[Coverage] | None = None) -> Attempt:
    """The attempt as it relates, all of the state being covered unless told otherwise."""
    (found,) = relate([one], rolls, SEEN if coverage is None else coverage)
    return found


def test_a_conflict_of_the_rolling_key_is_inside() -> None:
    """It names its rollover, the stage that had begun last, and the seconds since the start."""
    found = related(attempt(at(12)), ROLL)
    assert (found.relation, found.relation_basis, found.rollover_id) == ("inside", "key", ROLL.id)
    assert (found.stage, found.delay_s) == ("ZSK_WAITING_FOR_DNSKEY_TTL", 7200.0)


def test_a_conflict_that_names_no_key_is_judged_by_its_zone() -> None:
    """Whatever key of the zone rolls explains it, and the basis says so."""
    found = related(attempt(at(12), key_guid=None), ROLL)
    assert (found.relation, found.relation_basis) == ("inside", "zone")


def test_a_key_behind_another_is_queued() -> None:
    """A conflict on a key of the zone that does not roll, while another does, is queued."""
    found = related(attempt(at(12), key_guid="k2"), ROLL)
    assert (found.relation, found.rollover_id) == ("queued", ROLL.id)


def test_9120_is_queued_whichever_key_it_names() -> None:
    """The code itself says that the key waits its turn."""
    assert related(attempt(at(12), 9120), ROLL).relation == "queued"
    assert related(attempt(at(12), 9120, key_guid=None), ROLL).relation == "queued"


def test_9120_names_the_rollover_that_is_in_the_way() -> None:
    """Of two windows that hold the time it is the other key's, while 9116 takes its own."""
    other = rollover(at(9), at(21), key_guid="k2")
    assert related(attempt(at(12), 9120), ROLL, other).rollover_id == other.id
    assert related(attempt(at(12), 9116), ROLL, other).rollover_id == ROLL.id


@pytest.mark.parametrize(
    ("hour", "relation"), [(9.9, "unexplained"), (9.92, "inside"), (20.08, "inside"), (20.1, "unexplained")]
)
def test_a_window_holds_its_edges_but_for_wrong_clocks(hour: float, relation: str) -> None:
    """What lies outside by less than five minutes may be inside by another clock, what is farther is not."""
    assert related(attempt(at(hour)), ROLL).relation == relation


def test_a_time_between_the_bounds_of_an_edge_may_be_inside() -> None:
    """Where the start lies between 5 and 10, a conflict at 7 counts as inside, without a delay."""
    loose = replace(ROLL, start_min=at(5), start_basis="derived")
    assert related(attempt(at(7)), loose).relation == "inside"
    assert related(attempt(at(7)), loose).delay_s is None
    assert related(attempt(at(4)), loose).relation == "unexplained"


def test_a_conflict_just_before_the_start_comes_at_it() -> None:
    """The caller's clock is behind the server's, so that no time has passed since the start."""
    assert related(attempt(at(10, -100)), ROLL).delay_s == 0.0


def test_9116_at_a_change_of_rolls_is_of_its_own_key() -> None:
    """A minute after its key's roll, in the one that follows, it is late by the clocks, and not queued."""
    following = rollover(at(20), at(30), key_guid="k2")
    found = related(attempt(at(20, 60)), ROLL, following)
    assert (found.relation, found.rollover_id) == ("inside", ROLL.id)
    assert related(attempt(at(20, 600)), ROLL, following).rollover_id == following.id


def test_9116_of_a_key_is_not_explained_by_what_another_may_have_done() -> None:
    """The code says that this key rolls: another one's roll explains that only where it surely went on."""
    loose = rollover(at(10), None, key_guid="k2", outcome="unknown", end_min=at(11), end_max=at(90))
    assert related(attempt(at(10.5)), loose).relation == "queued"
    assert related(attempt(at(40)), loose).relation == "unexplained"
    assert related(attempt(at(40), 9120), loose).relation == "queued"
    assert related(attempt(at(40), key_guid=None), loose).relation == "inside"
    own = replace(loose, key_guid="k1")
    assert related(attempt(at(40), 9120), own).relation == "unexplained", "it waits, so it does not roll"


def test_a_server_without_logs_under_its_name_is_not_taken_for_another() -> None:
    """It may have taken the role over unseen while the old one rolls on, though it met that one's roll."""
    met, lone = attempt(at(12), server="ns9"), attempt(at(45), server="ns9")
    assert [a.relation for a in relate([met, lone], [ROLL], SEEN)] == ["inside", "unknown"]


def test_a_window_that_surely_holds_the_time_comes_before_one_that_may() -> None:
    """A conflict without key at 7 belongs to the roll seen at 7, not to one that may have begun by then."""
    loose = replace(ROLL, start_min=at(5), start_basis="derived")
    sure = rollover(at(6), at(8), key_guid="k2")
    assert related(attempt(at(7), key_guid=None), loose, sure).rollover_id == sure.id


def test_a_window_without_an_edge_is_open_there() -> None:
    """A roll that was under way when the logs began, or still is when they end, holds all on that side."""
    begun, running = rollover(None, at(20)), rollover(at(10), None)
    assert related(attempt(at(1)), begun).relation == "inside"
    assert related(attempt(at(99)), running).relation == "inside"


def test_the_server_that_answered_must_have_been_seen() -> None:
    """Without a window: unexplained where that server's state was covered, unknown in a hole or elsewhere."""
    holed = [covering(at(0), at(100), [(at(40), at(50))])]
    lone = attempt(at(45))
    assert related(lone, coverage=SEEN).relation == "unexplained"
    assert related(lone, coverage=holed).relation == "unknown"
    assert related(attempt(at(45), server="ns2"), coverage=SEEN).relation == "unknown"
    assert related(attempt(at(101)), coverage=SEEN).relation == "unknown"
    assert related(lone, coverage=[covering(at(0), at(100), observes="failures")]).relation == "unknown"


def test_an_unnamed_server_is_any_that_ever_rolled_the_zone() -> None:
    """Where the server is not named, all servers of the zone's rolls must have been covered."""
    moved = replace(ROLL, servers=("ns1", "ns2"))
    lone = attempt(at(45), server=None)
    assert related(lone, ROLL).relation == "unexplained"
    assert related(lone, moved).relation == "unknown"
    assert related(lone).relation == "unknown"


def test_after_a_failed_roll_the_key_is_in_error() -> None:
    """After 7671 what follows on that key, or on none that is named, is unknown until it rolls again."""
    failed = replace(ROLL, outcome="failed")
    assert related(attempt(at(30)), failed).relation == "unknown"
    assert related(attempt(at(30), key_guid=None), failed).relation == "unknown"
    assert related(attempt(at(30), key_guid="k2"), failed).relation == "unexplained"
    assert related(attempt(at(60)), failed, rollover(at(40), at(50))).relation == "unexplained"


def test_without_a_zone_nothing_can_be_said() -> None:
    """A conflict of an unknown zone is unknown, whatever rolls."""
    assert related(attempt(at(12), zone=None, key_guid=None), ROLL).relation == "unknown"


def test_only_conflicts_relate() -> None:
    """Other failures and successes have no relation, even within a window."""
    others = [
        attempt(at(12), 9101),
        attempt(at(13), outcome="succeeded"),
        attempt(at(14), "DNS_ERROR_NO_SUCH_KEY"),
    ]
    assert all(conflict_code(a) is None for a in others)
    assert {a.relation for a in relate(others, [ROLL], SEEN)} == {"not applicable"}


def test_rollovers_count_their_conflicts_and_episodes() -> None:
    """Each conflict counts, those of one episode as one episode, one of no episode as its own."""
    in_episode = [attempt(at(12, n), episode_id="E-1") for n in range(3)]
    told = relate([*in_episode, attempt(at(15)), attempt(at(16), 9101)], [ROLL], SEEN)
    (counted,) = count([ROLL], told)
    assert (counted.conflicts, counted.episodes) == (4, 2)


TIMES = st.integers(0, 50)
ROLLS = st.lists(
    st.tuples(
        TIMES, st.integers(0, 20), st.sampled_from(["k1", "k2"]), st.sampled_from(["a.example", "b.example"])
    ),
    max_size=6,
)
MADE = st.lists(
    st.tuples(
        TIMES,
        st.sampled_from([9116, 9120]),
        st.sampled_from(["k1", "k2", None]),
        st.sampled_from(["a.example", "b.example", None]),
    ),
    max_size=10,
)


@given(
    ROLLS, MADE, st.lists(st.tuples(TIMES, st.integers(0, 10)), max_size=3), st.randoms(use_true_random=False)
)
def test_relations_are_what_they_are_defined_as(
    rolls: list[tuple[int, int, str, str]],
    made: list[tuple[int, int, str | None, str | None]],
    holes: list[tuple[int, int]],
    rng: random.Random,
) -> None:
    """Found one by one, in any order of the inputs: the same, and what is blind is never unexplained."""
    windows = [
        rollover(at(s), at(s + n), key_guid=k, zone=z, id=f"R-{i}") for i, (s, n, k, z) in enumerate(rolls)
    ]
    tries = [attempt(at(t), c, key_guid=k, zone=z) for t, c, k, z in made]
    seen = [covering(at(0), at(60), [(at(s), at(s + n)) for s, n in holes])]
    rng.shuffle(windows)
    for one in relate(tries, windows, seen):
        own = [
            r for r in windows if r.zone == one.zone and r.start and r.end and r.start <= one.time <= r.end
        ]
        if own:
            queued = 9120 in one.codes or not any(one.key_guid in (None, r.key_guid) for r in own)
            assert one.relation == ("queued" if queued else "inside")
            assert one.rollover_id in {r.id for r in own}
        elif one.zone and not _dark(one.time, holes):
            assert one.relation == "unexplained"
        else:
            assert one.relation == "unknown"


def _dark(time: datetime, holes: list[tuple[int, int]]) -> bool:
    return any(at(s) <= time <= at(s) + timedelta(hours=n) for s, n in holes)
