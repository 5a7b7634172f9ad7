"""Rules about rollovers: found, passed, and not assessed."""

from __future__ import annotations

import pytest

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.model import Action, Event, Snapshot
from analyzer.policy import Case
from tests.policy.cases import (
    DEFAULTS,
    KSK,
    ZSK,
    case,
    findings,
    full_logs,
    judged,
    outcomes,
    roll,
    signed,
    waiting_ksk,
    zsk_rolls,
)
from tests.rollover.histories import START, at, classic, dns_logs, event, stage

RULES = (
    "ROLL-STUCK",
    "ROLL-BLOCKED",
    "ROLL-FAILED",
    "ROLL-KEY-MASTER-MOVED",
    "ROLL-UNSIGNED",
    "ROLL-RESIGNED",
)
HALF = dns_logs(START, at(30))
KEY = {"RolloverPeriod": str(30 * 86400)}


@pytest.mark.parametrize("rule", RULES)
def test_rolls_as_they_should_be_pass(rule: str) -> None:
    """Every roll was seen from start to end, and nothing was wrong."""
    assert outcomes(case(zsk_rolls(3)), rule) == {"passed"}


@pytest.mark.parametrize("rule", RULES)
def test_half_a_log_is_not_assessed(rule: str) -> None:
    """What the key master did in the other half is not known."""
    assert outcomes(case(zsk_rolls(3), logs=HALF), rule) == {"not assessed"}


@pytest.mark.parametrize("rule", [*RULES, "ROLL-MISSED", "ROLL-FORCED"])
def test_a_zone_of_which_nothing_is_known_is_not_assessed(rule: str) -> None:
    """Its key master is not known, so no log of it is."""
    assert outcomes(case(signed()), rule) == {"not assessed"}


def test_a_stuck_ksk_names_the_step_and_its_precondition() -> None:
    """The command forces the step only under the precondition that the DS is at the parent."""
    (found,) = findings(case(waiting_ksk()), "ROLL-STUCK")
    assert (found.severity, found.numbers["days"]) == ("high", 59.0)
    assert (
        found.remedy.command
        == "Step-DnsServerSigningKeyRollover -ZoneName a.example -KeyId k1 -ComputerName ns1"
    )
    assert "at the parent" in (found.remedy.precondition or "")
    assert found.last_seen == at(60)


def test_a_stuck_roll_that_went_on_is_low() -> None:
    """It is over, and told for the next time."""
    told = [*waiting_ksk(), stage(6, at(20), **KSK), event(Action.COMPLETED, at(21), **KSK)]
    (found,) = findings(case(told), "ROLL-STUCK")
    assert (found.severity, found.last_seen) == ("low", at(21))


def test_rfc_5011_is_no_fault() -> None:
    """A KSK that keeps its revoked key for 30 days is healthy."""
    told = [*roll(1, 34, **KSK), stage(5, at(1), **KSK), stage(6, at(2), **KSK), stage(8, at(3), **KSK)]
    assert outcomes(case(told), "ROLL-STUCK") == {"passed"}


def test_a_blocked_key() -> None:
    """The ZSK was triggered and waits behind the KSK."""
    told = [*waiting_ksk(), event(Action.TRIGGERED, at(3), **ZSK)]
    (found,) = findings(case(told, days=20), "ROLL-BLOCKED")
    assert (found.severity, found.key_guid, found.first_seen) == ("high", "k1", at(3))


def test_a_missed_roll() -> None:
    """The period has passed; without a period nothing can be missed."""
    added = event(Action.KEY_ADDED, at(0.1), detail=KEY, **ZSK)
    (found,) = findings(case([added, *roll(1, 3, **ZSK)]), "ROLL-MISSED")
    assert found.remedy.command
    assert "Invoke-" in found.remedy.command
    assert "No key of the zone is rolling" in (found.remedy.precondition or "")
    assert outcomes(case([added, *roll(1, 3, **ZSK)], days=20), "ROLL-MISSED") == {"passed"}
    assert outcomes(case(roll(1, 3, **ZSK)), "ROLL-MISSED") == {"not assessed"}


