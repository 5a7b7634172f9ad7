"""Why an episode happened: each rule with its facts met and missing."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from analyzer.conflicts.causes import UNKNOWN, Need, explain, rules
from analyzer.conflicts.episodes import GAP, group
from analyzer.conflicts.facts import Nearby, facts
from analyzer.model import Attempt, Episode, Rollover
from tests.conflicts.makers import SET, at, attempt, rollover

AUTOMATIC = rollover(at(-5), at(50), id="R-1")
BY_HAND = rollover(at(-5), at(50), id="R-1", trigger="manual")
KSK = rollover(at(-5), None, id="R-1", key_role="KSK", trigger="unknown")
NAMES = {
    *("retry-loop", "scheduled-task", "manual-during-automatic", "bulk-trigger", "wrong-server"),
    *("parameter-change-during-wait", "ds-wait", "two-administrators"),
}


def met(**values: Any) -> Attempt:
    """A conflict at 0 that met the rollover `R-1`."""
    time = values.pop("time", at(0))
    return attempt(time, **({"relation": "inside", "rollover_id": "R-1"} | values))


def episode(*attempts: Attempt, rolls: tuple[Rollover, ...] = (AUTOMATIC,)) -> Episode:
    """The only episode of these attempts."""
    (one,), _ = group(attempts, rollovers=rolls)
    return one


def test_the_rules_are_the_contracts_causes() -> None:
    """Every cause of the contract but `unknown` has a rule, and no other has."""
    assert {rule.name for rule in rules()} == NAMES
    assert UNKNOWN not in NAMES


def test_the_rules_name_known_facts_in_known_types() -> None:
    """Each need asks for a fact there is, and its words can be filled from the facts."""
    known = facts([met()], Nearby([met()], [AUTOMATIC]), GAP)
    types = {"fact": str, "met": str, "unmet": str, "unknown": (str, type(None))}
    types |= {"equal": (bool, type(None)), "at_least": (int, type(None)), "at_most": (int, type(None))}
    for need in (need for rule in rules() for need in rule.needs):
        assert need.fact in known
        assert need.met.format_map(known)
        assert all(isinstance(getattr(need, f.name), types[f.name]) for f in fields(Need))
        assert sum(c is not None for c in (need.equal, need.at_least, need.at_most)) == 1


def test_a_retry_loop_is_told_by_its_pace() -> None:
    """Three tries minutes apart are a loop; two, or three with long pauses, are not."""
    loop = [met(time=at(0, 300 * n)) for n in range(3)]
    found = episode(*loop)
    assert (found.cause, found.cause_facts) == (
        "retry-loop",
        ("3 conflicts in a row", "a median of 300 s between them"),
    )
    assert episode(*loop[:2]).cause != "retry-loop"
    slow = episode(*(met(time=at(0, 1500 * n), operation=None) for n in range(3)))
    assert slow.cause == UNKNOWN
    assert "no median of at most 600 s between conflicts" in slow.missing_facts


def test_a_task_is_told_by_its_name() -> None:
    """A conflict that a scheduled task made has that cause; without its name the fact is missing."""
    assert episode(met(process="task \\Roll")).cause == "scheduled-task"
    assert "no scheduled task is known to have run it" in episode(met(operation=None)).missing_facts


def test_a_trigger_during_an_automatic_roll() -> None:
    """A rollover triggered while the key rolls by itself; where the trigger is not known, that is said."""
    assert episode(met()).cause == "manual-during-automatic"
    unsure = episode(met(), rolls=(rollover(at(-5), at(50), id="R-1", trigger="unknown"),))
    assert (unsure.cause, unsure.cause_facts) == (UNKNOWN, ())
    assert "what triggered the rollover in the way is not known" in unsure.missing_facts


def test_a_pipe_through_all_keys() -> None:
    """Several keys triggered within seconds by one account; a minute apart they are not one pipe."""
    assert episode(met(), met(time=at(0, 2), key_guid="k2", outcome="succeeded")).cause == "bulk-trigger"
    assert episode(met(), met(time=at(0, 60), key_guid="k2", outcome="succeeded")).cause != "bulk-trigger"
    other = met(time=at(0, 2), key_guid="k2", outcome="succeeded", actor="CONTOSO\\b")
    assert episode(met(), other).cause != "bulk-trigger"


def test_a_try_at_the_wrong_server_as_well() -> None:
    """A 9101 on the same zone near the conflict comes before any other cause; a day apart it is nothing."""
    loop = [met(time=at(0, 60 * n)) for n in range(4)]
    assert episode(*loop, attempt(at(0.1), 9101, server="ns2")).cause == "wrong-server"
    assert episode(*loop, attempt(at(24), 9101, server="ns2")).cause == "retry-loop"
    elsewhere = attempt(at(0.1), 9101, server="ns2", host="ops2")
    assert episode(*loop, elsewhere).cause == "retry-loop", "somebody else's slip"


def test_a_wait_for_the_ds() -> None:
    """While a KSK waits for its DS, a change of parameters is its own cause, anything else is the wait."""
    wait = "KskWaitingForDSUpdate"
    assert episode(met(stage=wait, operation=SET), rolls=(KSK,)).cause == "parameter-change-during-wait"
    assert episode(met(stage=wait), rolls=(KSK,)).cause == "ds-wait"
    blind = episode(met(operation=SET), rolls=(KSK,))
    assert blind.cause == UNKNOWN
    assert "the stage of the rollover is not known" in blind.missing_facts


def test_who_acts_comes_before_the_wait_that_is_met() -> None:
    """A task and a pipe of all keys would meet other rollovers as well: the wait is only where they did."""
    wait = {"stage": "KskWaitingForDSUpdate"}
    task = met(**wait, operation=SET, process="task \\Enforce")
    assert episode(task, rolls=(KSK,)).cause == "scheduled-task"
    second = met(**wait, time=at(0, 1), key_guid="k2", outcome="succeeded")
    assert episode(met(**wait), second, rolls=(KSK,)).cause == "bulk-trigger"


def test_a_zsk_never_waits_for_a_ds() -> None:
    """A ZSK's roll without any stage still is known not to wait for a DS."""
    one = met(operation=SET)
    assert facts([one], Nearby([one], [AUTOMATIC]), GAP)["waits_for_ds"] is False


