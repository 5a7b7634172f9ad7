"""How far clocks differ, from what two hosts tell of one thing."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Action, Event
from analyzer.rollover import blind_spots, coverage, skews
from tests.rollover.histories import POWERSHELL, at, dns_logs, event, stretch

INVOKE = "Invoke-DnsServerSigningKeyRollover"


def triggers(count: int, ahead: float, spread: float = 0.0) -> list[Event]:
    """Commands on `ops`, whose clock is so many seconds ahead of that of `ns1`, and what `ns1` logged."""
    told = []
    for day in range(count):
        off = timedelta(seconds=ahead + (spread if day % 2 else -spread))
        told.append(event(Action.TRIGGERED, at(day)))
        told.append(
            event(Action.ATTEMPT, at(day) + off, host="ops", channel=POWERSHELL, operation=INVOKE, path="p")
        )
    return told


@given(ahead=st.floats(-280, 280))
def test_the_difference_is_found_whichever_is_ahead(ahead: float) -> None:
    """The host that is ahead is named first; a second or less is no difference."""
    found = skews(triggers(4, ahead))
    if abs(ahead) <= 1:
        assert found == ()
    else:
        (one,) = found
        assert (one.host, one.behind) == (("ops", "ns1") if ahead > 0 else ("ns1", "ops"))
        assert abs(one.ahead_s - abs(ahead)) < 0.01
        assert one.pairs == 4


def test_few_or_contradicting_pairs_tell_nothing() -> None:
    """Two pairs may be chance, pairs that do not agree are no clock, and hours apart is another command."""
    assert skews(triggers(2, 60)) == ()
    assert skews(triggers(8, 60, spread=40)) == ()
    assert skews(triggers(8, 3600)) == ()


def test_the_two_sides_of_a_move_are_one_thing() -> None:
    """7648 on the old key master and 7649 on the new one show their clocks."""
    told = [
        event(action, at(day) + timedelta(seconds=ahead), host=host)
        for day in range(3)
        for action, host, ahead in (
            (Action.KEY_MASTER_LOST, "ns1", 40),
            (Action.KEY_MASTER_GAINED, "ns2", 0),
        )
    ]
    (one,) = skews(told)
    assert (one.host, one.behind, one.ahead_s) == ("ns1", "ns2", 40)


def test_a_wrong_clock_is_a_blind_spot() -> None:
    """The reader is told that times of the two hosts compare no better than that."""
    told = triggers(5, 90)
    logs = [*dns_logs(at(0), at(9)), stretch(POWERSHELL, at(0), at(9), host="ops")]
    text = "\n".join(blind_spots(coverage(logs, [], told), told))
    assert "The clock of ops is about 90 s ahead of that of ns1" in text