def failed(days: float, validity: str = "864000") -> Case:
    """A zone signed on day 2 whose ZSK failed on day 5."""
    values = DEFAULTS["ZSK"] | {"ZoneSignatureValidityPeriod": validity}
    return case(
        [
            event(Action.KEY_ADDED, at(1), detail=values, **ZSK),
            event(Action.ZONE_SIGNED, at(2), key_guid=None, detail={"SignatureInceptionOffset": "3600"}),
            *roll(4, **ZSK),
            classic(Action.FAILED, at(5), **ZSK),
        ],
        days=days,
    )


def test_a_failed_roll_tells_when_signatures_run_out() -> None:
    """Signed on day 2 and valid for ten days: on day 12, an hour of uncertainty, if not signed anew."""
    (found,) = findings(failed(8), "ROLL-FAILED")
    assert found.severity == "critical"
    assert found.numbers["signatures run out from"] == "2025-01-12T23:00:00Z"
    assert found.numbers["signatures run out until"] == "2025-01-13T00:00:00Z"
    assert "unless the server has signed it anew" in found.explanation
    assert findings(failed(30), "ROLL-FAILED")[0].severity == "high"


def test_time_to_bogus_only_where_it_is_known() -> None:
    """Without the validity of signatures nothing is said of when they run out."""
    (found,) = findings(case([*roll(4, **ZSK), classic(Action.FAILED, at(5), **ZSK)], days=8), "ROLL-FAILED")
    assert "signatures run out from" not in found.numbers
    assert found.severity == "high"


def test_a_failure_is_over_once_the_key_has_rolled() -> None:
    """The next roll completed."""
    told = [*roll(4, **ZSK), classic(Action.FAILED, at(5), **ZSK), *roll(10, 14, **ZSK)]
    assert findings(case(told), "ROLL-FAILED")[0].severity == "low"


def test_a_forced_step_is_a_note() -> None:
    """Info only: no log tells whether the DS was there; a ZSK has nothing to force."""
    told = [*roll(1, 6, **KSK), stage(5, at(1), **KSK), event(Action.STEPPED, at(3), actor="bob", **KSK)]
    (found,) = findings(case([*told, *roll(10, 14, **ZSK)]), "ROLL-FORCED")
    assert (found.severity, found.first_seen) == ("info", at(3))
    assert "bob" in found.explanation
    assert outcomes(case([*told, *roll(10, 14, **ZSK)]), "ROLL-FORCED") == {"finding", "not applicable"}
    assert outcomes(case(roll(1, 6, **KSK)), "ROLL-FORCED") == {"passed"}


def test_a_key_master_that_moved_during_a_roll() -> None:
    """The event of the new key master falls into the roll."""
    told = [*waiting_ksk(), event(Action.KEY_MASTER_MOVED, at(3), key_guid=None, host="ns2")]
    logs = [*dns_logs(START, at(5)), *dns_logs(START, at(5), host="ns2")]
    assert outcomes(case(told, days=5, logs=logs), "ROLL-KEY-MASTER-MOVED") == {"finding"}


@pytest.mark.parametrize(
    ("rule", "done", "actor", "outcome"),
    [
        ("ROLL-UNSIGNED", Action.ZONE_UNSIGNED, None, "finding"),
        ("ROLL-RESIGNED", Action.ZONE_RESIGNED, "bob", "finding"),
        ("ROLL-RESIGNED", Action.ZONE_RESIGNED, "S-1-5-18", "passed"),
        ("ROLL-RESIGNED", Action.ZONE_RESIGNED, "NT AUTHORITY\\SYSTEM", "passed"),
        ("ROLL-RESIGNED", Action.ZONE_RESIGNED, None, "passed"),
    ],
)
def test_what_is_done_to_a_zone_during_a_roll(
    rule: str, done: Action, actor: str | None, outcome: str
) -> None:
    """The server signs anew by itself in every roll; only people are told of."""
    meddled = event(done, at(3), key_guid=None, actor=actor)
    assert outcomes(case([*roll(1, 5, **ZSK), meddled]), rule) == {outcome}


