"""A Dask cluster reads what one process reads, whatever becomes of its workers."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer import fleet, sources
from analyzer.cli import main
from analyzer.fleet import Terms
from analyzer.model import Input, Loss
from analyzer.sources import Limits, Options
from analyzer.sources.evtx.layout import CHUNK
from tests.fleet.made_units import SOME, Harmful, died_once, told
from tests.fleet.test_fleet_audit import SAMPLES, mixed, written
from tests.fleet.test_fleet_reading import write_logs
from tests.sources.reading import only
from tests.sources.web import TOKEN, Web, serving

cluster = pytest.importorskip("analyzer.fleet.cluster", reason="needs Dask")
ROOT = Path(__file__).resolve().parents[2]
TERMS = Terms(Options(), Limits())
ALL = [told(number) for number in range(2 * SOME)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A scheduler and two worker processes on this machine; workers that die are started again."""
    folder = tmp_path_factory.mktemp("cluster")
    told_at = folder / "scheduler.json"
    environment = os.environ | {
        "DASK_LOGGING__DISTRIBUTED": "error",
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    }
    local = ["--host", "127.0.0.1", "--scheduler-file", str(told_at), "--no-dashboard"]
    tools = {"dask_scheduler": ["--port", "0"], "dask_worker": ["--nworkers", "2", "--nthreads", "1"]}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{tool}", *local, *options], env=environment, cwd=folder
        )
        for tool, options in tools.items()
    ]
    try:
        from distributed import Client

        deadline = time.monotonic() + 60
        while not told_at.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        with Client(scheduler_file=str(told_at), set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            found = client.scheduler.address
        yield found
    finally:
        for process in reversed(processes):
            process.terminate()
            process.wait(30)


def test_a_cluster_tells_the_same(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of any shape, cut in parts or not, in the same order."""
    monkeypatch.setattr("analyzer.fleet.file.PART", CHUNK)
    write_logs(tmp_path)
    with cluster.Cluster(TERMS, address) as crew:
        assert list(fleet.read([tmp_path], crew)) == list(sources.read([tmp_path]))


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Logs of several servers, some of them cut into parts, some damaged."""
    monkeypatch.setattr("analyzer.fleet.file.PART", CHUNK)
    return mixed(tmp_path / "logs")


def test_a_report_made_by_a_cluster_is_the_same(address: str, logs: Path, tmp_path: Path) -> None:
    """Every file of it, byte for byte, as one process makes it."""
    by_one = written(tmp_path / "one", str(logs), "--jobs", "1")
    assert written(tmp_path / "cluster", str(logs), "--cluster", address) == by_one


def test_a_report_is_the_same_though_a_worker_was_killed(
    address: str, logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the results of a piece of a file that it had read and not yet given."""
    mark = tmp_path / "once"
    monkeypatch.setattr(cluster, "_done", partial(died_once, mark))
    by_cluster = written(tmp_path / "cluster", str(logs), "--cluster", address)
    assert mark.exists()
    assert by_cluster == written(tmp_path / "one", str(logs), "--jobs", "1")


def test_a_cluster_reads_urls(address: str, logs: Path, tmp_path: Path) -> None:
    """Each worker fetches what it reads, and a folder by URL makes the report that a folder by path does."""
    by_path = written(tmp_path / "path", str(logs), "--jobs", "1")
    assert written(tmp_path / "url", f"local://{logs.as_posix()}", "--cluster", address) == by_path
    shutil.make_archive(str(tmp_path / "logs"), "zip", logs)
    with serving(Web(tmp_path, for_user=True, for_token=True)) as web:
        url = f"zip://::{web.to('logs.zip', user=True, query=f'sig={TOKEN}')}"
        assert written(tmp_path / "web", url, "--cluster", address) == by_path


def test_a_worker_killed_amid_its_work_is_survived(address: str, tmp_path: Path) -> None:
    """Another one does its units again; every result is there once."""
    with cluster.Cluster(TERMS, address) as crew:
        bad = crew.submit(Harmful("kills", tmp_path / "once"))
        others = [crew.submit(Harmful("nothing")) for _ in range(20)]
        assert [list(order) for order in (bad, *others)] == [ALL] * 21
    assert (tmp_path / "once").exists()


def test_a_unit_that_kills_worker_after_worker_is_a_loss(address: str) -> None:
    """The cluster goes on without it."""
    with cluster.Cluster(TERMS, address) as crew:
        (loss,) = crew.submit(Harmful("kills"))
        assert isinstance(loss, Loss)
        assert loss.reason == "reading was ended: it ended every worker that read it"
        assert list(crew.submit(Harmful("nothing"))) == ALL


def test_a_unit_that_hangs_costs_no_worker(address: str) -> None:
    """Each worker watches over a process of its own, as without a cluster."""
    with cluster.Cluster(Terms(Options(), Limits(seconds=2)), address) as crew:
        *_, loss = crew.submit(Harmful("hangs"))
        assert isinstance(loss, Loss)
        assert loss.reason == "reading was ended: nothing came of it for 2 seconds"


def test_a_file_that_a_worker_does_not_have_is_a_loss(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here it is found; there it is missing."""
    (tmp_path / "a.evtx").write_bytes(b"ElfFile\0")
    found = sources.folders.entries([tmp_path])
    (tmp_path / "a.evtx").unlink()
    monkeypatch.setattr("analyzer.fleet.reading.entries", lambda _: found)
    with cluster.Cluster(TERMS, address) as crew:
        items = list(fleet.read([tmp_path], crew))
    (loss,) = only(Loss, items)
    assert (loss.path, loss.kind) == ("a.evtx", "refused")
    assert not only(Input, items)


def test_no_scheduler_is_said() -> None:
    """With the address."""
    with pytest.raises(cluster.ClusterError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        cluster.Cluster(TERMS, "tcp://127.0.0.1:1")


def test_a_week_reported_with_a_cluster_is_the_same(address: str, tmp_path: Path) -> None:
    """The logs go into the archive by way of the workers; the whole site is that of one process."""

    def site(name: str, *options: str) -> dict[str, bytes]:
        folder = tmp_path / name
        given = [str(SAMPLES), "--archive", f"{folder}.sqlite", "-o", str(folder), "--week", "2025-W15"]
        outcome = CliRunner().invoke(main, ["weekly", *given, *options])
        assert outcome.exit_code == 0, outcome.output
        files = [path for path in folder.rglob("*") if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    by_one = site("one", "--jobs", "1")
    assert "2025-W15/audit.json" in by_one
    assert site("cluster", "--cluster", address) == by_one
