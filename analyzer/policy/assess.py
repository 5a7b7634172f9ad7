"""Every rule on every subject: assessments, and findings where there is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from analyzer.ids import make_id
from analyzer.model import Assessment, Finding, Severity
from analyzer.policy.case import Case
from analyzer.policy.expired import WaiverExpired
from analyzer.policy.profile import DEFAULT, Profile, profile_of
from analyzer.policy.registry import RULES
from analyzer.policy.rule import Fault, Rule, Ruling
from analyzer.policy.waivers import Waiver

GRAVEST_FIRST = {severity: -rank for rank, severity in enumerate(get_args(Severity))}


def assess(
    case: Case, profile: str | Profile = DEFAULT, waivers: Sequence[Waiver] = ()
) -> tuple[tuple[Assessment, ...], tuple[Finding, ...]]:
    """What all rules say, by rule and subject, and the findings, the gravest first.

    PolicyError where no profile has that name.
    """
    chosen = profile if isinstance(profile, Profile) else profile_of(profile)
    rules = (*RULES, WaiverExpired(waivers))
    rulings = [(rule, ruling) for rule in rules for ruling in rule.check(case, chosen)]
    assessments: list[Assessment] = []
    findings: list[Finding] = []
    for rule, ruling in rulings:
        waiver = _waiver(case, waivers, rule, ruling)
        if waiver:
            reason = f"{waiver.owner} until {waiver.expiry}: {waiver.reason} ({ruling.reason})"
            assessments.append(Assessment(rule.id, ruling.subject, "waived", reason))
            continue
        assessments.append(Assessment(rule.id, ruling.subject, ruling.outcome, ruling.reason))
        if ruling.fault:
            findings.append(_finding(rule, ruling.subject, ruling.fault))
    return (
        tuple(sorted(assessments, key=lambda a: (a.rule, a.subject, a.outcome, a.reason))),
        tuple(sorted(findings, key=lambda f: (GRAVEST_FIRST[f.severity], f.rule, f.zone or "", f.id))),
    )


def _waiver(case: Case, waivers: Iterable[Waiver], rule: Rule, ruling: Ruling) -> Waiver | None:
    """The waiver that holds for a finding, the one that holds longest."""
    if ruling.fault is None:
        return None
    fit = [w for w in waivers if w.covers(rule.id, ruling.subject) and w.holds(case.as_of)]
    return max(fit, key=lambda w: (w.expiry, w.owner, w.reason), default=None)


def _finding(rule: Rule, subject: str, fault: Fault) -> Finding:
    who = (rule.id, fault.zone, fault.key_role, fault.server, fault.cause)
    return Finding(
        id=make_id("F", rule.id, subject, fault.cause),
        fingerprint=make_id("P", *who),
        rule=rule.id,
        subject=subject,
        severity=fault.severity or rule.severity,
        confidence=fault.confidence,
        zone=fault.zone,
        key_guid=fault.key_guid,
        key_role=fault.key_role,
        server=fault.server,
        title=fault.title,
        explanation=fault.explanation,
        numbers=fault.numbers,
        evidence=fault.evidence,
        remedy=fault.remedy,
        references=fault.references,
        first_seen=fault.first_seen,
        last_seen=fault.last_seen,
    )
