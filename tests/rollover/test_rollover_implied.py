"""Rollovers that only conflicts tell of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from analyzer.ids import make_id
from analyzer.model import Action, Attempt, Relation, Rollover
from analyzer.rollover import implied
from tests.rollover.histories import at, classic, event, rebuilt

ZSK = {"key_role": "ZSK", "key_guid": "z1"}


def conflict(days: float, relation: Relation = "unexplained", code: int = 9116, **values: object) -> Attempt:
    """A try to roll the ZSK `z1` of `a.example` that was refused."""
    known: dict[str, object] = {"zone": "a.example", "key_guid": "z1", "key_role": "ZSK"} | values
    return Attempt(
        id=make_id("A", days, code, known),
        time=at(days),
        host="ops",
        server="ns1",
        actor=None,
        process=None,
        operation="Invoke-DnsServerSigningKeyRollover",
        outcome="failed",
        codes=(code,),
        detections=(),
        relation=relation,
        evidence=(f"ops.evtx#{days}",),
        **known,  # type: ignore[arg-type]  # values of many types
    )


def known(start: float, end: float) -> tuple[Rollover, ...]:
    """A logged roll of the ZSK."""
    edges = ((Action.STARTED, start), (Action.COMPLETED, end))
    return rebuilt([made(a, at(d), **ZSK) for a, d in edges for made in (event, classic)], at(60))


def test_an_unexplained_conflict_implies_a_rollover() -> None:
    """It lies around the conflicts, between the rolls that are known, and is called implied."""
    before, after = known(1, 3), known(30, 33)
    (found,) = implied([conflict(12), conflict(10), conflict(11)], [*before, *after])
    assert (found.start_basis, found.end_basis, found.start, found.end) == ("implied", "implied", None, None)
    assert (found.start_min, found.start_max) == (at(3), at(10))
    assert (found.end_min, found.end_max) == (at(12), at(30))
    assert (found.zone, found.key_guid, found.key_role, found.servers) == ("a.example", "z1", "ZSK", ("ns1",))
    assert (found.outcome, found.trigger, found.conflicts) == ("unknown", "unknown", 3)
    assert len(found.evidence) == 3


@pytest.mark.parametrize("relation", ["inside", "queued", "unknown", "not applicable"])
def test_other_conflicts_imply_nothing(relation: Relation) -> None:
    """What is explained needs no more; where the logs would not have told, nothing follows."""
    assert implied([conflict(10, relation)], []) == ()


def test_what_names_no_rolling_key_implies_none() -> None:
    """A conflict without a key, or with a code of queued keys, does not say which key rolled."""
    assert implied([conflict(10, key_guid=None), conflict(11, code=9120), conflict(12, zone=None)], []) == ()
    assert implied([replace(conflict(10), outcome="succeeded")], []) == ()


def test_a_conflict_beside_a_known_rollover_implies_none() -> None:
    """Clocks differ by minutes: a try just before a logged start met that roll."""
    rolls = known(10, 13)
    just_before = (at(10) - timedelta(minutes=2) - at(0)) / timedelta(days=1)
    assert implied([conflict(just_before)], rolls) == ()
    assert len(implied([conflict(9)], rolls)) == 1


def test_conflicts_far_apart_imply_rollovers_of_their_own() -> None:
    """Fewer rollovers are assumed only as long as one could explain all: a ZSK rolls for days."""
    found = implied([conflict(1), conflict(2), conflict(40)], [])
    assert [r.conflicts for r in found] == [2, 1]
    assert len({r.id for r in found}) == 2
    between = implied([conflict(1), conflict(5)], known(2, 4))
    assert [r.conflicts for r in between] == [1, 1]
