"""Rules about conflicts: found, passed, and not assessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.model import Action
from analyzer.policy import profile_of
from tests.policy.cases import (
    INVOKE,
    SET,
    ZSK,
    attempt,
    case,
    detection,
    findings,
    full_logs,
    only_dns,
    outcomes,
    roll,
    waiting_ksk,
    zsk_rolls,
)
from tests.rollover.histories import START, at, event, stretch

ROLLS = zsk_rolls(5)
IN_EACH = [attempt(at(2 + 7 * n)) for n in range(4)]
TASKS = "Microsoft-Windows-TaskScheduler/Operational"
BY_CONFLICTS = (
    "CONFLICT-FREQUENT",
    "CONFLICT-RECURRENT",
    "CONFLICT-SCHEDULED",
    "CONFLICT-RETRY-STORM",
    "CONFLICT-MANUAL-DURING-AUTOMATIC",
    "CONFLICT-BULK-TRIGGER",
    "CONFLICT-PARAMETER-CHANGE",
    "CONFLICT-TWO-ADMINISTRATORS",
    "CONFLICT-UNEXPLAINED",
)
BY_CODES = ("CONFLICT-WRONG-SERVER", "CONFLICT-KEY-ACCESS", "CONFLICT-MISUSE")


@pytest.mark.parametrize("rule", [*BY_CONFLICTS, *BY_CODES])
def test_silence_where_all_would_have_shown_passes(rule: str) -> None:
    """Keys rolled, failed commands would have shown, and there were none."""
    assert outcomes(case(ROLLS), rule) == {"passed"}


@pytest.mark.parametrize("rule", [*BY_CONFLICTS, *BY_CODES])
def test_silence_without_logs_of_commands_is_not_assessed(rule: str) -> None:
    """Nothing failed, but nothing could have been seen to fail."""
    assert outcomes(case(ROLLS, logs=only_dns(60)), rule) == {"not assessed"}


@pytest.mark.parametrize("rule", BY_CONFLICTS)
def test_a_zone_without_rolls_has_nothing_to_collide_with(rule: str) -> None:
    """The key master's log covers the period and tells of no rollover in it."""
    assert outcomes(case(roll(1, 2, **ZSK), start=10), rule) == {"not applicable"}


@pytest.mark.parametrize("rule", [*BY_CONFLICTS, *BY_CODES])
def test_people_who_act_unseen_may_fail_unseen(rule: str) -> None:
    """An operation that only the server told of means that a host's commands are not logged here."""
    unseen = attempt(at(0.5), 0, outcome="succeeded", host="ns1", evidence=("audit.evtx#1",))
    assert outcomes(case(ROLLS, [unseen]), rule) == {"not assessed"}


def test_frequent_is_a_share_of_rollovers() -> None:
    """Four of five rollovers with a conflict are too many, two are not."""
    (found,) = findings(case(ROLLS, IN_EACH), "CONFLICT-FREQUENT")
    assert (found.severity, found.confidence) == ("medium", "high")
    assert (found.numbers["rollovers hit"], found.numbers["rollovers watched"]) == (4, 5)
    assert found.remedy.command == "rollaudit safe a.example"
    assert outcomes(case(ROLLS, IN_EACH[:2]), "CONFLICT-FREQUENT") == {"passed"}


def test_frequent_counts_episodes_in_a_long_rollover() -> None:
    """One rollover of weeks cannot be hit more than once, so its episodes are counted by days."""
    tries = [attempt(at(3 + n), key_guid="k1", key_role="KSK") for n in range(4)]
    assert outcomes(case(waiting_ksk(), tries), "CONFLICT-FREQUENT") == {"finding"}
    assert outcomes(case(waiting_ksk(), tries[:3]), "CONFLICT-FREQUENT") == {"passed"}


def test_the_remedy_says_until_when_to_wait() -> None:
    """While a ZSK still rolls, its expected end is named; a KSK's wait has none."""
    rolls = [*zsk_rolls(4), *roll(59, **ZSK)]
    (found,) = findings(case(rolls, [*IN_EACH, attempt(at(59.5))]), "CONFLICT-FREQUENT")
    assert found.remedy.text.startswith("Key z1 is rolling: wait until about 2025-03-")
    (found,) = findings(
        case(waiting_ksk(), [attempt(at(3 + n), key_guid="k1") for n in range(4)]), "CONFLICT-FREQUENT"
    )
    assert "no end can be foretold" in found.remedy.text


def test_recurrent_is_one_practice() -> None:
    """The same account and operation in three rollovers; three accounts are no practice."""
    (found,) = findings(case(ROLLS, IN_EACH), "CONFLICT-RECURRENT")
    assert found.numbers["rollovers hit"] == 4
    assert "alice" in found.title
    others = [replace(a, actor=f"user{n}") for n, a in enumerate(IN_EACH)]
    assert outcomes(case(ROLLS, others), "CONFLICT-RECURRENT") == {"passed"}


def test_a_task_that_collides_on_two_days() -> None:
    """The task is named; one run is no schedule; without a task history nothing is said."""
    by_task = [replace(a, process=r"task \DNS\Roll") for a in IN_EACH]
    (found,) = findings(case(ROLLS, by_task), "CONFLICT-SCHEDULED")
    assert r"\DNS\Roll" in found.title
    assert found.remedy.command
    assert r"'\DNS\Roll'" in found.remedy.command
    assert outcomes(case(ROLLS, by_task[:1]), "CONFLICT-SCHEDULED") == {"passed"}
    assert outcomes(case(ROLLS, IN_EACH), "CONFLICT-SCHEDULED") == {"not assessed"}
    with_history = [*full_logs(60), stretch(TASKS, START, at(60), host="ops1")]
    assert outcomes(case(ROLLS, IN_EACH, logs=with_history), "CONFLICT-SCHEDULED") == {"passed"}


