"""An audit is the same, byte for byte, whoever reads."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER
from tests.fleet.test_fleet_reading import large, write_logs
from tests.sources.web import PASSWORD, TOKEN, Web, serving

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def written(folder: Path, *arguments: str) -> dict[str, bytes]:
    """All files of an audit's report, by name; nobody is told a secret of a URL."""
    outcome = CliRunner().invoke(main, ["audit", *arguments, "-o", str(folder), "-q"])
    assert outcome.exit_code == 0, outcome.output
    files = [path for path in folder.rglob("*") if path.is_file()]
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    assert {"audit.json", "report.html", "report.md", "findings.csv", "evidence.json"} <= found.keys()
    for secret in (PASSWORD, quote(PASSWORD, safe=""), TOKEN):
        assert secret not in outcome.output
        assert not [name for name, data in found.items() if secret.encode() in data]
    return found


def mixed(folder: Path) -> Path:
    """Simulated logs of several servers, and logs cut into parts or damaged."""
    shutil.copytree(SAMPLES, folder / "simulated")
    write_logs(folder)
    return folder


def test_reports_of_one_and_of_several_processes_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of simulated logs of several servers, and of logs cut into parts."""
    monkeypatch.setattr("analyzer.fleet.file.PART", CHUNK)
    logs = mixed(tmp_path / "logs")
    one, two, three = (written(tmp_path / jobs, str(logs), "--jobs", jobs) for jobs in ("1", "2", "3"))
    assert one == two == three


def test_reports_by_path_and_by_url_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The names of files are those below what is given, which is told of neither."""
    monkeypatch.setattr("analyzer.fleet.file.PART", CHUNK)
    logs = mixed(tmp_path / "logs")
    by_path = written(tmp_path / "path", str(logs), "--jobs", "2")
    assert by_path == written(tmp_path / "url", f"local://{logs.as_posix()}/", "--jobs", "2")
    shutil.make_archive(str(tmp_path / "logs"), "zip", logs)
    with serving(Web(tmp_path, for_user=True, for_token=True)) as web:
        url = f"zip://::{web.to('logs.zip', user=True, query=f'sig={TOKEN}')}"
        assert by_path == written(tmp_path / "web", url, "--jobs", "2")


def test_only_the_parts_that_are_read_are_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large log on the web is cut as one on a disk is; all of it is fetched once more, for its hash."""
    monkeypatch.setattr("analyzer.fleet.file.PART", CHUNK)
    (tmp_path / "c.evtx").write_bytes(large())
    by_path = written(tmp_path / "path", str(tmp_path / "c.evtx"))
    with serving(Web(tmp_path, for_token=True)) as web:
        by_url = written(tmp_path / "url", web.to("c.evtx", query=TOKEN), "--jobs", "2")
        ranges = web.ranges["c.evtx"]
        sent = web.sent["c.evtx"]
    assert by_path == by_url
    size = len(large())
    pieces = [(FILE_HEADER + at, FILE_HEADER + at + CHUNK) for at in range(0, size - FILE_HEADER, CHUNK)]
    assert len(pieces) > 3
    assert set(pieces) | {(0, size), (0, FILE_HEADER), (size - 1, size)} == set(ranges)
    assert sent == 2 * size + 1


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
