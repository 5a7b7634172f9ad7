"""A STIG checklist of the user's own (CKLB, of STIG Viewer 3) filled with what the audit found.

Only rules that a clause of the profile stands for are touched, and only while nobody
else has reviewed them; whatever else the file holds stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzer.model import Assessment, Finding
from analyzer.policy.profile import profile_of
from analyzer.policy.requirements import Requirement, requirements
from analyzer.report.json_text import dumps
from analyzer.report.report import Report
from analyzer.report.templating import LONGEST
from analyzer.safe_text import visible
from analyzer.words import sentence

NAME = "checklist.cklb"
OURS = "rollaudit"
"""How a comment of ours begins, by which it is known again."""
REASONS = 20
_GROUP = re.compile(r"\bV-\d+")


class ChecklistError(Exception):
    """The file is no checklist; the text says so."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checklist's rule gets: its status, and the details behind it."""

    status: str
    details: tuple[str, ...]


def read(path: Path) -> dict[str, Any]:
    """The checklist in a file; ChecklistError where it is none."""
    try:
        found = json.loads(path.read_bytes())
        stigs = found["stigs"]
        rules = [rule for stig in stigs for rule in stig["rules"]]
    except (OSError, ValueError, TypeError, KeyError):
        rules = None
    if not rules or not all(isinstance(rule, dict) for rule in rules):
        raise ChecklistError(f"{path} is no CKLB checklist; save one with STIG Viewer 3.")
    return found  # type: ignore[no-any-return]  # a mapping, as its keys were read


def write(report: Report, directory: Path, checklist: dict[str, Any]) -> int:
    """Write the filled checklist into the directory; the answer is how many rules were filled."""
    filled, number = fill(report, checklist)
    (directory / NAME).write_bytes(dumps(filled).encode("utf-8"))
    return number


def fill(report: Report, checklist: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A copy of the checklist with verdicts, and how many rules got one."""
    filled: dict[str, Any] = json.loads(json.dumps(checklist))
    verdicts = dict(_verdicts(report))
    number = 0
    for rule in (rule for stig in filled["stigs"] for rule in stig["rules"]):
        verdict = verdicts.get(rule.get("rule_version")) or verdicts.get(rule.get("group_id"))
        if verdict is None or not _is_ours(rule):
            continue
        made_up = "; simulated logs" if report.run.simulated else ""
        rule["status"] = verdict.status
        rule["finding_details"] = "\n".join(verdict.details)
        rule["comments"] = visible(
            f"{OURS}: by profile {report.run.profile}, as of {report.as_of:%Y-%m-%d %H:%M} UTC, "
            f"from logs only{made_up}"
        )
        number += 1
    return filled, number


def _is_ours(rule: dict[str, Any]) -> bool:
    """Whether nobody has reviewed a rule but, in an earlier run, ourselves."""
    untouched = rule.get("status", "not_reviewed") == "not_reviewed" and not rule.get("comments")
    return untouched or str(rule.get("comments")).startswith(f"{OURS}:")


def _verdicts(report: Report) -> Iterator[tuple[str, Verdict]]:
    """For each id by which a checklist may name a clause of the profile, what became of it."""
    in_force = profile_of(report.run.profile).requirements
    clauses: dict[str, list[Requirement]] = {}
    for clause in requirements():
        if clause.id in in_force and "STIG" in clause.source:
            clauses.setdefault(clause.id, []).append(clause)
    for name, own in sorted(clauses.items()):
        verdict = _verdict(report, name, {clause.rule for clause in own})
        groups = {group for clause in own for group in _GROUP.findall(clause.section)}
        for known in (name, *sorted(groups)):
            yield known, verdict


def _verdict(report: Report, clause: str, rules: set[str]) -> Verdict:
    broken = [f for f in report.findings if f.rule in rules and _breaks(f, clause)]
    if broken:
        return Verdict("open", _told([f"{f.title} ({f.id})" for f in broken]))
    judged = [a for a in report.assessments if a.rule in rules]
    kept = [a for a in judged if f"meets {clause}" in a.reason]
    undecided = [a for a in judged if a not in kept and a.outcome in ("not assessed", "waived", "finding")]
    if undecided or not judged:
        return Verdict("not_reviewed", _told(_reasons(undecided)) or ("Nothing in the logs tells of it.",))
    if kept:
        return Verdict("not_a_finding", _told(_reasons(kept)))
    return Verdict("not_applicable", _told(_reasons(judged)))


def _breaks(finding: Finding, clause: str) -> bool:
    return any(name.endswith(f" by {clause}") for name in finding.numbers)


def _reasons(assessments: list[Assessment]) -> list[str]:
    return [f"{a.subject}: {a.outcome}, {a.reason}" for a in assessments]


def _told(lines: list[str]) -> tuple[str, ...]:
    shown = [sentence(visible(line, 2 * LONGEST)) for line in lines[:REASONS]]
    rest = len(lines) - REASONS
    return (*shown, *((f"And {rest:,} more.",) if rest > 0 else ()))
