"""The pages of the rules: complete, true to the code, and the documents written from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analyzer.knowledge.explain import Page
from analyzer.policy import rule_page
from analyzer.policy.markdown import documents
from analyzer.policy.profile import Limits
from analyzer.policy.registry import RULES
from analyzer.policy.texts import PLACEHOLDERS, remedy, texts

DOCS = Path(__file__).parents[2] / "docs" / "rules"
IDS = [rule.id for rule in RULES]
READING = re.compile(r"^(Get-|Test-|Show-|Resolve-|w32tm |wevtutil gl |rollaudit )")


def page_of(rule: str) -> Page:
    """The page of a rule, which must be there."""
    page = rule_page(rule)
    assert page is not None
    return page


@pytest.mark.parametrize("rule", IDS)
def test_every_rule_has_a_whole_page(rule: str) -> None:
    """Objective, inputs, steps, outcomes, look-alikes, remedy and sources or clauses."""
    headings = [s.heading for s in page_of(rule).sections]
    for heading in ("Objective", "Inputs", "Steps", "Outcomes", "What to do"):
        assert heading in headings
    assert "When normal Windows behaviour looks like it" in headings
    assert "Sources" in headings or "Clauses" in headings


def test_no_page_without_a_rule() -> None:
    """The texts are those of the registry."""
    assert sorted(texts()) == sorted(IDS)


def test_pages_are_found_in_any_case() -> None:
    """`rollaudit explain roll-stuck` works too."""
    assert rule_page(" roll-stuck ") == page_of("ROLL-STUCK")
    assert rule_page("ROLL-NOTHING") is None


@pytest.mark.parametrize("rule", IDS)
def test_parameters_on_a_page_exist(rule: str) -> None:
    """A name in backticks with an underscore is a parameter of the profiles."""
    said = " ".join((*texts()[rule]["steps"], *texts()[rule]["outcomes"].values()))
    assert set(re.findall(r"`(\w+_\w+)`", said)) <= set(Limits.__dataclass_fields__)


def test_every_parameter_is_argued_on_a_page() -> None:
    """None decides anything in silence."""
    said = " ".join(step.text for rule in IDS for s in page_of(rule).sections for step in s.items)
    assert [name for name in Limits.__dataclass_fields__ if f"`{name}`" not in said] == []


@pytest.mark.parametrize("rule", IDS)
def test_commands_that_change_something_have_a_precondition(rule: str) -> None:
    """Nothing destructive without what must hold before."""
    for which in ("remedy", "step", "operators"):
        if which in texts()[rule]:
            words = remedy(rule, which)
            assert words.command is None or READING.match(words.command) or words.precondition


def test_names_from_logs_are_quoted_in_commands() -> None:
    """A zone's name cannot end the command and begin another."""
    told = remedy("ROLL-MISSED", zone="a;calc", key="k1", server="ns1")
    assert "-ZoneName 'a;calc' -KeyId k1 -ComputerName ns1" in (told.command or "")
    unknown = remedy("ROLL-MISSED", zone="a.example", key="k1", server=None)
    assert (unknown.command or "").endswith(PLACEHOLDERS["server"])


def test_documents_are_current() -> None:
    """`python -m analyzer.policy docs/rules` has been run since the last change."""
    assert {p.name: p.read_text(encoding="utf-8") for p in DOCS.glob("*.md")} == documents()
