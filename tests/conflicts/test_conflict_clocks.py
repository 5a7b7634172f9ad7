"""Clocks that differ, second names of servers, and SIDs: what both sides of a try tell of each other."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from analyzer.conflicts.accounts import account_names
from analyzer.conflicts.attempts import merge
from analyzer.conflicts.clocks import SKEW, clocks
from analyzer.conflicts.traces import Trace, trace
from analyzer.model import Action, Event
from tests.conflicts.makers import SET, at, audit, call, error

SID = "S-1-5-21-1-2-3-1104"


def change(hours: float, **values: str) -> Event:
    """What a caller's log tells of a change that succeeded."""
    return call(at(hours), **({"operation": SET, "outcome": None, "server": "ns1"} | values))


def changed(hours: float, later: timedelta, **values: str) -> Event:
    """What the server's log tells of it, by its own clock."""
    return audit(at(hours) + later, Action.KEY_MODIFIED, **({"operation": SET, "actor": SID} | values))


def traces(*events: Event) -> list[Trace]:
    """The events as traces."""
    return [found for event in events if (found := trace(event))]


@given(st.integers(-290, 290), st.integers(1, 6))
def test_the_difference_of_two_clocks_is_learnt(seconds: int, times: int) -> None:
    """It is what lies between the two sides of each try, within the tolerance of a domain."""
    later = timedelta(seconds=seconds)
    told = [e for n in range(times) for e in (change(10 * n), changed(10 * n, later))]
    assert clocks(traces(*told)).ahead == {("ops", "ns1"): later}


def test_most_tries_decide() -> None:
    """One pair that fits by chance does not move what all others agree on."""
    later = timedelta(seconds=80)
    told = [e for n in range(3) for e in (change(n), changed(n, later))]
    told += [change(7), changed(7, timedelta(seconds=-40))]
    assert clocks(traces(*told)).ahead == {("ops", "ns1"): later}


def test_what_is_farther_than_clocks_may_differ_tells_nothing() -> None:
    """Ten minutes apart are two tries, and another key is another try at any distance."""
    apart = traces(change(1), changed(1, 2 * SKEW))
    other = traces(change(1), changed(1, timedelta(seconds=80), key_guid="k2"))
    assert not clocks(apart).ahead
    assert not clocks(other).ahead


def test_both_sides_of_a_try_are_joined_by_the_clocks() -> None:
    """A try that succeeded is one attempt, with the caller's host and account, though clocks differ."""
    later = timedelta(seconds=88)
    told = [e for n in range(3) for e in (change(n, actor="fleet\\svc"), changed(n, later))]
    found = merge(told)
    assert [(a.host, a.server, a.actor, a.outcome) for a in found] == [
        ("ops", "ns1", "fleet\\svc", "succeeded")
    ] * 3


def test_a_second_name_of_a_server_is_learnt() -> None:
    """A name of which no log is means the server that did what was asked of it."""
    told = [e for n in range(2) for e in (change(n, server="dns"), changed(n, timedelta()))]
    assert clocks(traces(*told)).names == {"dns": "ns1"}
    assert [a.server for a in merge(told)] == ["ns1", "ns1"]


def test_a_server_that_has_logs_is_itself() -> None:
    """What `ns2` was asked and `ns1` did are two tries."""
    told = [
        change(1, server="ns2"),
        changed(1, timedelta()),
        changed(9, timedelta(), host="ns2", server="ns2"),
    ]
    assert clocks(traces(*told)).names == {}


def test_a_sid_is_named_where_some_log_gives_both() -> None:
    """The audit log's SID becomes the account's name, from whatever event tells both."""
    named = error(at(5), actor="fleet\\ann", detail={"sid": SID})
    (first, _) = merge([audit(at(1), actor=SID), named])
    assert first.actor == "fleet\\ann"
    assert [a.actor for a in merge([audit(at(1), actor=SID)])] == [SID]


def test_sids_of_roles_are_nobody() -> None:
    """A virtual account or the system bears no one's name, and the most told name of a SID wins."""
    told = [error(at(n), actor=name, detail={"sid": SID}) for n, name in enumerate("bab")]
    told += [error(at(9), actor="fleet\\ann", detail={"sid": sid}) for sid in ("S-1-5-18", "S-1-5-94-7")]
    assert account_names(told) == {SID: "b"}
