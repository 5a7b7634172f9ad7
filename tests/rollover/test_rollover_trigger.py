"""What set a roll going, or that nobody can tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.model import Action, Event, Stretch
from tests.rollover.histories import HOUR, at, classic, dns_logs, event, rebuilt, stretch

ZSK = {"key_role": "ZSK", "key_guid": "z1"}


def roll(start: float, end: float, **key: object) -> list[Event]:
    """A roll in both channels."""
    return [
        made(action, at(day), **key)
        for action, day in ((Action.STARTED, start), (Action.COMPLETED, end))
        for made in (event, classic)
    ]


def test_a_trigger_before_the_start_is_manual() -> None:
    """531 sets the roll going that follows it."""
    (found,) = rebuilt([event(Action.TRIGGERED, at(1) - HOUR / 60, **ZSK), *roll(1, 3, **ZSK)], at(9))
    assert found.trigger == "manual"


def test_a_queued_trigger_is_manual_when_its_turn_comes() -> None:
    """A key triggered while another rolls starts when that one has ended, still by hand."""
    told = [*roll(1, 20), event(Action.TRIGGERED, at(2), **ZSK), *roll(20, 22, **ZSK)]
    assert [r.trigger for r in rebuilt(told, at(30))] == ["automatic", "manual"]


def test_a_trigger_belongs_to_one_roll_only() -> None:
    """The roll after the triggered one is not manual again."""
    told = [event(Action.TRIGGERED, at(1), **ZSK), *roll(1, 3, **ZSK), *roll(31, 33, **ZSK)]
    assert [r.trigger for r in rebuilt(told, at(40))] == ["manual", "automatic"]


def test_an_idle_zone_needs_the_audit_log_of_the_last_hour_only() -> None:
    """The head of the queue rolls at once, so an earlier trigger would have started an earlier roll."""
    logs = dns_logs(at(1) - 2 * HOUR, at(9))
    (found,) = rebuilt(roll(1, 3, **ZSK), at(9), logs)
    assert found.trigger == "automatic"


@pytest.mark.parametrize(
    "logs",
    [
        dns_logs(at(1), at(9)),
        [stretch(CLASSIC_CHANNEL, at(0), at(9))],
        [
            stretch(CLASSIC_CHANNEL, at(0), at(9)),
            stretch(AUDIT_CHANNEL, at(0), at(0.98), first_id=1, last_id=5),
            stretch(AUDIT_CHANNEL, at(1), at(9), first_id=7, last_id=9),
        ],
    ],
    ids=["begins with the roll", "no audit log", "hole just before"],
)
def test_without_the_audit_log_before_the_start_it_is_unknown(logs: list[Stretch]) -> None:
    """That no 531 is there proves nothing where none would have been seen."""
    (found,) = rebuilt(roll(1, 3, **ZSK), at(9), logs)
    assert found.trigger == "unknown"


def test_after_a_queue_the_audit_log_must_reach_back_to_its_begin() -> None:
    """A key that starts as another ends may have been triggered at any time of that one's roll."""
    told = [*roll(5, 20), *roll(20, 22, **ZSK)]
    whole = rebuilt(told, at(30), dns_logs(at(0), at(30)))
    holed = [
        stretch(CLASSIC_CHANNEL, at(0), at(30)),
        stretch(AUDIT_CHANNEL, at(0), at(6), first_id=1, last_id=5),
        stretch(AUDIT_CHANNEL, at(9), at(30), first_id=7, last_id=9),
    ]
    assert [r.trigger for r in whole] == ["automatic", "automatic"]
    assert [r.trigger for r in rebuilt(told, at(30), holed)] == ["automatic", "unknown"]


def test_system_as_actor_proves_nothing() -> None:
    """The account of 528 is the server's own for manual rolls too [inferred]."""
    told = [event(Action.STARTED, at(1), actor="S-1-5-18", **ZSK)]
    (found,) = rebuilt(told, at(2), logs=[])
    assert found.trigger == "unknown"


def test_a_trigger_that_nothing_heeded_set_off_a_roll_that_was_not_logged() -> None:
    """The head of the queue rolls at once: a roll weeks later, nothing in the way, is another one."""
    told = [event(Action.TRIGGERED, at(2), **ZSK), *roll(20, 22, **ZSK)]
    unlogged, logged = rebuilt(told, at(30))
    assert (unlogged.trigger, unlogged.start_min) == ("manual", at(2))
    assert unlogged.end_max == at(20) + timedelta(seconds=1)
    assert (unlogged.outcome, unlogged.start_basis) == ("unknown", "derived")
    assert (logged.trigger, logged.start) == ("automatic", at(20))


def test_a_trigger_before_a_hole_may_belong_to_the_roll_after_it() -> None:
    """Where another roll could have passed unseen, nobody knows which one was asked for."""
    told = [event(Action.TRIGGERED, at(2), **ZSK), *roll(20, 22, **ZSK)]
    assert [r.trigger for r in rebuilt(told, at(30), logs=[])] == ["unknown"]
