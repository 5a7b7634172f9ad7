"""The engine: every rule on every subject, findings and assessments that fit, whatever the order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.knowledge.tables import rows
from analyzer.model import Action
from analyzer.policy import PolicyError, assess, profile_names, profile_of
from analyzer.policy.registry import RULES
from tests.policy.cases import (
    KSK,
    ZSK,
    attempt,
    case,
    full_logs,
    quiet_fleet,
    roll,
    signed,
    waiting_ksk,
    zsk_rolls,
)
from tests.rollover.histories import at, event


def busy() -> list[object]:
    """Events of a zone with most that can go wrong."""
    return [
        *signed(),
        *waiting_ksk(20),
        event(Action.TRIGGERED, at(25), **ZSK),
        *zsk_rolls(2),
        event(Action.ZONE_RESIGNED, at(30), key_guid=None, actor="bob"),
    ]


TRIES = [attempt(at(day + 0.01 * n)) for day in (2, 9, 22, 30, 31, 32) for n in range(2)]


def test_the_registry_is_the_table() -> None:
    """Every rule of rules.csv has one class, in the same order, and no class is without a row."""
    assert [rule.id for rule in RULES] == [r["id"] for r in rows("rules")]


def test_every_subject_is_judged_once_by_each_rule() -> None:
    """No rule says two things of one subject."""
    assessments, _ = assess(case(busy(), TRIES))
    names = [(a.rule, a.subject) for a in assessments]
    assert len(names) == len(set(names))
    assert {a.rule for a in assessments} == {r.id for r in RULES} - {"WAIVER-EXPIRED"}
    assert all(a.reason for a in assessments)


def test_findings_and_assessments_tell_the_same() -> None:
    """Each assessment that is a finding has exactly one finding with its title as reason."""
    assessments, found = assess(case(busy(), TRIES))
    told = sorted((a.rule, a.reason) for a in assessments if a.outcome == "finding")
    assert told == sorted((f.rule, f.title) for f in found)
    assert len({f.id for f in found}) == len(found) > 5


def test_findings_can_be_followed_to_their_events() -> None:
    """Every finding about this case has evidence, numbers, a remedy and times in order."""
    one = case(busy(), TRIES)
    for finding in assess(one)[1]:
        assert finding.evidence, finding.title
        assert finding.numbers
        assert finding.remedy.text
        assert finding.first_seen <= finding.last_seen
        known = {r.id for r in one.rollovers} | {a.id for a in one.attempts} | {e.id for e in one.episodes}
        assert all("#" in ref or ref in known for ref in finding.evidence)


def test_fingerprints_hold_no_times() -> None:
    """The same faults a week later have the same fingerprints."""
    early = assess(case([*signed(), *waiting_ksk(1)], days=30))[1]
    late = assess(case([*signed(), *waiting_ksk(8)], days=30))[1]
    stuck = [{f.fingerprint for f in found if f.rule == "ROLL-STUCK"} for found in (early, late)]
    assert stuck[0] == stuck[1] != set()


@settings(max_examples=10, deadline=None)
@given(st.integers(min_value=0, max_value=1000))
def test_order_does_not_matter(seed: int) -> None:
    """Shuffled inputs are judged the same."""
    one = case(busy(), TRIES)
    rng = random.Random(seed)

    def mixed(values: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(rng.sample(values, len(values)))

    other = replace(
        one,
        attempts=mixed(one.attempts),
        episodes=mixed(one.episodes),
        rollovers=mixed(one.rollovers),
        coverage=mixed(one.coverage),
        settings=mixed(one.settings),
        events=mixed(one.events),
    )
    assert assess(one) == assess(other)


def test_an_irrelevant_zone_changes_nothing() -> None:
    """What is said of a zone does not depend on another one that is well."""
    quiet = [
        replace(e, zone="z.example", key_guid=e.key_guid and f"q{e.key_guid}") for e in roll(3, 7, **ZSK)
    ]
    alone, joined = assess(case(busy(), TRIES)), assess(case([*busy(), *quiet], TRIES))
    assert alone[1] == joined[1]
    assert set(alone[0]) <= set(joined[0])


@pytest.mark.parametrize("seed", range(50))
def test_a_quiet_fleet_is_told_of_no_conflict_and_no_rollover(seed: int) -> None:
    """Windows' defaults and nobody who meddles give no finding of these two families."""
    found = assess(quiet_fleet(seed))[1]
    assert [f.title for f in found if f.rule.startswith(("CONFLICT", "ROLL"))] == []


def test_nothing_is_passed_where_nothing_is_covered() -> None:
    """Without logs no rule says of any zone or key that all is well."""
    one = case([*waiting_ksk(), *zsk_rolls(2)], logs=[])
    told = [a for a in assess(one)[0] if a.outcome == "passed"]
    assert told == []


@pytest.mark.parametrize(
    ("name", "limits", "said"),
    [
        ("nobody", {}, "no profile 'nobody'"),
        ("default", {"frequent": 3}, "no parameter 'frequent'"),
        ("default", {"frequent_share": 2}, "is a share"),
        ("default", {"frequent_share": "half"}, "takes a number"),
        ("default", {"frequent_days": 0}, "at least 1"),
        ("default", {"frequent_days": True}, "takes a number"),
        ("default", {"key_storage_providers": "KSP"}, "list of names"),
    ],
)
def test_bad_configuration_is_refused(name: str, limits: dict[str, object], said: str) -> None:
    """An unknown profile or parameter, or a value that it cannot have, is named."""
    with pytest.raises(PolicyError, match=said):
        profile_of(name, limits)


def test_profiles_are_all_there() -> None:
    """Each has a title and an argument, and its parameters can be set anew."""
    assert profile_names() == ("default", "bind-stig", "nist", "rfc", "windows-limits", "windows-stig")
    assert all(profile_of(name).argued and profile_of(name).title for name in profile_names())
    assert profile_of("default", {"frequent_days": 14}).limits.frequent_days == 14


def test_logs_of_all_hosts_are_the_full_logs() -> None:
    """The builder's logs cover what the tests of `passed` rest on."""
    one = case(zsk_rolls(1), logs=full_logs(60))
    assert one.blind("a.example") == ()
    assert KSK["key_guid"] not in {r.key_guid for r in one.rollovers}
