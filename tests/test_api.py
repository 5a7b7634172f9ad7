"""The audit for Python, as the documentation shows it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

import analyzer
from analyzer.knowledge.tables import rows
from analyzer.model import Attempt, Detection, Episode, Event, Finding, Rollover
from analyzer.report import Report

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
KINDS = {
    "events": Event,
    "detections": Detection,
    "attempts": Attempt,
    "episodes": Episode,
    "rollovers": Rollover,
    "findings": Finding,
}


@pytest.fixture(scope="module")
def report() -> Report:
    """The report on the samples."""
    return analyzer.audit(SAMPLES, tz="Europe/Berlin")


@pytest.mark.parametrize("name", [name for name in KINDS if name != "events"])
def test_every_list_is_a_table(report: Report, name: str) -> None:
    """A table has a row for each value, times as times, and columns that are described."""
    frame: pd.DataFrame = getattr(analyzer, name)(report)
    assert len(frame) == len(getattr(report, name)) > 0
    assert list(frame.columns) == [f.name for f in fields(KINDS[name])] == list(frame.attrs["columns"])
    for column in {"time", "start", "end", "first", "last_seen"} & set(frame.columns):
        assert str(frame[column].dtype) == "datetime64[us, UTC]"


def test_events_are_a_table_too() -> None:
    """`read_events` gives each event that matters once, by time, from a file or a folder."""
    frame = analyzer.read_events(SAMPLES / "dns1.corp.example")
    assert frame["time"].is_monotonic_increasing
    assert {"started", "completed"} <= set(frame["action"])
    assert list(frame.columns) == list(frame.attrs["columns"])


def test_an_empty_table_keeps_its_columns() -> None:
    """Where nothing was found there are columns with their types, and no rows."""
    nothing = analyzer.rollovers(analyzer.audit(SAMPLES, zones=["nowhere.example"]))
    assert len(nothing) == 0
    assert str(nothing["start"].dtype) == "datetime64[us, UTC]"


def test_every_description_describes_something() -> None:
    """The table of columns names each field of each value once."""
    described = [(r["table"], r["column"]) for r in rows("tables")]
    assert sorted(described) == sorted((name, f.name) for name, kind in KINDS.items() for f in fields(kind))


def test_the_package_loads_nothing_heavy() -> None:
    """`import analyzer` alone brings no pandas, and an unknown name is an AttributeError."""
    program = "import sys, analyzer; print('pandas' in sys.modules, hasattr(analyzer, 'nothing'))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]