def test_two_administrators_on_one_roll() -> None:
    """The one who triggered it by hand and another who met it are two; one account by name and SID is one."""
    first = attempt(at(-5), outcome="succeeded", actor="CONTOSO\\a")
    assert episode(first, met(actor="CONTOSO\\b"), rolls=(BY_HAND,)).cause == "two-administrators"
    same = attempt(at(-5), outcome="succeeded", actor="S-1-5-21-7")
    assert episode(same, met(actor="CONTOSO\\b"), rolls=(BY_HAND,)).cause == UNKNOWN
    nobody = facts([met(actor=None)], Nearby([], []), GAP)
    assert nobody["people"] is None


def test_who_triggered_a_roll_that_must_be_over_is_not_in_the_way() -> None:
    """Where the end of a triggered roll was not logged, it is over once it has lasted too long."""
    first = attempt(at(-5), outcome="succeeded", actor="CONTOSO\\a")
    lost = {"id": "R-1", "trigger": "manual", "outcome": "unknown"}
    short = rollover(at(-5), None, **lost, expected_max_s=3600.0)
    long = rollover(at(-5), None, **lost, expected_max_s=36000.0)
    second = met(actor="CONTOSO\\b")
    assert episode(first, second, rolls=(short,)).cause == UNKNOWN
    assert episode(first, second, rolls=(long,)).cause == "two-administrators"


def test_nothing_known_is_unknown_with_all_that_was_missing() -> None:
    """A lone conflict of which nothing more is known has no cause, and the report can say why."""
    found = episode(attempt(at(0), operation=None, actor=None), rolls=())
    assert found.cause == UNKNOWN
    assert len(found.missing_facts) >= len(NAMES)
    assert len(set(found.missing_facts)) == len(found.missing_facts)


@pytest.mark.parametrize("fact", ["wrong_server", "by_task", "changes_parameters"])
def test_a_fact_that_is_not_known_meets_no_need(fact: str) -> None:
    """None is neither yes nor no: no cause fires on it."""
    known = dict(facts([met(operation=None)], Nearby([], []), GAP))
    assert explain(known | {fact: None}).name == UNKNOWN


def test_the_window_around_an_episode_is_its_gap() -> None:
    """What lies farther away than the gap is not of the episode's surroundings."""
    one, far = met(), attempt(at(0) + GAP + timedelta(seconds=1), 9101)
    assert facts([one], Nearby([one, far], []), GAP)["wrong_server"] is False
