"""`report.sarif`: findings for what shows results of static analysis (SARIF 2.1.0).

A finding is a result of kind `fail`; what could not be judged is one of kind `open`,
which SARIF has for it, so that nothing unjudged looks passed.  Passed rules are left
out: `audit.json` has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analyzer.model import Finding, Severity
from analyzer.policy.rule import titles
from analyzer.report.drawings import Drawings
from analyzer.report.json_text import dumps
from analyzer.report.report import Report
from analyzer.report.templating import LONGEST, SENTENCES
from analyzer.safe_text import visible
from analyzer.words import sentence

NAME = "report.sarif"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS: dict[Severity, str] = {
    "critical": "error",
    "high": "error",
    "medium": "warning",
    "low": "note",
    "info": "note",
}
BASELINE = {"new": "new", "persisting": "unchanged", "regressed": "new", "resolved": "absent"}
"""SARIF's words for the states of findings; it has none for what came back."""
PLACES = 50
"""Pieces of evidence that one result names; `audit.json` has all."""
_LINE = re.compile(r"line:(\d+)")


def write(report: Report, directory: Path, drawings: Drawings) -> None:  # noqa: ARG001 (every writer's signature)
    """Write `report.sarif` into the directory."""
    (directory / NAME).write_bytes(dumps(document(report)).encode("utf-8"))


def document(report: Report) -> dict[str, Any]:
    """The report as a SARIF log of one run."""
    open_ = [a for a in report.assessments if a.outcome == "not assessed"]
    rules = sorted({f.rule for f in report.findings} | {a.rule for a in open_})
    places = {rule: number for number, rule in enumerate(rules)}
    compared = any(f.state != "new" for f in report.findings)
    results = [_fail(report, f, places[f.rule], compared) for f in report.findings]
    results += [
        {
            "ruleId": a.rule,
            "ruleIndex": places[a.rule],
            "kind": "open",
            "level": "none",
            "message": {"text": _shown(f"{a.subject}: not assessed, {a.reason}")},
        }
        for a in open_
    ]
    run = {
        "tool": {"driver": _driver(report, rules)},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _losses(report)}],
        "artifacts": [
            {
                "location": {"uri": _uri(i.path)},
                "length": i.bytes,
                "hashes": {"sha-256": i.sha256},
            }
            for i in report.inputs
        ],
        "columnKind": "utf16CodeUnits",
        "results": results,
        "properties": {"profile": report.run.profile, "simulated": report.run.simulated},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(report: Report, rules: Iterable[str]) -> dict[str, Any]:
    known = titles()
    name, _, version = report.generator.partition(" ")
    return {
        "name": name,
        "version": version,
        "rules": [
            {"id": rule, "shortDescription": {"text": sentence(known.get(rule, rule))}} for rule in rules
        ],
    }


def _fail(report: Report, finding: Finding, rule: int, compared: bool) -> dict[str, Any]:
    made_up = ("Simulated logs.",) if report.run.simulated else ()
    said = (*made_up, sentence(finding.title), finding.explanation, f"To do: {finding.remedy.text}")
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "message": {"text": " ".join(_shown(part) for part in said)},
        "locations": _locations(finding, report.recovered),
        "partialFingerprints": {"rollaudit/v1": finding.fingerprint},
        "properties": {
            "id": finding.id,
            "severity": finding.severity,
            "confidence": finding.confidence,
            "numbers": {_shown(k): _number(v) for k, v in sorted(finding.numbers.items())},
        },
    }
    if compared and finding.state in BASELINE:
        result["baselineState"] = BASELINE[finding.state]
    return result


def _locations(finding: Finding, recovered: frozenset[str]) -> list[dict[str, Any]]:
    names = [(finding.zone, "namespace"), (finding.server, "resource")]
    logical = [{"fullyQualifiedName": _shown(name), "kind": kind} for name, kind in names if name]
    named = {"logicalLocations": logical} if logical else {}
    physical = [
        {"physicalLocation": _physical(place, place in recovered)} for place in finding.evidence[:PLACES]
    ]
    if not physical:
        return [named] if named else []
    return [physical[0] | named, *physical[1:]]


def _physical(place: str, recovered: bool) -> dict[str, Any]:
    path, _, position = place.rpartition("#")
    found: dict[str, Any] = {"artifactLocation": {"uri": _uri(path or place)}}
    if line := _LINE.fullmatch(position):
        found["region"] = {"startLine": max(int(line[1]), 1)}
    elif path:
        found["properties"] = {"position": _shown(position)}
    if recovered:
        found["properties"] = found.get("properties", {}) | {"recovered": True}
    return found


def _losses(report: Report) -> list[dict[str, Any]]:
    return [
        {
            "level": "warning",
            "message": {"text": _shown(f"{loss.kind}: {loss.reason}")},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(loss.path)}}}],
        }
        for loss in report.losses
    ]


def _uri(path: str) -> str:
    return quote(visible(path, LONGEST), safe="/")


def _shown(text: str) -> str:
    return visible(text, SENTENCES)


def _number(value: float | int | str) -> float | int | str:
    return _shown(value) if isinstance(value, str) else value
