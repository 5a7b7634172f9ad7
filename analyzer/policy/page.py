"""One page a rule, as `rollaudit explain RULE` and `docs/rules` show it."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.knowledge.explain import Page, Section, Step, page, section
from analyzer.policy.profile import Limits, profile_names, profile_of
from analyzer.policy.registry import RULES
from analyzer.policy.requirements import Requirement, requirements
from analyzer.policy.rule import Rule
from analyzer.policy.texts import remedy, texts

OUTCOMES = ("finding", "passed", "not applicable", "not assessed")


def rule_page(name: str) -> Page | None:
    """The page of a rule by its id in any case; None where there is none."""
    rule = next((r for r in RULES if r.id == name.strip().upper()), None)
    return _page(rule) if rule else None


def _page(rule: Rule) -> Page:
    words = texts()[rule.id]
    clauses = [r for r in requirements() if r.rule == rule.id]
    return page(
        f"{rule.id}: {rule.title}",
        f"A rule of this audit, severity {rule.severity}"
        + (", or as the clause says." if clauses else " unless said otherwise."),
        (
            section("Objective", [words["objective"]]),
            section("Inputs", words["inputs"]),
            section("Steps", words["steps"], numbered=True),
            section("Parameters", _parameters(words["steps"], words["outcomes"])),
            section(
                "Outcomes",
                (f"{name.capitalize()}: {words['outcomes'][name.replace(' ', '_')]}" for name in OUTCOMES),
            ),
            section("When normal Windows behaviour looks like it", [words["lookalike"]]),
            Section("What to do", tuple(_steps(rule))),
            section("Clauses", map(_clause, clauses)),
            section("Sources", words.get("sources", ())),
        ),
    )


def _parameters(steps: list[str], outcomes: dict[str, str]) -> Iterator[str]:
    """The parameters that a page names, with their values in the default profile."""
    said = " ".join((*steps, *outcomes.values()))
    limits = profile_of("default").limits
    for name in Limits.__dataclass_fields__:
        if f"`{name}`" in said:
            yield f"`{name}` is {getattr(limits, name)} by default."


def _steps(rule: Rule) -> Iterator[Step]:
    for which in ("remedy", "step", "operators"):
        if which in texts()[rule.id]:
            words = remedy(rule.id, which)
            yield Step(words.text, words.command, words.precondition)


def _clause(one: Requirement) -> str:
    profiles = [name for name in profile_names() if profile_of(name).asks(one.id, one.parameter)]
    whose = f" of {one.role}s" if one.role else ""
    used = f" In profile {', '.join(profiles)}." if profiles else " In no profile, here to compare."
    against = f" Contradicted by {one.against}." if one.against else ""
    mark = {
        "verified": "Verified",
        "secondary": "Secondary source",
        "unverified": "Citation not verified",
        "own": "A figure of this tool",
    }[one.mark]
    return (
        f"{one.id}: {one.parameter}{whose} {one.bound} ({one.requirement}). {one.source}"
        f"{f', {one.section}' if one.section else ''}. {mark}.{against}{used}"
    )
