"""Waivers: complete, for a time, and never silent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analyzer.policy import PolicyError, assess, waivers_of
from tests.policy.cases import case, waiting_ksk

GOOD: dict[str, Any] = {
    "rule": "ROLL-STUCK",
    "subject": "a.example",
    "owner": "DNS team",
    "reason": "the parent changes hands",
    "expiry": date(2025, 6, 30),
}


def test_a_waived_finding_is_told_as_waived() -> None:
    """It is no finding, and the assessment says who answers for it, until when and why."""
    one = case(waiting_ksk())
    assessments, found = assess(one, waivers=waivers_of([GOOD]))
    (told,) = [a for a in assessments if a.rule == "ROLL-STUCK"]
    assert told.outcome == "waived"
    assert told.reason.startswith("DNS team until 2025-06-30: the parent changes hands (KSK of a.example")
    assert "ROLL-STUCK" not in {f.rule for f in found}
    assert [a.outcome for a in assessments if a.rule == "WAIVER-EXPIRED"] == ["passed"]


@pytest.mark.parametrize("subject", ["a.example", "*.example", "a.example KSK k1", "a.example KSK *"])
def test_subjects_by_zone_or_whole_or_pattern(subject: str) -> None:
    """A zone covers all its keys."""
    assessments, _ = assess(case(waiting_ksk()), waivers=waivers_of([GOOD | {"subject": subject}]))
    assert [a.outcome for a in assessments if a.rule == "ROLL-STUCK"] == ["waived"]


@pytest.mark.parametrize(
    "other", [{"rule": "ROLL-FAILED"}, {"subject": "b.example"}, {"subject": "a.exampl"}]
)
def test_other_rules_and_subjects_are_not_covered(other: dict[str, Any]) -> None:
    """The finding stands."""
    _, found = assess(case(waiting_ksk()), waivers=waivers_of([GOOD | other]))
    assert "ROLL-STUCK" in {f.rule for f in found}


def test_an_expired_waiver_is_a_finding() -> None:
    """The day after its last day it covers nothing, and is told itself; on its last day it holds."""
    gone = waivers_of([GOOD | {"expiry": date(2025, 3, 1)}])  # the case ends on 2 March
    _, found = assess(case(waiting_ksk()), waivers=gone)
    assert {"ROLL-STUCK", "WAIVER-EXPIRED"} <= {f.rule for f in found}
    last_day = waivers_of([GOOD | {"expiry": date(2025, 3, 2)}])
    assert "ROLL-STUCK" not in {f.rule for f in assess(case(waiting_ksk()), waivers=last_day)[1]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expiry": None}, "lacks 'expiry'"),
        ({"owner": ""}, "lacks 'owner'"),
        ({"reason": None}, "lacks 'reason'"),
        ({"rule": "ROLL-STICK"}, "no rule 'ROLL-STICK'"),
        ({"expiry": "next year"}, "is no date"),
        ({"until": date(2025, 1, 1)}, "no 'until'"),
        ({"subject": 7}, "by text"),
    ],
)
def test_incomplete_waivers_are_refused(change: dict[str, Any], said: str) -> None:
    """The error names the waiver and what is wrong with it."""
    with pytest.raises(PolicyError, match=said):
        waivers_of([GOOD | change])


def test_expiry_may_be_written_as_text() -> None:
    """As JSON and environment have it."""
    assert waivers_of([GOOD | {"expiry": "2025-06-30"}]) == waivers_of([GOOD])
