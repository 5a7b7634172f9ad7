"""What could not have been seen, in words."""

from __future__ import annotations

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.model import Action, Event, Stretch
from analyzer.rollover import blind_spots, coverage
from tests.rollover.histories import POWERSHELL, at, classic, dns_logs, event, stretch

ROLL = [event(Action.STARTED, at(1)), classic(Action.STARTED, at(1))]


def said(stretches: list[Stretch], events: list[Event]) -> str:
    """All blind spots as one text."""
    return "\n".join(blind_spots(coverage(stretches, [], events), events))


def test_whole_logs_leave_no_blind_spot() -> None:
    """With both DNS logs and a PowerShell log of the key master nothing is missing."""
    assert said([*dns_logs(at(0), at(60)), stretch(POWERSHELL, at(0), at(60))], ROLL) == ""


def test_an_empty_collection_can_say_nothing() -> None:
    """No coverage is one blind spot."""
    assert "nothing can be said" in said([], [])


def test_missing_powershell_logs_are_named_with_their_time() -> None:
    """A gap of days in the logs of all hosts is where failed commands would not show."""
    text = said(
        [
            *dns_logs(at(0), at(60)),
            stretch(POWERSHELL, at(0), at(20)),
            stretch(POWERSHELL, at(40), at(60), host="ws"),
        ],
        ROLL,
    )
    assert "from 2025-01-21 00:00 to 2025-02-10 00:00 UTC: failed commands would not show" in text


def test_no_powershell_log_at_all() -> None:
    """Without any such log no failed command shows anywhere."""
    assert "No PowerShell or task log of any host" in said(dns_logs(at(0), at(60)), ROLL)


def test_a_key_master_without_logs_is_named() -> None:
    """A server that the logs name as key master and that sent none."""
    moved = classic(Action.KEY_MASTER_LOST, at(5), key_guid=None, detail={"new_key_master": "ns2"})
    assert "No DNS log of ns2, key master of a.example" in said(dns_logs(at(0), at(60)), [*ROLL, moved])


def test_a_missing_channel_says_what_it_would_have_told() -> None:
    """Triggers are in the audit log, stages and failures in the classic one."""
    assert "manual triggers would not show" in said([stretch(CLASSIC_CHANNEL, at(0), at(9))], ROLL[1:])
    assert "stages and failures" in said([stretch(AUDIT_CHANNEL, at(0), at(9))], ROLL[:1])


def test_what_was_before_the_time_in_question_is_left_out() -> None:
    """A report that looks back half a year says nothing of gaps before it, nor that there was no log."""
    logs = [*dns_logs(at(0), at(60)), stretch(POWERSHELL, at(30), at(60))]
    assert "from 2025-01-01" in said(logs, ROLL)
    assert blind_spots(coverage(logs, [], ROLL), ROLL, at(60), at(40)) == ()


def test_a_cleared_log_is_told() -> None:
    """What a cleared log held is nowhere."""
    cleared = event(Action.LOG_CLEARED, at(30), channel="System", detail={"Channel": AUDIT_CHANNEL})
    parts = [
        stretch(AUDIT_CHANNEL, at(0), at(20), first_id=1, last_id=20),
        stretch(AUDIT_CHANNEL, at(31), at(40), first_id=1, last_id=6),
    ]
    assert "was cleared" in said(parts, [*ROLL, cleared])


def test_a_silence_beyond_habit_is_told() -> None:
    """A channel that is switched off leaves no other trace than that it is silent."""
    told = [event(Action.STARTED, at(n if n < 30 else n + 60)) for n in range(60)]
    quiet = stretch(AUDIT_CHANNEL, at(0), at(119), records=60)
    assert "far longer than its habit" in said([quiet], told)
    busy = stretch(AUDIT_CHANNEL, at(0), at(119), records=6000)
    assert "its habit" not in said([busy], told)
