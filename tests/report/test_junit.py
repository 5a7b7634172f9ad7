from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.report import junit
from analyzer.report.report import Report
from analyzer.safe_text import UNSAFE
from tests.conftest import missing

SCHEMA = Path(__file__).parent / "data" / "junit.xsd"


@pytest.fixture(scope="module")
def xmllint() -> str:
    """The path of a validator of XML schemas."""
    path = shutil.which("xmllint")
    if path is None:
        missing("xmllint")
    assert path
    return path


@pytest.mark.parametrize("name", ["demo", "hostile"])
def test_the_file_obeys_the_schema(
    name: str, xmllint: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A report of real shape and a hostile one are valid, well-formed XML."""
    (tmp_path / junit.NAME).write_bytes(junit.render(request.getfixturevalue(name)))
    run = subprocess.run(
        [xmllint, "--noout", "--nonet", "--schema", SCHEMA, tmp_path / junit.NAME],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr


def test_only_what_passed_looks_passed(demo: Report) -> None:
    """Findings are failures, passed rules have no mark, and all else is skipped with its own word."""
    cases = {
        (case.get("classname"), case.get("name")): next(iter(case), None)
        for case in ET.fromstring(junit.render(demo)).iter("testcase")
    }
    assert len(cases) == len(demo.assessments)
    for one in demo.assessments:
        verdict = cases[one.rule, one.subject]
        if one.outcome == "passed":
            assert verdict is None
        elif one.outcome == "finding":
            assert verdict is not None
            assert verdict.tag == "failure"
        else:
            assert verdict is not None
            assert (verdict.tag, (verdict.get("message") or "").partition(":")[0]) == ("skipped", one.outcome)


def test_counts_are_those_of_the_cases(demo: Report) -> None:
    """Each suite's numbers, and those of all, are what it holds."""
    root = ET.fromstring(junit.render(demo))
    for suite in [root, *root.iter("testsuite")]:
        counted = {
            "tests": len(list(suite.iter("testcase"))),
            "failures": len(list(suite.iter("failure"))),
            "skipped": len(list(suite.iter("skipped"))),
        }
        assert {name: int(suite.get(name, "")) for name in counted} == counted


def test_hostile_text_is_only_text(hostile: Report) -> None:
    """No character hides or steers, and text that ends a section ends none."""
    text = junit.render(hostile).decode()
    assert not UNSAFE.search(text.replace("\n", ""))
    cases = list(ET.fromstring(text).iter("testcase"))
    assert "<script>" in (cases[0].get("name") or "")


def test_nothing_judged_is_an_empty_file(build: Callable[..., Report]) -> None:
    """Without a rule there is no case, and no claim."""
    assert ET.fromstring(junit.render(build())).get("tests") == "0"
