"""Fleets as written: the truth is held against the files by a reader that is not ours."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from analyzer.knowledge.tables import rows
from analyzer.simulate.fleet import fleet
from analyzer.simulate.write import write
from tests.simulate.evtx_readers import Seen, rust

Json = dict[str, Any]
Place = tuple[str, str, int]
SEEDS = (3, 11)


@pytest.fixture(scope="module", params=SEEDS)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fleet as it was written."""
    folder = tmp_path_factory.mktemp("fleet")
    write(fleet(request.param, 8, 16), folder)
    return folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> Json:
    """Its truth.json."""
    found: Json = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def records(folder: Path, truth: Json) -> dict[Place, Seen]:
    """Every record of every sound file, by host, channel and record id."""
    spoilt = {
        (lost["host"], lost["channel"]) for lost in truth["lost"] if lost["kind"] in ("damaged", "doubtful")
    }
    return {
        (log["host"], log["channel"], seen.record_id): seen
        for log in truth["logs"]
        if log["collected"] and (log["host"], log["channel"]) not in spoilt
        for seen in rust(folder / log["path"])
    }


def place(item: Json) -> Place:
    """Which record an item of the truth is about."""
    return item["host"], item["channel"], item["record_id"]


def shown(seen: Seen) -> str:
    """All data of a record."""
    return " ".join(value for _, value in seen.data) + seen.binary.hex()


def spelt(detection: Json) -> str:
    """How a code is written in a form."""
    code = detection["code"]
    return {
        "win32-error-id": f"WIN32 {code},",
        "task-result": str(0x80070000 | code),
        "exit-status": hex(code),
        "binary-dword": code.to_bytes(4, "little").hex(),
        "insert-decimal": str(code),
        "insert-hex": f"0x{code:04X}",
    }[detection["form"]]


def test_all_that_the_truth_names_stands_in_the_files(truth: Json, records: dict[Place, Seen]) -> None:
    """Events, detections and decoys are records with the id, time and code that the truth says."""
    sound = {key[:2] for key in records}
    for item in truth["events"] + truth["detections"] + truth["decoys"]:
        if place(item)[:2] in sound:
            seen = records[place(item)]
            assert seen.event_id == item["event_id"]
            assert seen.time.isoformat()[:19] == item["time"][:19]
            if "form" in item:
                assert spelt(item) in shown(seen)


def test_nothing_else_shows_a_code(truth: Json, records: dict[Place, Seen]) -> None:
    """A record that shows an error id of a cmdlet, or a result of a task, is a detection or a decoy."""
    known = {place(item) for item in truth["detections"] + truth["decoys"]}
    for key, seen in records.items():
        if seen.event_id in (4100, 201) and "WIN32 9" in shown(seen):
            assert key in known


def test_decoys_are_no_detections(truth: Json) -> None:
    """No decoy carries a code."""
    assert truth["decoys"]
    assert not {place(d) for d in truth["decoys"]} & {place(d) for d in truth["detections"]}
    assert all("code" not in decoy for decoy in truth["decoys"])


def test_lost_records_are_lost(truth: Json, records: dict[Place, Seen]) -> None:
    """What is absent or was not collected is in no file, and no event, detection or trace of it is told."""
    told = {place(i) for i in truth["events"] + truth["detections"] + truth["decoys"]}
    told |= {place(t) for a in truth["attempts"] for t in a["traces"]}
    for lost in truth["lost"]:
        gone = range(lost["first_id"], lost["last_id"] + 1)
        assert lost["count"] == len(gone)
        if lost["kind"] != "doubtful":
            assert not [k for k in told if k[:2] == (lost["host"], lost["channel"]) and k[2] in gone]
        if lost["kind"] in ("absent", "not collected"):
            assert not any((lost["host"], lost["channel"], number) in records for number in gone)


def test_hypothetical_forms_are_a_minority(truth: Json) -> None:
    """Codes in the classic channel are marked as never seen publicly, and are few."""
    guessed = [d for d in truth["detections"] if d["hypothetical"]]
    assert all(d["channel"] == "DNS Server" for d in guessed)
    assert all(d["hypothetical"] for d in truth["detections"] if d["channel"] == "DNS Server")
    assert len(guessed) * 5 < len(truth["detections"])


def test_relations_fit_the_rolls_and_the_logs(truth: Json) -> None:
    """Inside and queued conflicts name a visible roll; unexplained ones have logs of their time."""
    rolls = {r["id"]: r for r in truth["rollovers"]}
    for attempt in truth["attempts"]:
        roll = rolls.get(attempt["rollover"])
        if attempt["relation"] in ("inside", "queued"):
            assert roll["visible"]
            assert roll["zone"] == attempt["zone"]
            assert roll["start"] <= attempt["time"] <= (roll["end"] or truth["period"]["end"])
        elif attempt["relation"] == "not applicable":
            assert not {9116, 9120} & set(attempt["codes"])
        else:
            assert roll is None or not roll["visible"]


