"""What is said to be wrong, and that nothing is said where logs are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.model import Action, Detection, Diagnosis, Event, Rollover
from analyzer.rollover import settings
from tests.rollover.histories import DAY, POWERSHELL, at, classic, dns_logs, event, rebuilt, stage, stretch

ZSK = {"key_role": "ZSK", "key_guid": "z1"}
KSK = {"key_role": "KSK", "key_guid": "k1"}


def roll(start: float, end: float | None = None, **key: object) -> list[Event]:
    """A roll in both channels."""
    edges = [(Action.STARTED, start)] + ([(Action.COMPLETED, end)] if end is not None else [])
    return [made(action, at(day), **key) for action, day in edges for made in (event, classic)]


def kinds(found: tuple[Rollover, ...]) -> list[tuple[str, str]]:
    """Key and kind of every diagnosis."""
    return sorted((r.key_guid, d.kind) for r in found for d in r.diagnoses)


def one(found: tuple[Rollover, ...], kind: str) -> Diagnosis:
    """The one diagnosis of a kind."""
    (diagnosis,) = (d for r in found for d in r.diagnoses if d.kind == kind)
    return diagnosis


WAITING = [*roll(1, **KSK), stage(5, at(1), **KSK)]


def test_a_ksk_that_waits_a_week_for_its_ds_is_stuck() -> None:
    """The step is named, with the DS to publish before the command that forces the step."""
    found = one(rebuilt(WAITING, at(10)), "stuck")
    assert (found.step, found.since, found.confidence) == ("KskWaitingForDSUpdate", at(1), "high")
    assert found.next_step.startswith("It took 9.0 days, 2.0 more than expected. Publish the DS record")
    assert "Step-DnsServerSigningKeyRollover -ZoneName a.example -KeyId k1" in found.next_step
    assert "at the parent" in found.precondition
    assert found.evidence


def test_a_week_is_not_yet_stuck() -> None:
    """People need some days for a DS."""
    assert kinds(rebuilt(WAITING, at(7))) == []


def test_a_ksk_that_waited_too_long_is_told_after_it_went_on() -> None:
    """A late DS is told of a roll that has ended, with what to do next time."""
    told = [*WAITING, stage(6, at(13), **KSK), event(Action.COMPLETED, at(14), **KSK)]
    found = one(rebuilt(told, at(60)), "stuck")
    assert (found.step, found.since) == ("KskWaitingForDSUpdate", at(1))
    assert found.next_step.startswith("It took 12.0 days, 5.0 more than expected. The DS record came late.")


def test_a_slow_zsk_is_told_after_it_ended() -> None:
    """Both its edges were logged, so its length is a fact."""
    assert kinds(rebuilt(roll(1, 14, **ZSK), at(60))) == [("z1", "stuck")]
    assert kinds(rebuilt(roll(1, 6, **ZSK), at(60))) == []


def test_a_ksk_of_unknown_step_is_stuck_later_and_less_surely() -> None:
    """Without stages the server's own waits, RFC 5011 among them, may explain a long roll."""
    told = [event(Action.STARTED, at(1), **KSK), classic(Action.STARTED, at(1), **KSK)]
    assert kinds(rebuilt(told, at(30))) == []
    found = one(rebuilt(told, at(90)), "stuck")
    assert (found.step, found.confidence) == (None, "low")
    assert "Get-DnsServerSigningKey" in found.next_step


def test_a_late_roll_is_not_called_open_where_its_failure_would_not_show() -> None:
    """Only the classic channel tells of failures: without it a roll that should have ended may have."""
    told = [event(Action.STARTED, at(1), **ZSK)]
    logs = [stretch(AUDIT_CHANNEL, at(0), at(90))]
    assert [r.outcome for r in rebuilt(told, at(2), logs)] == ["open"]
    (late,) = rebuilt(told, at(90), logs)
    assert (late.outcome, late.diagnoses, late.end_basis) == ("unknown", (), "censored")


def test_a_zsk_far_beyond_its_range_is_stuck() -> None:
    """A ZSK waits for nobody, so half as long again as expected is too long."""
    told = [*roll(1, **ZSK), stage(3, at(1), **ZSK), stage(4, at(4), **ZSK)]
    assert kinds(rebuilt(told, at(7))) == []
    found = one(rebuilt(told, at(15)), "stuck")
    assert found.step == "ZskWaitingForMaxZoneTtl"


