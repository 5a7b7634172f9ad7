from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analyzer.model import Assessment
from analyzer.report import checklist
from analyzer.report.checklist import ChecklistError
from analyzer.report.report import Report
from tests.report.makers import finding

RULE = "KEY-SIGNATURE-VALIDITY"
VERSION, GROUP = "WDNS-22-000014", "V-259345"


def stig(*rules: dict[str, Any]) -> dict[str, Any]:
    """A checklist as STIG Viewer 3 saves it, with these rules and things that are not ours."""
    return {
        "title": "ours",
        "cklb_version": "1.0",
        "target_data": {"host_name": "NS1"},
        "stigs": [{"stig_name": "Microsoft Windows Server DNS", "rules": list(rules)}],
    }


def rule(version: str = VERSION, **fields: Any) -> dict[str, Any]:
    """A rule nobody has reviewed."""
    defaults = {"group_id": GROUP, "status": "not_reviewed", "finding_details": "", "comments": ""}
    return {"rule_version": version} | defaults | fields


def judged(build: Callable[..., Report], outcome: str, reason: str, **lists: Any) -> Report:
    """A report by the profile of that STIG, with one assessment of the rule."""
    report = build(assessments=[Assessment(RULE, "contoso.example", outcome, reason)], **lists)  # type: ignore[arg-type]
    return replace(report, run=replace(report.run, profile="windows-stig"))


def filled(report: Report, *rules: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """The rules after filling, and how many were filled."""
    found, number = checklist.fill(report, stig(*rules))
    return found["stigs"][0]["rules"], number


def test_a_broken_clause_is_open(build: Callable[..., Report]) -> None:
    """A finding that names the clause opens the rule, and its title is the detail."""
    fault = finding(
        1, rule=RULE, title="Too long", numbers={f"DnsKeySignatureValidityPeriod by {VERSION}": "x"}
    )
    (one,), number = filled(judged(build, "finding", "Too long", findings=[fault]), rule())
    assert (one["status"], number) == ("open", 1)
    assert one["finding_details"] == "Too long (F-000001)."
    assert one["comments"].startswith("rollaudit: by profile windows-stig")


@pytest.mark.parametrize(
    ("outcome", "reason", "status"),
    [
        ("passed", f"DnsKeySignatureValidityPeriod 72 h meets {VERSION}", "not_a_finding"),
        ("not assessed", "DnsKeySignatureValidityPeriod is not logged", "not_reviewed"),
        ("not applicable", f"{VERSION} exempts these servers", "not_applicable"),
        ("waived", f"{VERSION}: accepted until May", "not_reviewed"),
    ],
)
def test_each_outcome_has_its_status(
    outcome: str, reason: str, status: str, build: Callable[..., Report]
) -> None:
    """Only what was judged and kept is no finding; what was not judged stays unreviewed, with the reason."""
    (one,), _ = filled(judged(build, outcome, reason), rule())
    assert one["status"] == status
    assert reason in one["finding_details"]


def test_one_zone_unjudged_leaves_the_rule_open_to_review(build: Callable[..., Report]) -> None:
    """A rule about a server is not passed by some of its zones."""
    report = judged(build, "passed", f"72 h meets {VERSION}")
    more = (*report.assessments, Assessment(RULE, "fabrikam.example", "not assessed", "not logged"))
    (one,), _ = filled(replace(report, assessments=more), rule())
    assert one["status"] == "not_reviewed"


def test_what_others_reviewed_stays_as_it_is(build: Callable[..., Report]) -> None:
    """A status or comment of somebody else's is not touched, nor is a rule that no clause stands for."""
    report = judged(build, "passed", f"72 h meets {VERSION}")
    theirs = (rule(status="open"), rule(comments="asked Keller"), rule("WDNS-22-999999", group_id="V-1"))
    assert filled(report, *theirs) == (list(theirs), 0)


def test_our_own_verdict_is_renewed(build: Callable[..., Report]) -> None:
    """A file that was filled before can be filled again."""
    first, _ = filled(judged(build, "passed", f"72 h meets {VERSION}"), rule())
    (again,), number = filled(judged(build, "not assessed", "not logged"), *first)
    assert (again["status"], number) == ("not_reviewed", 1)


def test_a_rule_is_known_by_its_group_as_well(build: Callable[..., Report]) -> None:
    """Where the version is missing, the id of the vulnerability names the clause."""
    nameless = rule()
    del nameless["rule_version"]
    assert filled(judged(build, "passed", f"72 h meets {VERSION}"), nameless)[1] == 1


def test_a_profile_without_the_clause_says_nothing(build: Callable[..., Report]) -> None:
    """By a profile that does not hold the STIG nothing is claimed."""
    report = replace(judged(build, "passed", f"meets {VERSION}"), run=build().run)
    assert filled(report, rule())[1] == 0


def test_the_user_s_file_is_not_written_to(build: Callable[..., Report], tmp_path: Path) -> None:
    """The filled copy lies in the report's folder, and all that is not ours is in it."""
    path = tmp_path / "mine.cklb"
    path.write_text(json.dumps(stig(rule())), encoding="utf-8")
    before = path.read_bytes()
    (tmp_path / "out").mkdir()
    checklist.write(judged(build, "passed", f"meets {VERSION}"), tmp_path / "out", checklist.read(path))
    copy = json.loads((tmp_path / "out" / "checklist.cklb").read_text(encoding="utf-8"))
    assert path.read_bytes() == before
    assert copy["target_data"] == {"host_name": "NS1"}


@pytest.mark.parametrize("content", [b"", b"{}", b'{"stigs": []}', b'{"stigs": [{"rules": [1]}]}', b"\xff"])
def test_another_file_is_refused(content: bytes, tmp_path: Path) -> None:
    """What is no checklist is said to be none."""
    (tmp_path / "x.cklb").write_bytes(content)
    with pytest.raises(ChecklistError, match="no CKLB checklist"):
        checklist.read(tmp_path / "x.cklb")
