"""Ctrl-C in a real run: the first ends it tidily, the second at once, and neither leaves half a report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.simulate.sample_entries import STARTED, numbered, written

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")

STUCK = """
import sys, time
from analyzer.report import audit_json, markdown
def slow(*_):
    try:
        print("writing", flush=True)
        time.sleep(60)
    finally:
        if {tidy}:
            print("tidied", flush=True)
        else:
            print("tidying", flush=True)
            time.sleep(60)
markdown.write = slow
from analyzer.cli import main
main()
"""
"""The command with a writer that never gets done: the other formats are written before it or behind it."""


@contextmanager
def running(folder: Path, tidy: bool) -> Iterator[subprocess.Popen[str]]:
    """An audit that hangs while it writes."""
    (folder / "logs").mkdir()
    (folder / "logs" / "a.evtx").write_bytes(written(numbered([STARTED] * 20)))
    command = [sys.executable, "-c", STUCK.format(tidy=tidy), "audit", "logs", "-o", "report", "-q"]
    command += ["--format", "json,md,csv"]
    paths = os.pathsep.join((str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")))
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "writing\n"
        yield process
    finally:
        process.kill()
        process.wait()


def ends(group: int) -> bool:
    """Whether no process of a group is left after a while."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def left(folder: Path) -> list[str]:
    """What lies beside the logs."""
    return sorted(path.name for path in folder.iterdir() if path.name != "logs")


def test_the_first_ends_tidily_and_leaves_nothing(tmp_path: Path) -> None:
    """Code 130, one line, no traceback, no report, no temporary folder, no process."""
    with running(tmp_path, tidy=True) as process:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "tidied\n", "Interrupted.\n")
    assert left(tmp_path) == []
    assert ends(process.pid)


def test_the_second_is_immediate(tmp_path: Path) -> None:
    """Whatever is still being tidied; the report's folder is not there, or as it was."""
    with running(tmp_path, tidy=False) as process:
        process.send_signal(signal.SIGINT)
        assert process.stdout
        assert process.stdout.readline() == "tidying\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    assert "report" not in left(tmp_path)
    assert ends(process.pid)


def test_an_earlier_report_stays_as_it_was(tmp_path: Path) -> None:
    """What is interrupted replaces no file of it."""
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "audit.json").write_text("earlier")
    with running(tmp_path, tidy=True) as process:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert (tmp_path / "report" / "audit.json").read_text() == "earlier"
    assert left(tmp_path) == ["report"]
