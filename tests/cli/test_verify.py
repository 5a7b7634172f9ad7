"""`rollaudit verify` as people use it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def run(*arguments: str | Path) -> Result:
    """A command with those arguments."""
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of one server's logs."""
    folder = tmp_path_factory.mktemp("logs")
    return Path(shutil.copytree(SAMPLES / "dns2.corp.example", folder / "logs"))


@pytest.fixture(scope="module")
def report(logs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on them, made with options that must be used again."""
    folder = tmp_path_factory.mktemp("report")
    chosen = ("--tz", "Europe/Berlin", "--zone", "lab.example", "--since", "2025-03-10")
    assert run("audit", logs, "-o", folder, "--format", "json", *chosen).exit_code == 0
    return folder


def test_a_report_follows_from_its_logs(logs: Path, report: Path) -> None:
    """The same logs give the same hashes and rows, whatever options the report was made with."""
    outcome = run("verify", report, logs)
    assert (outcome.exit_code, "follows from its" in outcome.output) == (0, True)


def test_a_changed_report_is_found_out(logs: Path, report: Path, tmp_path: Path) -> None:
    """A row that was taken out, and a number that was changed, are named."""
    told = json.loads((report / "audit.json").read_text(encoding="utf-8"))
    gone = told["rollovers"].pop()
    told["attempts"][0]["outcome"] = "unknown"
    (tmp_path / "audit.json").write_text(json.dumps(told), encoding="utf-8")
    outcome = run("verify", tmp_path, logs)
    assert outcome.exit_code == 1
    assert f"rollovers, only now: {gone['id']}" in outcome.output
    assert f"attempts, only in the report: {told['attempts'][0]['id']}" in outcome.output


def test_changed_logs_are_found_out(logs: Path, report: Path, tmp_path: Path) -> None:
    """A log with another content, one that is gone and one that is new are told apart."""
    other = Path(shutil.copytree(logs, tmp_path / "logs"))
    changed, missing, *_ = sorted(other.iterdir())
    changed.write_bytes(changed.read_bytes() + bytes(65536))
    missing.rename(other / "new.evtx")
    outcome = run("verify", report, other)
    assert outcome.exit_code == 1
    for word, name in (("changed", changed.name), ("missing", missing.name), ("added", "new.evtx")):
        assert f"input {word}: {name}" in outcome.output


def test_without_report_or_logs_nothing_is_verified(report: Path, tmp_path: Path) -> None:
    """A folder without a report, a report that is none and a folder without logs end with 3."""
    assert run("verify", tmp_path, SAMPLES).exit_code == 3
    assert run("verify", report, tmp_path).exit_code == 3
    told = json.loads((report / "audit.json").read_text(encoding="utf-8"))
    told["run"]["configuration"]["no such"] = 1
    (tmp_path / "audit.json").write_text(json.dumps(told), encoding="utf-8")
    assert run("verify", tmp_path, SAMPLES).exit_code == 3
