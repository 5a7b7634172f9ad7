from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from analyzer.report import audit_json
from analyzer.report.report import Report

TOP = (
    "schema_version generator run as_of period statistics_period inputs losses coverage settings detections "
    "sightings attempts episodes rollovers statistics recurrences trends assessments findings summary"
)
CONTRACT = {
    "input": "path sha256 bytes format records_total records_decoded records_tallied records_lost "
    "records_recovered duplicates recognised_by confidence lacks",
    "loss": "path position first_id last_id count kind reason",
    "coverage": "host channel observes start end records holes basis",
    "hole": "start end first_id last_id kind",
    "setting": "zone key_guid key_role parameter value since until source",
    "detection": "id time time_basis host server zone key_guid key_role code name form confidence provider "
    "channel event_id record_id actor path position attempt_id",
    "attempt": "id time host server actor process operation zone key_guid key_role outcome codes detections "
    "relation relation_basis rollover_id stage delay_s episode_id",
    "episode": "id zone key_guid key_role first last attempts servers actors cause cause_facts missing_facts "
    "rollover_id relation",
    "rollover": "id zone key_guid key_role servers trigger start start_basis start_min start_max end "
    "end_basis end_min end_max outcome stages active_key next_key standby_key expected_min_s expected_max_s "
    "expected_source conflicts episodes diagnoses evidence",
    "stage": "name start basis",
    "diagnosis": "kind since step next_step precondition confidence evidence",
    "statistic": "question unit subject n exposure_h comparator estimate ci_low ci_high p_value q_value "
    "method verdict reason sensitivity",
    "recurrence": "zone key_role kind phase tz hits slots p_value q_value text",
    "trend": "week subject count exposure_h rate ci_low ci_high signal",
    "assessment": "rule subject outcome reason",
    "finding": "id fingerprint rule subject severity confidence zone key_guid key_role server title "
    "explanation numbers evidence remedy references first_seen last_seen state",
}


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema as it is shipped."""
    return json.loads((files("analyzer.report") / "audit.schema.json").read_text(encoding="utf-8"))


def test_the_schema_requires_the_contract(schema: Any) -> None:
    """Each key of the contract is required, and nothing else is, and more may be added."""
    assert schema["required"] == TOP.split()
    assert {name: schema["$defs"][name]["required"] for name in CONTRACT} == {
        name: keys.split() for name, keys in CONTRACT.items()
    }
    assert "additionalProperties" not in schema


@pytest.mark.parametrize("name", ["demo", "hostile"])
def test_reports_obey_the_schema(name: str, schema: Any, request: pytest.FixtureRequest) -> None:
    """A report of real shape and a hostile one are both valid."""
    Draft202012Validator.check_schema(schema)
    text = audit_json.render(request.getfixturevalue(name))
    Draft202012Validator(schema).validate(json.loads(text))


def test_an_empty_report_obeys_the_schema(build: Callable[..., Report], schema: Any) -> None:
    """Nothing read is a valid report with nulls where nothing is known."""
    document = json.loads(audit_json.render(build()))
    Draft202012Validator(schema).validate(document)
    assert document["summary"]["failures_share"] is None


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("rollovers", 0, "outcome"), "done"),
        (("rollovers", 0, "start"), "2026-03-07 20:00:00"),
        (("detections", 0, "form"), "guess"),
        (("detections", 0, "id"), "17"),
        (("attempts", 0, "relation"), None),
        (("findings", 0, "severity"), "bad"),
        (("as_of",), None),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_know(
    path: tuple[Any, ...], wrong: Any, demo: Report, schema: Any
) -> None:
    """Closed vocabularies, times and ids are checked, so that a valid file means something."""
    document = json.loads(audit_json.render(demo))
    *way, last = path
    place = document
    for step in way:
        place = place[step]
    place[last] = wrong
    with pytest.raises(ValidationError):
        Draft202012Validator(schema).validate(document)


def test_times_sort_as_text(demo: Report) -> None:
    """All times have one width and end in Z, so that lists by time are in order as text."""
    times = [row["time"] for row in json.loads(audit_json.render(demo))["detections"]]
    assert times == sorted(times)
    assert {len(time) for time in times} == {len("2026-03-08T01:00:00.000000Z")}


def test_inner_lists_are_sorted(demo: Report) -> None:
    """Lists within rows are sorted as well, whatever order they were found in."""
    rollover = json.loads(audit_json.render(demo))["rollovers"][0]
    assert rollover["evidence"] == sorted(rollover["evidence"])
    assert [s["start"] for s in rollover["stages"]] == sorted(s["start"] for s in rollover["stages"])


@given(st.lists(st.text(st.characters(exclude_categories=())), max_size=3))
def test_text_comes_back_as_it_was_and_looks_harmless(build: Callable[..., Report], texts: list[str]) -> None:
    """Any text survives the round trip, and the file holds no character that hides or steers."""
    assume(not any(re.search("[\ud800-\udbff][\udc00-\udfff]", text) for text in texts))
    written = audit_json.render(build(blind_spots=texts))
    assert json.loads(written)["summary"]["blind_spots"] == sorted(texts)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\ud800-\udfff]", written)
