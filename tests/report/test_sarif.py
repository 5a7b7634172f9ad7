from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from analyzer.report import sarif
from analyzer.report.json_text import dumps
from analyzer.report.report import Report
from analyzer.safe_text import UNSAFE


@pytest.fixture(scope="module")
def schema(npm: Path) -> Any:
    """The schema of SARIF 2.1.0, as OASIS published it and a package of Microsoft's ships it."""
    path = npm / "@microsoft" / "jest-sarif" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
    return json.loads(path.read_text(encoding="utf-8"))


def run_of(report: Report) -> dict[str, Any]:
    """The one run of a log, as read back from its text."""
    runs = json.loads(dumps(sarif.document(report)))["runs"]
    assert len(runs) == 1
    return runs[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", ["demo", "hostile", "empty"])
def test_the_log_obeys_the_schema(
    name: str, schema: Any, request: pytest.FixtureRequest, build: Callable[..., Report]
) -> None:
    """A report of real shape, a hostile one and an empty one are valid SARIF."""
    report = build() if name == "empty" else request.getfixturevalue(name)
    log = json.loads(dumps(sarif.document(report)))
    assert [e.message for e in Draft7Validator(schema).iter_errors(log)] == []


def test_the_schema_would_refuse_a_wrong_log(demo: Report, schema: Any) -> None:
    """The check is one: a level that SARIF does not know is an error."""
    log = json.loads(dumps(sarif.document(demo)))
    log["runs"][0]["results"][0]["level"] = "high"
    assert not Draft7Validator(schema).is_valid(log)


def test_findings_fail_and_the_unjudged_stay_open(demo: Report) -> None:
    """Each finding is a failing result with its fingerprint; what was not assessed is open."""
    results = run_of(demo)["results"]
    failed = [r for r in results if r["kind"] == "fail"]
    assert [r["partialFingerprints"]["rollaudit/v1"] for r in failed] == [
        f.fingerprint for f in demo.findings
    ]
    assert [r["level"] for r in failed] == ["error", "warning", "warning", "note"]
    unjudged = [a for a in demo.assessments if a.outcome == "not assessed"]
    assert [(r["ruleId"], r["level"]) for r in results if r["kind"] == "open"] == [
        (a.rule, "none") for a in unjudged
    ]
    assert len(results) == len(failed) + len(unjudged)


def test_results_point_at_their_rules(demo: Report) -> None:
    """The index of a result's rule leads to the rule of its id."""
    run = run_of(demo)
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_evidence_and_inputs_are_named(demo: Report) -> None:
    """The first piece of evidence is a place in a file, and inputs bear their hashes."""
    run = run_of(demo)
    place = run["results"][0]["locations"][0]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "ns2/dns-audit.evtx"
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "woodgrove.example"
    assert [a["hashes"]["sha-256"] for a in run["artifacts"]] == [i.sha256 for i in demo.inputs]


def test_states_are_told_only_after_a_comparison(demo: Report, build: Callable[..., Report]) -> None:
    """A finding is called new only where something was compared with an earlier report."""
    assert [r.get("baselineState") for r in run_of(demo)["results"][:3]] == ["new", "new", "unchanged"]
    alone = build(findings=[f for f in demo.findings if f.state == "new"])
    assert all("baselineState" not in r for r in run_of(alone)["results"])


def test_a_line_of_a_text_log_is_a_region(build: Callable[..., Report], demo: Report) -> None:
    """Evidence in a text file leads to its line."""
    finding = demo.findings[1]
    values = {name: getattr(finding, name) for name in finding.__dataclass_fields__}
    report = build(findings=[type(finding)(**(values | {"evidence": ("ops1/console log.txt#line:17",)}))])
    place = run_of(report)["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "ops1/console%20log.txt"}, "region": {"startLine": 17}}


def test_hostile_text_is_only_text(hostile: Report) -> None:
    """No character hides or steers."""
    assert not UNSAFE.search(dumps(sarif.document(hostile)).replace("\n", ""))
