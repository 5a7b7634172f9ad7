"""Key masters, and the keys that a descriptor used."""

from __future__ import annotations

from analyzer.model import Action
from analyzer.rollover import Tenure, key_masters
from analyzer.rollover.intervals import EVER, NEVER
from tests.rollover.histories import at, classic, event, rebuilt

POINTERS = {"ActiveKey": "{AAA}", "StandbyKey": "", "NextKey": "{00000000-0000-0000-0000-000000000000}"}


def test_the_server_that_rolls_is_key_master() -> None:
    """Without a move the one known server is taken for all time."""
    assert key_masters([event(Action.STARTED, at(1))]) == {"a.example": (Tenure("ns1", EVER, NEVER),)}


def test_a_logged_move_divides_the_time() -> None:
    """7649 names the old key master and its own server as the new one."""
    move = classic(
        Action.KEY_MASTER_GAINED, at(5), host="ns2", key_guid=None, detail={"old_key_master": "ns1"}
    )
    found = key_masters([event(Action.STARTED, at(1)), move, event(Action.STARTED, at(9), host="ns2")])
    assert found["a.example"] == (Tenure("ns1", EVER, at(5)), Tenure("ns2", at(5), NEVER))


def test_a_loss_names_the_new_key_master() -> None:
    """7648 is enough where the new key master's log is not there."""
    move = classic(Action.KEY_MASTER_LOST, at(5), key_guid=None, detail={"new_key_master": "ns2"})
    found = key_masters([event(Action.STARTED, at(1)), move])
    assert found["a.example"] == (Tenure("ns1", EVER, at(5)), Tenure("ns2", at(5), NEVER))


def test_a_move_told_by_both_servers_is_one() -> None:
    """568, 7648 and 7649 of one move, up to clock skew, leave no time without a key master."""
    told = [
        event(Action.STARTED, at(1)),
        event(Action.KEY_MASTER_MOVED, at(5), host="ns2", key_guid=None),
        classic(Action.KEY_MASTER_LOST, at(5.001), key_guid=None, detail={"new_key_master": "ns2"}),
        classic(
            Action.KEY_MASTER_GAINED, at(5.002), host="ns2", key_guid=None, detail={"old_key_master": "ns1"}
        ),
    ]
    assert key_masters(told)["a.example"] == (Tenure("ns1", EVER, at(5)), Tenure("ns2", at(5), NEVER))


def test_between_two_servers_without_a_move_nobody_knows() -> None:
    """When the role moved unlogged, the time in between belongs to nobody."""
    found = key_masters([event(Action.STARTED, at(1)), event(Action.STARTED, at(9), host="ns2")])
    assert found["a.example"] == (
        Tenure("ns1", EVER, at(1)),
        Tenure(None, at(1), at(9)),
        Tenure("ns2", at(9), NEVER),
    )


def test_pointers_are_those_told_before_the_start() -> None:
    """572 tells which keys a descriptor uses; none and null GUIDs are no keys."""
    told = [event(Action.KEY_STATE_SET, at(0.5), detail=POINTERS), event(Action.STARTED, at(1))]
    (found,) = rebuilt(told, at(2))
    assert (found.active_key, found.standby_key, found.next_key) == ("aaa", None, None)


def test_pointers_from_before_an_earlier_roll_are_out_of_date() -> None:
    """A roll moves the pointers, so what was told before the last one says nothing."""
    told = [
        event(Action.KEY_STATE_SET, at(0.5), detail=POINTERS),
        event(Action.STARTED, at(1)),
        event(Action.COMPLETED, at(3)),
        event(Action.STARTED, at(30)),
    ]
    first, second = rebuilt(told, at(31))
    assert (first.active_key, second.active_key) == ("aaa", None)