def test_holes_silence_every_diagnosis_of_an_open_roll() -> None:
    """Where the end may have been lost, nothing is said to be stuck."""
    logs = [
        s
        for channel in (AUDIT_CHANNEL, CLASSIC_CHANNEL)
        for s in (
            stretch(channel, at(0), at(3), first_id=1, last_id=5),
            stretch(channel, at(4), at(40), first_id=9, last_id=20),
        )
    ]
    assert kinds(rebuilt(WAITING, at(40), logs)) == []


def test_a_failed_roll_says_that_it_does_not_go_on() -> None:
    """7671 ends a roll in an error and switches automatic rollover off."""
    told = [*roll(1, **KSK), classic(Action.FAILED, at(3), **KSK)]
    found = one(rebuilt(told, at(30)), "failed")
    assert found.since == at(3)
    assert "automatic rollover of the key is off" in found.next_step


def test_a_completed_roll_shorter_than_its_ttl_is_too_short() -> None:
    """Only where the TTL of DNSKEY was logged can a roll be too short."""
    signed = event(Action.ZONE_SIGNED, at(0.5), key_guid=None, detail={"DnsKeyRecordSetTtl": "172800"})
    told = [signed, *roll(1, 2, **ZSK)]
    assert kinds(rebuilt(told, at(9), settings=settings(told, []))) == [("z1", "too-short")]
    assert kinds(rebuilt(told[1:], at(9))) == []


def test_a_triggered_zsk_behind_a_waiting_ksk_is_blocked() -> None:
    """The blocking KSK is told, with the key that waits and the DS that is missing."""
    told = [*WAITING, event(Action.TRIGGERED, at(3), **ZSK)]
    found = one(rebuilt(told, at(6)), "blocked")
    assert (found.since, found.confidence, found.step) == (at(3), "high", "KskWaitingForDSUpdate")
    assert "z1" in found.next_step
    assert len(found.evidence) >= 3


def test_a_zsk_due_by_its_period_is_blocked() -> None:
    """A ZSK whose logged RolloverPeriod has passed waits behind the KSK too."""
    added = event(Action.KEY_ADDED, at(0), detail={"RolloverPeriod": str(30 * 86400)}, **ZSK)
    told = [added, *roll(0.1, 0.5, **ZSK), *roll(20, **KSK), stage(5, at(20), **KSK)]
    known = settings(told, [])
    assert ("k1", "blocked") in kinds(rebuilt(told, at(40), settings=known))
    assert ("k1", "blocked") not in kinds(rebuilt(told, at(30), settings=known))


def test_a_zsk_due_by_its_habit_is_blocked() -> None:
    """Four rolls at one distance are a habit, where no period is logged."""
    told = [e for n in range(4) for e in roll(1 + 32 * n, 3 + 32 * n, **ZSK)]
    told += [*roll(110, **KSK), stage(5, at(110), **KSK)]
    found = one(rebuilt(told, at(140)), "blocked")
    assert (found.since, found.confidence) == (at(129), "medium")


def test_without_evidence_of_a_due_key_nothing_is_blocked() -> None:
    """A waiting KSK alone blocks nobody that is known."""
    assert kinds(rebuilt([*roll(0.1, 0.5, **ZSK), *WAITING], at(7))) == []


def test_a_key_refused_as_queued_is_blocked() -> None:
    """A caller's 9120 tells that the key was in the queue, where nobody logged how it got there."""
    code = Detection(
        "D-1",
        at(3),
        "utc",
        "ws",
        "ns1",
        "a.example",
        "z1",
        None,
        9120,
        "",
        "",
        "high",
        "",
        "",
        0,
        None,
        None,
        "",
        "",
    )
    refusal = event(Action.ATTEMPT, at(3), host="ws", channel=POWERSHELL, detections=(code,), **ZSK)
    found = rebuilt([*WAITING, refusal], at(6))
    assert [r.key_guid for r in found] == ["k1"]
    assert one(found, "blocked").since == at(3)
    assert kinds(rebuilt([*WAITING, replace(refusal, detections=(replace(code, code=9116),))], at(6))) == []


def test_a_past_block_is_told_of_the_key_that_waited() -> None:
    """A ZSK that had to wait for days has a roll of its own to tell it of, once it began."""
    told = [
        *WAITING,
        event(Action.TRIGGERED, at(3), **ZSK),
        stage(6, at(9), **KSK),
        event(Action.COMPLETED, at(10), **KSK),
        *roll(10, 12, **ZSK),
    ]
    found = rebuilt(told, at(20))
    assert "had to wait behind key k1" in one(found, "blocked").next_step
    assert ("z1", "blocked") in kinds(found)


