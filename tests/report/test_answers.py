from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analyzer.report.answers import answers
from analyzer.report.report import Report


def test_the_demo_is_answered(demo: Report) -> None:
    """Each question has its answer, and the worst finding leads."""
    said = answers(demo)
    assert said.tone == "problem"
    assert said.problem == "4 findings: 1 high, 2 medium and 1 info. Of these, 3 new and 1 persisting."
    assert said.where == "Conflicts in contoso.example (11), woodgrove.example (6) and fabrikam.example (1)."
    assert said.sure == (
        "89 % of conflicts are explained by a rollover (17 of 19); 1 unexplained and 1 not known. "
        "Rollovers could be followed for 96 % of the period (2 hosts). "
        "Failed commands could be seen for 90 % of it (1 host). 2 rules could not be assessed."
    )
    assert said.action.startswith("Publish the DS of the new key")
    assert said.worst is demo.findings[0]


def test_clear_needs_coverage_of_both_kinds(build: Callable[..., Report], demo: Report) -> None:
    """No conflict is good news only where rollovers and failures could both be seen."""
    tones = {}
    for kind in ("state", "failures", "both"):
        coverage = [c for c in demo.coverage if kind in (c.observes, "both")]
        tones[kind] = answers(build(coverage=coverage)).tone
    assert tones == {"state": "unknown", "failures": "unknown", "both": "clear"}


def test_conflicts_without_a_finding_are_a_note(build: Callable[..., Report], demo: Report) -> None:
    """One conflict is no problem by itself, and is not called one."""
    said = answers(build(attempts=demo.attempts[:1], rollovers=demo.rollovers, coverage=demo.coverage))
    assert said.tone == "note"
    assert said.action.startswith("Nothing at once")


def test_a_note_on_the_data_is_no_problem(build: Callable[..., Report], demo: Report) -> None:
    """A finding that only informs does not sound the alarm."""
    said = answers(build(findings=[replace(demo.findings[-1], severity="info")], coverage=demo.coverage))
    assert (said.tone, said.verdict) == ("note", "No conflict was seen, but 1 finding needs a look")
