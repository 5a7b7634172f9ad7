"""Rules about the logs themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.model import Action, Hole
from analyzer.policy import Case
from tests.policy.cases import (
    KSK,
    ZSK,
    attempt,
    case,
    findings,
    full_logs,
    judged,
    only_dns,
    outcomes,
    roll,
    zsk_rolls,
)
from tests.rollover.histories import POWERSHELL, START, at, dns_logs, event, stage, stretch


def with_ids(*runs: tuple[float, float, int, int], channel: str = AUDIT_CHANNEL) -> Case:
    """A case of 60 days with one log of runs of record ids: from day, to day, first and last id."""
    logs = [stretch(channel, at(a), at(b), first_id=i, last_id=j) for a, b, i, j in runs]
    return case(roll(1, 5, **ZSK), logs=[*logs, stretch(POWERSHELL, START, at(60), host="ops1")])


def test_coverage_under_the_limit() -> None:
    """A key master with half a log, and a host of commands with half of one."""
    half = [*dns_logs(START, at(30)), stretch(POWERSHELL, START, at(30), host="ops1")]
    found = findings(case(zsk_rolls(2), logs=half), "LOG-COVERAGE")
    assert {(f.server, f.numbers["share"]) for f in found} == {("ns1", 0.5333), ("ops1", 0.5333)}
    assert outcomes(case(zsk_rolls(2)), "LOG-COVERAGE") == {"passed"}
    little = [*dns_logs(START, at(900)), stretch(POWERSHELL, START, at(0.1), host="ops1")]
    (found,) = findings(case(zsk_rolls(2), days=900, logs=little), "LOG-COVERAGE")
    assert "in under 1 % of the time" in found.title


def test_a_host_without_logs() -> None:
    """A key master of which nothing is there is missing, not badly covered."""
    moved = event(Action.KEY_MASTER_LOST, at(10), key_guid=None, detail={"new_key_master": "ns2"})
    one = case([*zsk_rolls(1), moved])
    (found,) = findings(one, "LOG-MISSING-HOST")
    assert (found.server, found.evidence) == ("ns2", (f"{moved.path}#{moved.position}",))
    assert {a.outcome for a in judged(one, "LOG-COVERAGE") if a.subject.startswith("ns2")} == {
        "not applicable"
    }
    assert outcomes(case(zsk_rolls(1)), "LOG-MISSING-HOST") == {"passed"}


def test_operators_without_logs() -> None:
    """Somebody acted on keys, and no host has a log of commands."""
    acted = attempt(at(2), 0, outcome="succeeded", host="ns1", evidence=("audit.evtx#1",))
    one = case(zsk_rolls(1), [acted], logs=only_dns(60))
    (found,) = findings(one, "LOG-MISSING-HOST")
    assert found.evidence == (acted.id, "audit.evtx#1")
    nobody = judged(case(zsk_rolls(1), logs=only_dns(60)), "LOG-MISSING-HOST")
    assert {a.outcome for a in nobody if a.subject == "operators"} == {"not applicable"}
    unseen = judged(case(zsk_rolls(1), [acted]), "LOG-MISSING-HOST")
    assert {a.outcome for a in unseen if a.subject == "operators"} == {"not assessed"}


def test_a_cleared_log() -> None:
    """Ids that begin again, or an event that says so; without ids only the event."""
    begun_anew = with_ids((0, 20, 100, 200), (30, 60, 1, 50))
    assert [f.cause if hasattr(f, "cause") else f.rule for f in findings(begun_anew, "LOG-CLEARED")] == [
        "LOG-CLEARED"
    ]
    told = event(
        Action.LOG_CLEARED,
        at(10),
        host="ns1",
        channel="System",
        key_guid=None,
        detail={"channel": AUDIT_CHANNEL},
        actor="bob",
    )
    (found,) = findings(case([*zsk_rolls(1), told]), "LOG-CLEARED")
    assert "bob" in found.explanation
    assert found.title == f"The log {AUDIT_CHANNEL} of ns1 was cleared once"
    assert found.severity == "high"
    assert outcomes(case(zsk_rolls(1)), "LOG-CLEARED") == {"not assessed"}
    whole = judged(with_ids((0, 60, 1, 900)), "LOG-CLEARED")
    assert {a.outcome for a in whole if AUDIT_CHANNEL in a.subject} == {"passed"}


def test_a_log_with_holes() -> None:
    """Missing ids are told with their number; a filtered export is no fault."""
    (found,) = findings(with_ids((0, 20, 1, 100), (30, 60, 150, 300)), "LOG-HOLES")
    assert found.numbers["record ids"] == 49
    assert found.title == f"The log {AUDIT_CHANNEL} of ns1 has 1 hole"
    (more,) = findings(with_ids((0, 10, 1, 50), (20, 30, 60, 90), (40, 60, 150, 300)), "LOG-HOLES")
    assert more.title.endswith("has 2 holes")
    one = with_ids((0, 60, 1, 900))
    filtered = Hole(at(2), at(3), 5, 9, "filtered")
    known = tuple(replace(c, holes=(filtered,)) if c.channel == AUDIT_CHANNEL else c for c in one.coverage)
    told = judged(replace(one, coverage=known), "LOG-HOLES")
    assert {a.outcome for a in told if AUDIT_CHANNEL in a.subject} == {"passed"}
    assert outcomes(case(zsk_rolls(1)), "LOG-HOLES") == {"not assessed"}


@pytest.mark.parametrize(
    ("setting", "value", "severity"),
    [("EventLogLevel", "2", "high"), ("EventLogLevel", "4", "low"), ("LogFilePath", "C:\\x", "low")],
)
def test_logging_settings(setting: str, value: str, severity: str) -> None:
    """A level that silences rollovers is grave, other changes are worth a look."""
    changed = event(
        Action.LOGGING_CHANGED,
        at(10),
        key_guid=None,
        zone=None,
        detail={"Setting": setting, "NewValue": value},
    )
    (found,) = findings(case([*zsk_rolls(1), changed]), "LOG-SETTINGS-CHANGED")
    assert (found.severity, found.server) == (severity, "ns1")


def test_other_settings_of_a_server_are_left_out() -> None:
    """541 tells of every setting; where the audit log has gaps, silence says nothing."""
    changed = event(
        Action.LOGGING_CHANGED,
        at(10),
        key_guid=None,
        zone=None,
        detail={"Setting": "Forwarders", "NewValue": "x"},
    )
    assert outcomes(case([*zsk_rolls(1), changed]), "LOG-SETTINGS-CHANGED") == {"passed"}
    half = [stretch(AUDIT_CHANNEL, START, at(20)), stretch(CLASSIC_CHANNEL, START, at(60))]
    assert outcomes(case(zsk_rolls(1), logs=half), "LOG-SETTINGS-CHANGED") == {"not assessed"}


def test_retention_by_the_longest_roll_of_a_ksk() -> None:
    """A log of 60 days holds a roll of 20; one begun after a roll did does not."""
    assert outcomes(case(roll(1, 21, **KSK)), "LOG-RETENTION") == {"passed"}
    assert outcomes(case(zsk_rolls(1)), "LOG-RETENTION") == {"not assessed"}
    late = case([stage(6, at(50), **KSK)], logs=dns_logs(at(49), at(60)), start=49)
    assert [r.start for r in late.rollovers] == [None]
    assert outcomes(late, "LOG-RETENTION") == {"finding"}


def numbered(*days: float) -> list[object]:
    """Events of one log with record ids from 1 on at these times."""
    return [
        event(Action.STARTED, at(day), record_id=n, position=f"event:{n}", **ZSK)
        for n, day in enumerate(days, 1)
    ]


def test_a_clock_set_back() -> None:
    """Ids run on while times run back by more than five minutes."""
    (found,) = findings(
        case(numbered(1, 5, 4, 6), logs=[stretch(AUDIT_CHANNEL, at(1), at(6), first_id=1, last_id=4)]),
        "LOG-CLOCK-JUMP",
    )
    assert found.numbers["minutes at most"] == 1440
    assert len(found.evidence) == 2
    near = case(
        numbered(1, 2, 1.999, 3),
        logs=[stretch(AUDIT_CHANNEL, at(1), at(3), first_id=1, last_id=4, records=4)],
    )
    assert outcomes(near, "LOG-CLOCK-JUMP") == {"passed"}


def test_few_records_tell_nothing_of_a_clock() -> None:
    """Where most records were only counted, a jump among them does not show."""
    few = case(numbered(1, 2), logs=[stretch(AUDIT_CHANNEL, at(0), at(60), first_id=1, last_id=4000)])
    assert outcomes(few, "LOG-CLOCK-JUMP") == {"not assessed"}


def test_full_logs_are_full() -> None:
    """The builder's logs leave no hole, which the other tests rest on."""
    assert {s.channel for s in full_logs(60)} == {AUDIT_CHANNEL, CLASSIC_CHANNEL, POWERSHELL}