@pytest.mark.parametrize(
    ("rule", "done"), [("ROLL-UNSIGNED", Action.ZONE_UNSIGNED), ("ROLL-RESIGNED", Action.ZONE_RESIGNED)]
)
def test_between_rolls_people_may_do_so(rule: str, done: Action) -> None:
    """After the end of a roll it disturbs none."""
    meddled = event(done, at(9), key_guid=None, actor="bob")
    assert outcomes(case([*roll(1, 5, **ZSK), meddled]), rule) == {"passed"}


def test_what_another_server_signs_disturbs_no_roll() -> None:
    """A server that does not know that it lost the role rolls on, while the new key master signs."""
    elsewhere = event(Action.ZONE_RESIGNED, at(3), key_guid=None, actor="bob", host="ns2", server="ns2")
    assert "finding" not in outcomes(case([*roll(1, 5, **ZSK), elsewhere]), "ROLL-RESIGNED")


def test_people_are_named_where_a_log_names_their_sid() -> None:
    """A finding says who, not which SID, where some event tells both."""
    sid = "S-1-5-21-1-2-3-1104"
    meddled = event(Action.ZONE_RESIGNED, at(3), key_guid=None, actor=sid)
    (found,) = findings(case([*roll(1, 5, **ZSK), meddled]), "ROLL-RESIGNED")
    assert sid in found.explanation
    named = event(Action.OTHER, at(2), key_guid=None, actor="contoso\\bob", detail={"sid": sid})
    (found,) = findings(case([*roll(1, 5, **ZSK), meddled, named]), "ROLL-RESIGNED")
    assert "By contoso\\bob." in found.explanation


def every(days: float, key: dict[str, str] = ZSK) -> Event:
    """A key's period."""
    return event(Action.KEY_ADDED, at(0.1), detail={"RolloverPeriod": str(int(days * 86400))}, **key)


def test_a_key_that_rolls_most_of_the_time() -> None:
    """Four days of seven; with 90 days, or without a known period, there is nothing to find."""
    assert outcomes(case([every(7), *zsk_rolls(5)]), "ROLL-LONG-SHARE") == {"finding"}
    assert outcomes(case([every(90), *zsk_rolls(1)]), "ROLL-LONG-SHARE") == {"passed"}
    assert outcomes(case(zsk_rolls(1)), "ROLL-LONG-SHARE") == {"not assessed"}
    (found,) = findings(case(zsk_rolls(4)), "ROLL-LONG-SHARE")
    assert (found.numbers["days of the period"], found.confidence) == (3, "medium")
    assert found.title == "Rollovers of the ZSK of a.example take 133 % of its period"


def test_one_long_pause_does_not_hide_a_habit() -> None:
    """A key that once waited behind another paused longer then, and keeps its period all the same."""
    delayed = [*zsk_rolls(4), *roll(40, 44, **ZSK), *roll(47, 51, **ZSK)]
    (found,) = findings(case(delayed), "ROLL-LONG-SHARE")
    assert found.numbers["days of the period"] == 3
    unsteady = [e for day in (1, 7, 20, 44) for e in roll(day, day + 4, **ZSK)]
    assert outcomes(case(unsteady), "ROLL-LONG-SHARE") == {"not assessed"}


def test_the_hold_down_does_not_count_as_rolling() -> None:
    """A KSK with 40 days of period that is in the hold-down for 30 of them rolls a tenth of the time."""
    told = [*roll(1, 34, **KSK), stage(5, at(1), **KSK), stage(6, at(2), **KSK), stage(8, at(4), **KSK)]
    assert outcomes(case([every(40, KSK), *told]), "ROLL-LONG-SHARE") == {"passed"}


