"""A week in short, as it is kept to compare other weeks with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from analyzer.model import Finding, Severity
from analyzer.pipeline import Judged
from analyzer.report import Report

NUMBERS = (
    *("conflicts", "episodes", "explained", "unexplained", "unknown", "rollovers", "rollovers_open"),
    *("rollovers_stuck", "rollovers_watched", "rollovers_hit", "rolling_h", "state_share", "failures_share"),
)
"""The numbers of a report's headline that are kept."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One finding of a week: by its fingerprint it is the same in other weeks."""

    fingerprint: str
    rule: str
    subject: str
    severity: Severity
    zone: str | None
    title: str


@dataclass(frozen=True, slots=True)
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

    def noted(self, fingerprint: str) -> Noted | None:
        """The finding with that fingerprint, if there was one."""
        return next((f for f in self.findings if f.fingerprint == fingerprint), None)

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
    subjects = {(a.rule, a.reason): a.subject for a in report.assessments if a.outcome == "finding"}

    def noted(one: Finding) -> Noted:
        subject = subjects.get((one.rule, one.title), one.zone or "")
        return Noted(one.fingerprint, one.rule, subject, one.severity, one.zone, one.title)

    headline = report.headline
    unique = {f.fingerprint: noted(f) for f in reversed(report.findings)}
    return Summary(
        tuple(sorted(unique.values(), key=lambda f: (f.rule, f.subject, f.fingerprint))),
        frozenset((a.rule, a.subject) for a in report.assessments if a.outcome == "not assessed"),
        {name: getattr(headline, name) for name in NUMBERS},
    )
