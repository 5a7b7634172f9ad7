"""The simulated samples, read back: the report equals the truth, and no decoy deceives it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.pipeline import run
from analyzer.report.audit_json import document
from analyzer.request import Request
from analyzer.simulate.score import Counts, score
from analyzer.simulate.score.pairs import attempt_pairs

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
EQUAL = (
    *("detections", "attempts", "relation inside", "relation queued", "rollovers"),
    *("start logged", "end logged", "outcome", "trigger"),
)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    """What truly happened."""
    return dict(json.loads((SAMPLES / "truth.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def audit() -> dict[str, Any]:
    """What the report says, from the files alone."""
    return document(run(Request((SAMPLES,), tz="Europe/Berlin")))


@pytest.mark.parametrize("question", EQUAL)
def test_the_report_equals_the_truth(question: str, truth: dict[str, Any], audit: dict[str, Any]) -> None:
    """Nothing is missed and nothing made up; and there was something to find."""
    counts: Counts = score(truth, audit)[question]
    assert counts.hits == counts.reported == counts.true > 0


def test_every_attempt_has_its_codes_and_its_rollover(truth: dict[str, Any], audit: dict[str, Any]) -> None:
    """What a try was answered, and which roll stood in its way, is as the truth has it."""
    rolls = {r["id"]: (r["zone"], r["key_guid"], r["start"][:16]) for r in audit["rollovers"]}
    true_rolls = {r["id"]: (r["zone"], r["key_guid"], r["start"][:16]) for r in truth["rollovers"]}
    pairs = attempt_pairs(truth["attempts"], audit["attempts"])
    assert len(pairs) == len(audit["attempts"])
    for true, found in pairs:
        assert found["codes"] == true["codes"]
        assert found["key_role"] == (true["key_role"] or found["key_role"])
        if true["relation"] in ("inside", "queued"):
            assert rolls[found["rollover_id"]] == true_rolls[true["rollover"]]


def test_no_decoy_is_a_detection(truth: dict[str, Any], audit: dict[str, Any]) -> None:
    """Ports, process and record ids, serials, packets, zone names and quoted messages are no evidence."""
    kinds = {decoy["decoy"] for decoy in truth["decoys"]}
    assert len(kinds) >= 8
    planted = {(d["host"], d["channel"], d["record_id"]) for d in truth["decoys"]}
    found = {(d["host"], d["channel"], d["record_id"]) for d in audit["detections"]}
    assert planted & found == set()


def test_a_code_that_is_only_mentioned_is_a_sighting(audit: dict[str, Any]) -> None:
    """Script text with the code is listed apart."""
    assert {s["event_id"] for s in audit["sightings"]} >= {4104}
