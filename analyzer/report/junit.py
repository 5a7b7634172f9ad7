"""`report.junit.xml`: rules as test suites and their subjects as test cases, for build servers.

A finding is a failure; what is waived, not applicable or not assessed is skipped, and the
message says which of them, so that nothing unjudged counts as passed.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import groupby
from pathlib import Path

from analyzer.model import Assessment, Finding
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report
from analyzer.report.templating import SENTENCES
from analyzer.safe_text import visible

NAME = "report.junit.xml"


def write(report: Report, directory: Path, drawings: Drawings) -> None:  # noqa: ARG001 (every writer's signature)
    """Write `report.junit.xml` into the directory."""
    (directory / NAME).write_bytes(render(report))


def render(report: Report) -> bytes:
    """The report as XML in the form that Ant's JUnit task began and Jenkins reads."""
    suites = ET.Element("testsuites", {"name": "rollaudit", **_counts(report.assessments)})
    findings = {(f.rule, f.title): f for f in report.findings}
    for rule, group in groupby(report.assessments, lambda a: a.rule):
        own = list(group)
        suite = ET.SubElement(suites, "testsuite", {"name": _shown(rule), **_counts(own)})
        properties = ET.SubElement(suite, "properties")
        for name, value in (
            ("profile", report.run.profile),
            ("simulated", str(report.run.simulated).lower()),
        ):
            ET.SubElement(properties, "property", name=name, value=_shown(value))
        for assessment in own:
            _case(suite, assessment, findings.get((assessment.rule, assessment.reason)))
    ET.indent(suites, " ")
    text: bytes = ET.tostring(suites, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _counts(assessments: tuple[Assessment, ...] | list[Assessment]) -> dict[str, str]:
    outcomes = [a.outcome for a in assessments]
    failures, passed = outcomes.count("finding"), outcomes.count("passed")
    return {
        "tests": str(len(outcomes)),
        "failures": str(failures),
        "errors": "0",
        "skipped": str(len(outcomes) - failures - passed),
    }


def _case(suite: ET.Element, assessment: Assessment, finding: Finding | None) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=_shown(assessment.rule), name=_shown(assessment.subject)
    )
    match assessment.outcome:
        case "passed":
            pass
        case "finding":
            severity = finding.severity if finding else "finding"
            failure = ET.SubElement(case, "failure", message=_shown(assessment.reason), type=severity)
            if finding:
                failure.text = _shown(f"{finding.explanation} To do: {finding.remedy.text} ({finding.id})")
        case other:
            ET.SubElement(case, "skipped", message=_shown(f"{other}: {assessment.reason}"))


def _shown(text: str) -> str:
    return visible(text, SENTENCES)
