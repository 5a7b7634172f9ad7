"""An audit is the same, byte for byte, whoever reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.sources.evtx.layout import CHUNK
from tests.fleet.test_fleet_reading import write_logs

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def written(folder: Path, *arguments: str) -> dict[str, bytes]:
    """All files of an audit's report, by name."""
    outcome = CliRunner().invoke(
        main, ["audit", *arguments, "-o", str(folder), "--format", "json,md,evidence", "-q"]
    )
    assert outcome.exit_code == 0, outcome.output
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_reports_of_one_and_of_several_processes_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of simulated logs of several servers, and of logs cut into parts."""
    monkeypatch.setattr("analyzer.fleet.file.PART", CHUNK)
    logs = tmp_path / "logs"
    logs.mkdir()
    write_logs(logs)
    one, two, three = (
        written(tmp_path / jobs, str(SAMPLES), str(logs), "--jobs", jobs) for jobs in ("1", "2", "3")
    )
    assert {"audit.json", "report.md", "evidence.json"} <= one.keys()
    assert one == two == three


def test_jobs_and_a_cluster_are_not_asked_for_at_once(tmp_path: Path) -> None:
    """A usage error says so."""
    outcome = CliRunner().invoke(
        main, ["audit", str(tmp_path), "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"]
    )
    assert outcome.exit_code == 2
    assert "--jobs or --cluster" in outcome.output


def test_a_cluster_that_is_not_there_is_said(tmp_path: Path) -> None:
    """A usage error names the address."""
    pytest.importorskip("distributed", reason="needs Dask")
    outcome = CliRunner().invoke(main, ["doctor", str(tmp_path), "--cluster", "tcp://127.0.0.1:1"])
    assert outcome.exit_code == 2
    assert "No Dask scheduler answers at tcp://127.0.0.1:1" in outcome.output
