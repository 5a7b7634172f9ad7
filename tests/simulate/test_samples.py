"""The fixed scenario of samples/: its truth, held against the files by a reader that is not ours."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from analyzer.simulate.scenario import small_scenario
from analyzer.simulate.write import write
from tests.simulate.evtx_readers import Seen, rust

Json = dict[str, Any]
Place = tuple[str, str, int]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scenario as `make samples` writes it."""
    folder = tmp_path_factory.mktemp("samples")
    command = [sys.executable, "-m", "analyzer.simulate.samples", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> Json:
    """Its truth.json."""
    found: Json = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def records(folder: Path, truth: Json) -> dict[Place, Seen]:
    """Every record of every file, by host, channel and record id."""
    return {
        (log["host"], log["channel"], seen.record_id): seen
        for log in truth["logs"]
        if log["collected"]
        for seen in rust(folder / log["path"])
    }


def test_same_bytes_on_every_run(folder: Path, tmp_path: Path) -> None:
    """Two processes write the same files with the same bytes."""
    write(small_scenario(), tmp_path)
    names = sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_is_small_and_says_what_it_is(folder: Path, truth: Json) -> None:
    """The folder stays under 3 MB, and both its texts say that nothing in it is real."""
    assert sum(p.stat().st_size for p in folder.rglob("*")) < 3_000_000
    assert truth["simulated"] is True
    assert (folder / "README.txt").read_text(encoding="utf-8").startswith("SIMULATED")


def test_every_file_is_accounted_for(truth: Json, records: dict[Place, Seen]) -> None:
    """The truth's counts, first and last ids are those of the files."""
    counted = Counter((host, channel) for host, channel, _ in records)
    for log in truth["logs"]:
        place = log["host"], log["channel"]
        assert counted[place] == log["records"] == log["last_id"] - log["first_id"] + 1
        assert (*place, log["first_id"]) in records
        assert (*place, log["last_id"]) in records


def _at(item: Json) -> Place:
    return item["host"], item["channel"], item["record_id"]


def _text(seen: Seen) -> str:
    return " ".join(value for _, value in seen.data)


def test_detections_stand_in_the_files(truth: Json, records: dict[Place, Seen]) -> None:
    """Each detection's record shows the code in the form that the truth says."""
    assert len(truth["detections"]) > 40
    spelt = {
        "win32-error-id": lambda code: f"WIN32 {code},",
        "task-result": lambda code: str(0x80070000 | code),
        "exit-status": hex,
    }
    for detection in truth["detections"]:
        seen = records[_at(detection)]
        assert seen.event_id == detection["event_id"]
        assert spelt[detection["form"]](detection["code"]) in _text(seen)


def test_decoys_carry_no_code(truth: Json, records: dict[Place, Seen]) -> None:
    """All kinds of decoys are in the files, show 9116 or its name, and are no detections."""
    kinds = {d["decoy"] for d in truth["decoys"]}
    assert kinds == {
        "client-query",
        "other-provider",
        "packet",
        "process-id",
        "script-text",
        "serial",
        "setting",
        "ttl",
        "txt-data",
    }
    detected = {_at(d) for d in truth["detections"]}
    for decoy in truth["decoys"]:
        assert _at(decoy) in records
        assert _at(decoy) not in detected
    ids = {(host, channel) for host, channel, number in records if number == 9116}
    assert len(ids) >= 3


def test_conflicts_on_the_callers_side(truth: Json) -> None:
    """9116 and 9120 are met on the operator's host and on a server where somebody works."""
    met = {(d["host"], d["code"]) for d in truth["detections"]}
    assert {("ops1.corp.example", 9116), ("ops1.corp.example", 9120), ("dns2.corp.example", 9116)} <= met
    relations = Counter(a["relation"] for a in truth["attempts"])
    assert relations["inside"] > 10
    assert relations["queued"] > 10


def test_rolls_of_both_roles_stand_in_both_channels(truth: Json) -> None:
    """Every roll is told by the audit channel and the classic one; a KSK and ZSKs are among them."""
    assert {r["key_role"] for r in truth["rollovers"]} == {"KSK", "ZSK"}
    for rollover in truth["rollovers"]:
        channels = {o["channel"] for o in rollover["observed"]}
        assert channels == {"DNS Server", "Microsoft-Windows-DNSServer/Audit"}
    diagnoses = {d["kind"] for r in truth["rollovers"] for d in r["diagnoses"]}
    assert {"stuck", "blocked", "interrupted"} <= diagnoses


def test_schedule_keeps_its_local_time(truth: Json) -> None:
    """The weekly task runs at 02:00 local time, so at two times of the day in UTC."""
    own = [a for a in truth["attempts"] if a["plant"] == "enforce-weekly"]
    assert {a["time"][11:13] for a in own} == {"00", "01"}
    (schedule,) = truth["schedules"]
    assert schedule["hits"] == schedule["slots"] > 3