ADDED = event(Action.KEY_ADDED, at(0), detail={"RolloverPeriod": str(30 * 86400)}, **ZSK)


def test_a_due_key_that_does_not_start_is_missed() -> None:
    """The period has passed, the logs are there, nothing stands in the way, and nothing started."""
    told = [ADDED, *roll(1, 3, **ZSK)]
    known = settings(told, [])
    assert kinds(rebuilt(told, at(33.5), settings=known)) == []
    assert one(rebuilt(told, at(36), settings=known), "missed").since == at(33)


def test_next_rollover_time_as_logged_counts() -> None:
    """570 may tell when the key is to roll next."""
    detail = {"NextRolloverTime": at(20).isoformat(), "RolloverPeriod": str(30 * 86400)}
    told = [*roll(1, 3, **ZSK), event(Action.KEY_MODIFIED, at(5), detail=detail, **ZSK)]
    assert one(rebuilt(told, at(25), settings=settings(told, [])), "missed").since == at(20)


@pytest.mark.parametrize(
    "more",
    [
        [event(Action.KEY_MODIFIED, at(20), detail={"RolloverPeriod": "4294967295"}, **ZSK)],
        [event(Action.ZONE_UNSIGNED, at(20), key_guid=None)],
        roll(32, 35, **ZSK),
        roll(32, **KSK),
    ],
    ids=["switched off", "unsigned", "rolled", "another key rolls"],
)
def test_what_explains_the_silence_is_not_missed(more: list[Event]) -> None:
    """A key that need not roll, has rolled or cannot roll has missed nothing."""
    told = [ADDED, *roll(1, 3, **ZSK), *more]
    assert ("z1", "missed") not in kinds(rebuilt(told, at(40), settings=settings(told, [])))


def test_holes_hide_a_missed_roll() -> None:
    """Where the start could have passed unseen nothing was surely missed."""
    told = [ADDED, *roll(1, 3, **ZSK)]
    logs = [
        s
        for channel in (AUDIT_CHANNEL, CLASSIC_CHANNEL)
        for s in (
            stretch(channel, at(0), at(31), first_id=1, last_id=50),
            stretch(channel, at(34), at(60), first_id=60, last_id=90),
        )
    ]
    assert kinds(rebuilt(told, at(60), logs, settings(told, []))) == []


def test_commands_quote_hostile_names() -> None:
    """A zone's name from a log is data, in a command too."""
    told = [
        event(Action.STARTED, at(1), **KSK | {"zone": "a;calc'{x}"}),
        stage(5, at(1), **KSK | {"zone": "a;calc'{x}"}),
    ]
    found = one(rebuilt(told, at(20), dns_logs(at(0), at(1) + 30 * DAY)), "stuck")
    assert "-ZoneName 'a;calc''{x}' " in found.next_step


def test_a_roll_that_the_new_key_master_began_was_not_interrupted() -> None:
    """What starts as the role arrives starts after it, whatever the fractions of seconds say."""
    move = event(Action.KEY_MASTER_MOVED, at(3) + timedelta(seconds=1), host="ns2", key_guid=None)
    begun = [made(Action.STARTED, at(3), host="ns2", **ZSK) for made in (event, classic)]
    ended = [made(Action.COMPLETED, at(6), host="ns2", **ZSK) for made in (event, classic)]
    logs = [*dns_logs(at(0), at(20)), *dns_logs(at(0), at(20), host="ns2")]
    assert kinds(rebuilt([*begun, move, *ended], at(20), logs)) == []


def test_two_key_masters_at_once_make_rolls_overlap() -> None:
    """A role that was seized joins both servers: their keys are of one zone and roll at once."""
    old = [
        made(a, at(d), **KSK)
        for a, d in ((Action.STARTED, 1), (Action.COMPLETED, 9))
        for made in (event, classic)
    ]
    move = event(Action.KEY_MASTER_MOVED, at(2), host="ns2", key_guid=None)
    new = [
        made(a, at(d), host="ns2", **ZSK)
        for a, d in ((Action.STARTED, 3), (Action.COMPLETED, 6))
        for made in (event, classic)
    ]
    logs = [*dns_logs(at(0), at(20)), *dns_logs(at(0), at(20), host="ns2")]
    assert ("z1", "overlapping") in kinds(rebuilt([*old, move, *new], at(20), logs))
