"""Charts drawn here or by a painter: the same ones, whatever becomes of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from analyzer.painter import Painter
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report

STARTED = """
import os, signal
from analyzer.painter import Painter
painter = Painter()
print(painter._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGTERM)
"""


@pytest.fixture
def painter() -> Iterator[Painter]:
    """A painter that has just been started."""
    with Painter() as one:
        yield one


def before_trends(report: Report) -> Report:
    """What is known of a report before its questions are asked."""
    return Report.measured(report.run, report.period, replace(report.measures, weeks=()))


@pytest.mark.parametrize("is_sketched", [True, False])
def test_a_painter_draws_the_same(
    demo: Report, drawn: dict[str, Drawings], painter: Painter, is_sketched: bool
) -> None:
    """Byte for byte, also of trends that were not known when it began."""
    assert demo.measures.weeks
    if is_sketched:
        painter.sketch(before_trends(demo))
    own = Drawings(demo, painter)
    own.begin()
    assert own.pictures == drawn["demo"].pictures
    assert own.photographs() == drawn["demo"].photographs()


def test_hostile_names_are_drawn_the_same(
    hostile: Report, drawn: dict[str, Drawings], painter: Painter
) -> None:
    """What cannot be encoded passes between the processes unchanged."""
    assert Drawings(hostile, painter).pictures == drawn["hostile"].pictures


def test_a_painter_that_was_killed_costs_only_time(
    demo: Report, drawn: dict[str, Drawings], painter: Painter
) -> None:
    """Before it is asked or while it draws: the charts are drawn here then."""
    painter.sketch(before_trends(demo))
    own = Drawings(demo, painter)
    own.begin()
    painter._process.kill()
    assert own.pictures == drawn["demo"].pictures
    assert Drawings(demo, painter).photographs() == drawn["demo"].photographs()


def test_a_painter_ends_with_its_context(demo: Report) -> None:
    """Nobody waits for what it is drawing."""
    with Painter() as painter:
        Drawings(demo, painter).begin()
    assert painter._process.poll() is not None


def test_a_painter_ends_with_who_started_it() -> None:
    """Also where that was killed, and could end nobody."""
    run = subprocess.run([sys.executable, "-c", STARTED], stdout=subprocess.PIPE, timeout=60, check=False)
    assert run.returncode != 0
    psutil.wait_procs([p for p in psutil.process_iter() if p.pid == int(run.stdout)], timeout=60)
    assert not psutil.pid_exists(int(run.stdout))


def test_a_painter_loads_only_what_draws() -> None:
    """It takes no more memory than that: neither what reads and judges nor templates."""
    program = "import sys; import analyzer.report.charts.child; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "matplotlib.figure" in loaded
    assert not {"pandas", "scipy", "jinja2", "analyzer.policy", "analyzer.sources"} & loaded