def test_a_retry_storm() -> None:
    """Five tries in ten minutes are one storm."""
    storm = [attempt(at(2 + n * 0.001)) for n in range(5)]
    (found,) = findings(case(ROLLS, storm), "CONFLICT-RETRY-STORM")
    assert found.numbers["conflicts"] == 5
    assert outcomes(case(ROLLS, storm[:1]), "CONFLICT-RETRY-STORM") <= {"passed", "not assessed"}


def test_a_manual_rollover_during_an_automatic_one() -> None:
    """The audit channel covered the start and shows no trigger, so the one in the way is automatic."""
    assert outcomes(case(ROLLS, IN_EACH[:1]), "CONFLICT-MANUAL-DURING-AUTOMATIC") == {"finding"}
    triggered = [event(Action.TRIGGERED, at(0.99), **ZSK), *roll(1, 5, **ZSK)]
    assert outcomes(case(triggered, IN_EACH[:1]), "CONFLICT-MANUAL-DURING-AUTOMATIC") == {"not assessed"}


def test_two_administrators() -> None:
    """One triggered it, the other tried to."""
    triggered = [event(Action.TRIGGERED, at(0.99), **ZSK), *roll(1, 5, **ZSK)]
    first = attempt(at(0.99), 0, outcome="succeeded", actor="bob")
    assert outcomes(case(triggered, [first, IN_EACH[0]]), "CONFLICT-TWO-ADMINISTRATORS") == {"finding"}
    alone = replace(first, actor="alice")
    assert "finding" not in outcomes(case(triggered, [alone, IN_EACH[0]]), "CONFLICT-TWO-ADMINISTRATORS")


def test_a_bulk_trigger() -> None:
    """Two keys triggered within seconds, of which one was refused."""
    triggered = [event(Action.TRIGGERED, at(0.99), **ZSK), *roll(1, 5, **ZSK)]
    pipe = [attempt(at(2)), attempt(at(2.00002), 0, outcome="succeeded", key_guid="k1", key_role="KSK")]
    assert outcomes(case(triggered, pipe), "CONFLICT-BULK-TRIGGER") == {"finding"}


def test_parameters_changed_while_a_key_rolls() -> None:
    """The operation makes it; one that is not known cannot be judged."""
    assert outcomes(case(ROLLS, [attempt(at(2), operation=SET)]), "CONFLICT-PARAMETER-CHANGE") == {"finding"}
    assert outcomes(case(ROLLS, [attempt(at(2), operation=INVOKE)]), "CONFLICT-PARAMETER-CHANGE") == {
        "passed"
    }
    assert outcomes(case(ROLLS, [attempt(at(2), operation=None)]), "CONFLICT-PARAMETER-CHANGE") == {
        "not assessed"
    }


def test_unexplained_conflicts_are_a_note() -> None:
    """Severity info, and no fault of policy; an unknown relation is not assessed."""
    (found,) = findings(case(ROLLS, [attempt(at(50))]), "CONFLICT-UNEXPLAINED")
    assert found.severity == "info"
    failed = [*roll(1, **ZSK), event(Action.FAILED, at(3), channel="DNS Server", path="dns.evtx", **ZSK)]
    assert outcomes(case(failed, [attempt(at(50))]), "CONFLICT-UNEXPLAINED") == {"not assessed"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [("CONFLICT-WRONG-SERVER", 9101), ("CONFLICT-KEY-ACCESS", 9107), ("CONFLICT-MISUSE", 9128)],
)
def test_codes_that_come_back(rule: str, code: int) -> None:
    """One error is a slip, the same on another day is a practice."""
    tries = [attempt(at(30 + n), code, server="ns2") for n in range(3)]
    (found,) = findings(case(ROLLS, tries), rule)
    assert found.numbers[f"times {code}"] == 3
    assert outcomes(case(ROLLS, tries[:2]), rule) == {"passed"}


def test_the_wrong_server_is_named_and_the_right_one_told() -> None:
    """The finding is about the server that was asked; the remedy names the key master."""
    tries = [attempt(at(30 + n), 9101, server="ns2") for n in range(3)]
    (found,) = findings(case(ROLLS, tries), "CONFLICT-WRONG-SERVER")
    assert found.server == "ns2"
    assert "It is ns1" in found.remedy.text


def test_servers_tell_of_keys_out_of_reach_themselves() -> None:
    """Codes in the DNS Server log that belong to no try count too."""
    told = [
        event(
            Action.OTHER,
            at(30 + n),
            channel="DNS Server",
            path="dns.evtx",
            key_guid=None,
            detections=(detection(at(30 + n), 9107),),
        )
        for n in range(3)
    ]
    assert outcomes(case([*ROLLS, *told]), "CONFLICT-KEY-ACCESS") == {"finding"}


def test_limits_can_be_set() -> None:
    """A stricter parameter finds what the default lets pass."""
    strict = profile_of("default", {"frequent_rollovers": 2})
    assert outcomes(case(ROLLS, IN_EACH[:2]), "CONFLICT-FREQUENT", strict) == {"finding"}
