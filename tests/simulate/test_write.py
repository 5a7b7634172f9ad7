"""Formats and damage at the place where a simulation is written."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from analyzer.knowledge import AUDIT_CHANNEL
from analyzer.simulate import damage
from analyzer.simulate.evtx import Style
from analyzer.simulate.fleet import fleet
from analyzer.simulate.scenario import DNS1, DNS2, START, small_scenario
from analyzer.simulate.simulation import Gathering
from analyzer.simulate.write import write
from analyzer.simulate.zones import WEEK
from tests.simulate.evtx_readers import rust

Json = dict[str, Any]


def truth_of(folder: Path) -> Json:
    """The truth of a folder."""
    found: Json = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


def test_one_file_a_format(tmp_path: Path) -> None:
    """Each log is there in each format for events, runs and settings in theirs; the truth names all."""
    formats = ("evtx", "wevtutil-xml", "eventviewer-csv@de-DE", "transcript-5", "dnscmd", "snapshot-json-7")
    write(small_scenario(), tmp_path, formats)
    truth = truth_of(tmp_path)
    named = {path for log in truth["logs"] for path in log["paths"]} | {t["path"] for t in truth["texts"]}
    there = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert there == named | {"truth.json", "README.txt"}
    assert all(len(log["paths"]) == 3 for log in truth["logs"])
    assert {t["format"] for t in truth["texts"]} == {"transcript-5", "dnscmd", "snapshot-json-7"}


def test_formats_do_not_change_what_happened(tmp_path: Path) -> None:
    """The truth of the same fleet is the same in every format, but for the paths."""
    write(fleet(2, 2, 6), tmp_path / "a")
    write(fleet(2, 2, 6), tmp_path / "b", ("winlogbeat", "nxlog"))
    first, second = truth_of(tmp_path / "a"), truth_of(tmp_path / "b")
    for truth in (first, second):
        for log in truth["logs"]:
            del log["path"], log["paths"]
        truth["lost"] = [lost for lost in truth["lost"] if lost["kind"] not in ("damaged", "doubtful")]
    assert first["rollovers"] == second["rollovers"]
    assert [a["relation"] for a in first["attempts"]] == [a["relation"] for a in second["attempts"]]


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    """KeyError before anything is written."""
    with pytest.raises(KeyError):
        write(small_scenario(), tmp_path / "x", ("evtx", "gopher"))
    assert not (tmp_path / "x").exists()


def test_gathering_decides_what_is_left(tmp_path: Path) -> None:
    """A clear, a style and damage shape the file, and the truth counts what that cost."""
    simulation = small_scenario()
    cleared = START + 2 * WEEK
    simulation.gathering[DNS1, AUDIT_CHANNEL] = Gathering(
        left=partial(damage.cleared, when=cleared), style=Style(renumbered=True)
    )
    simulation.gathering[DNS2, AUDIT_CHANNEL] = Gathering(damage=lambda d: damage.zeroed(d, Random(1)))
    write(simulation, tmp_path)
    truth = truth_of(tmp_path)
    log = next(x for x in truth["logs"] if (x["host"], x["channel"]) == (DNS1, AUDIT_CHANNEL))
    seen = list(rust(tmp_path / log["path"]))
    assert all(s.time >= cleared for s in seen)
    (absent,) = [x for x in truth["lost"] if x["host"] == DNS1]
    assert (absent["kind"], absent["first_id"]) == ("absent", 8990)
    assert absent["last_id"] + 1 == log["first_id"] == seen[0].record_id
    damaged = [x for x in truth["lost"] if x["host"] == DNS2]
    assert {x["kind"] for x in damaged} == {"damaged"}
    assert sum(x["count"] for x in damaged) > 50