def test_keys_due_together() -> None:
    """Both ended and are due again within the length of one roll; with other periods they are not."""
    rolls = [*roll(1, 3, **KSK), *roll(3, 5, **ZSK)]
    (found,) = findings(case([every(90, KSK), every(89, ZSK), *rolls]), "ROLL-DUE-TOGETHER")
    assert found.numbers["hours apart"] == 24
    assert outcomes(case([every(200, KSK), every(90, ZSK), *rolls]), "ROLL-DUE-TOGETHER") == {"passed"}
    assert outcomes(case([every(90, ZSK), *rolls]), "ROLL-DUE-TOGETHER") == {"not assessed"}


def test_keys_due_together_as_their_settings_tell() -> None:
    """NextRolloverTime tells of keys that have not rolled in these logs."""
    told = [
        event(Action.KEY_MODIFIED, at(1), detail={"RolloverPeriod": period, "NextRolloverTime": due}, **key)
        for key, period, due in (
            (KSK, "65232000", at(90).isoformat()),
            (ZSK, "7776000", at(90.02).isoformat()),
        )
    ]
    (found,) = findings(case(told), "ROLL-DUE-TOGETHER")
    assert found.evidence == tuple(sorted(f"{e.path}#{e.position}" for e in told))


def test_a_key_that_never_rolled() -> None:
    """Added 50 days ago with a period of 30, and its zone's key master tells of no roll of it."""
    told = [every(30), *roll(1, 2, **KSK)]
    (found,) = [f for f in findings(case(told), "ROLL-NEVER") if f.key_guid == "z1"]
    assert (found.numbers["due"], found.confidence) == ("2025-01-31", "high")
    assert "finding" not in outcomes(case(told, days=20), "ROLL-NEVER")
    assert "finding" not in outcomes(case([*told, *roll(31, 35, **ZSK)]), "ROLL-NEVER")


def test_a_first_roll_that_may_have_passed_unseen_is_not_assessed() -> None:
    """The log has half of the time."""
    told = [every(30), *roll(1, 2, **KSK)]
    assert {a.outcome for a in judged(case(told, logs=HALF), "ROLL-NEVER")} == {"not assessed"}


def test_a_snapshot_tells_of_a_key_that_never_rolled() -> None:
    """A blank LastRolloverTime, and a NextRolloverTime that has passed."""
    shot = Snapshot(
        "keys.csv",
        "line:2",
        "key",
        "ns1",
        "a.example",
        at(1),
        {
            "KeyId": "z1",
            "KeyType": "ZoneSigningKey",
            "LastRolloverTime": "",
            "NextRolloverTime": at(20).isoformat(),
        },
    )
    found = findings(case(roll(1, 2, **KSK), snapshots=[shot]), "ROLL-NEVER")
    assert [f.key_guid for f in found] == ["z1"]
    assert found[0].evidence == ("keys.csv#line:2",)


def test_the_days_of_a_wait_end_with_its_step() -> None:
    """A KSK that waited 19 days for its DS and went on for one has waited 19."""
    told = [*waiting_ksk(), stage(6, at(20), **KSK), event(Action.COMPLETED, at(21), **KSK)]
    assert findings(case(told), "ROLL-STUCK")[0].numbers["days"] == 19


@pytest.mark.parametrize(
    ("rule", "channel"),
    [("ROLL-FORCED", AUDIT_CHANNEL), ("ROLL-STUCK", CLASSIC_CHANNEL), ("ROLL-BLOCKED", CLASSIC_CHANNEL)],
)
def test_what_one_channel_alone_tells_needs_that_channel(rule: str, channel: str) -> None:
    """A forced step is told by the audit channel only, a stage by the classic one: without it none passes."""
    events = [*roll(1, 3, **KSK), stage(7, at(1), **KSK)]
    without = [log for log in full_logs(60) if log.channel != channel]
    told = [e for e in events if e.channel != channel]
    assert outcomes(case(told, logs=without), rule) == {"not assessed"}
    assert outcomes(case(events), rule) == {"passed"}
