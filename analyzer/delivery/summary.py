"""A week in short, as it is kept to compare other weeks with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from analyzer.model import Severity
from analyzer.pipeline import Judged
from analyzer.report import Report

NUMBERS = (
    *("conflicts", "episodes", "explained", "unexplained", "unknown", "rollovers", "rollovers_open"),
    *("rollovers_stuck", "rollovers_watched", "rollovers_hit", "rolling_h", "state_share", "failures_share"),
)
"""The numbers of a report's headline that are kept."""


Problem = tuple[str, str]
"""What a finding is known by in other weeks: its rule and subject, whatever its title counts."""

_ROLE = re.compile(r" (?:KSK|ZSK) (?=[0-9a-f]{8}-)")


def problem_of(rule: str, subject: str) -> Problem:
    """The problem of a rule and subject; a key's role is left out, for it may become known only later."""
    return rule, _ROLE.sub(" key ", subject)


@dataclass(frozen=True, slots=True)
class Noted:
    """One finding of a week."""

    fingerprint: str
    rule: str
    subject: str
    severity: Severity
    zone: str | None
    title: str


@dataclass(frozen=True)  # no slots: answers are kept beside the fields
class Summary:
    """What was found in one week, what could not be judged (rule and subject), and the headline."""

    findings: tuple[Noted, ...]
    unjudged: frozenset[tuple[str, str]]
    numbers: Mapping[str, float | None]

    @property
    def worst(self) -> Severity | None:
        """The gravest severity among the findings."""
        order = get_args(Severity)
        return max((f.severity for f in self.findings), key=order.index, default=None)

    @cached_property
    def problems(self) -> dict[Problem, Noted]:
        """The findings by what they are known by."""
        return {problem_of(f.rule, f.subject): f for f in self.findings}

    def leaves_open(self, one: Problem) -> bool:
        """Whether the week could not judge a problem, or not the zone or host that it belongs to."""
        rule, subject = one
        words = subject.split(" ")
        owners = (" ".join(words[:number]) for number in range(1, len(words) + 1))
        return one not in self.problems and any((rule, owner) in self._open for owner in owners)

    @cached_property
    def _open(self) -> frozenset[Problem]:
        return frozenset(problem_of(*pair) for pair in self.unjudged)

    def as_body(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "findings": [[getattr(f, name) for name in Noted.__slots__] for f in self.findings],
            "unjudged": sorted(map(list, self.unjudged)),
            "numbers": dict(self.numbers),
        }

    @classmethod
    def of_body(cls, body: Mapping[str, Any]) -> Summary:
        """The summary that was kept so."""
        return cls(
            tuple(Noted(*row) for row in body["findings"]),
            frozenset((rule, subject) for rule, subject in body["unjudged"]),
            body["numbers"],
        )


def summary_of(report: Report | Judged) -> Summary:
    """A week's report in short, or what it would have been."""
    noted = [Noted(f.fingerprint, f.rule, f.subject, f.severity, f.zone, f.title) for f in report.findings]
    headline = report.headline
    return Summary(
        tuple(sorted(noted, key=lambda f: (f.rule, f.subject, f.fingerprint))),
        frozenset((a.rule, a.subject) for a in report.assessments if a.outcome == "not assessed"),
        {name: getattr(headline, name) for name in NUMBERS},
    )