def test_rules_are_rules_of_the_table(truth: Json) -> None:
    """Every violation and every debatable value names a rule that exists, a subject, and a span."""
    known = {row["id"] for row in rows("rules")}
    assert truth["violations"]
    for found in truth["violations"] + truth["debatable"]:
        assert found["rule"] in known
        assert found["zone"] or found["host"]
        assert found["since"] <= found["until"]


def test_settings_change_one_into_the_next(truth: Json) -> None:
    """A value holds until the next one of the same parameter begins."""
    rows_of: dict[tuple[str, ...], list[Json]] = {}
    for value in truth["settings"]:
        rows_of.setdefault((value["zone"], value["key_guid"] or "", value["parameter"]), []).append(value)
    assert any(len(own) > 1 for own in rows_of.values())
    for own in rows_of.values():
        for before, after in pairwise(own):
            assert before["until"] == after["since"]
            assert before["value"] != after["value"]


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    """A fleet written twice is the same to the last byte, and another seed gives another."""
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write(fleet(seed, 2, 4), tmp_path / name)
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(tmp_path / "b") for p in (tmp_path / "b").rglob("*") if p.is_file())
    assert all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)
    assert (tmp_path / "a/truth.json").read_bytes() != (tmp_path / "c/truth.json").read_bytes()


def test_a_healthy_fleet_has_nothing_to_report(tmp_path: Path) -> None:
    """Windows' defaults, no refusals, no broken rule, every log collected whole."""
    write(fleet(4, 3, 30, healthy=True), tmp_path)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert truth["rollovers"]
    assert not truth["violations"] + truth["detections"] + truth["decoys"] + truth["lost"] + truth["plants"]
    assert all(a["outcome"] == "succeeded" for a in truth["attempts"])
    assert all(r["outcome"] in ("completed", "open") and not r["diagnoses"] for r in truth["rollovers"])


def test_large_fleets_hold_everything() -> None:
    """Over a few seeds every cause, diagnosis and relation of the contract is there."""
    causes, kinds, codes = Counter(), Counter(), Counter()
    for seed in range(3):
        simulation = fleet(seed, 12, 26)
        causes.update(t.purpose.cause for t in simulation.callers.tries if t.code in (9116, 9120))
        codes.update(t.code for t in simulation.callers.tries)
        kinds.update(roll.outcome for roll in simulation.world.rolls)
    assert set(causes) == {
        "retry-loop",
        "scheduled-task",
        "manual-during-automatic",
        "bulk-trigger",
        "wrong-server",
        "parameter-change-during-wait",
        "ds-wait",
        "two-administrators",
        "unknown",
    }
    assert set(kinds) == {"completed", "forced", "failed", "aborted", "open"}
    assert {0, 9101, 9107, 9114, 9116, 9117, 9118, 9119, 9120, 9128} <= set(codes)


NEVER_PLANTED = {"LOG-COVERAGE", "WAIVER-EXPIRED"}
"""Rules whose limits a profile sets, or that are about no log at all."""


def test_large_fleets_hold_every_diagnosis_relation_and_rule(tmp_path: Path) -> None:
    """Over a few seeds every kind of trouble, every relation and every broken rule stands in the truth."""
    kinds, relations, forms, decoys = set(), set(), set(), set()
    broken = {rule for seed in range(12) for plant in fleet(seed, 12, 2).plants for rule in plant.rules}
    for seed in range(4):
        write(fleet(seed, 12, 26), tmp_path / str(seed))
        truth = json.loads((tmp_path / str(seed) / "truth.json").read_text(encoding="utf-8"))
        kinds |= {d["kind"] for r in truth["rollovers"] for d in r["diagnoses"]}
        relations |= {a["relation"] for a in truth["attempts"]}
        forms |= {d["form"] for d in truth["detections"]}
        broken |= {v["rule"] for v in truth["violations"] + truth["debatable"]}
        decoys |= {d["decoy"] for d in truth["decoys"]}
    assert kinds == {
        "stuck",
        "blocked",
        "missed",
        "failed",
        "forced-early",
        "interrupted",
        "too-short",
        "overlapping",
    }
    assert relations == {"inside", "queued", "unexplained", "unknown", "not applicable"}
    assert {"win32-error-id", "exit-status", "task-result"} <= forms
    assert "hostile-text" in decoys
    assert broken - NEVER_PLANTED == {row["id"] for row in rows("rules")} - NEVER_PLANTED
