"""The score: a perfect report gets all, a constant or a vague one does not."""

from __future__ import annotations

import json
import random
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyzer.simulate.fleet import fleet
from analyzer.simulate.score import Counts, added, score
from analyzer.simulate.score.__main__ import lines
from analyzer.simulate.write import write
from tests.simulate.perfect_report import perfect

Json = dict[str, Any]
RELATIONS = ("inside", "queued", "unexplained", "unknown")
COUNTS = st.builds(
    Counts,
    st.integers(0, 9),
    st.integers(9, 99),
    st.integers(9, 99),
    st.lists(st.floats(0, 99), max_size=3).map(tuple),
)
relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Json:
    """A fleet with conflicts of every relation, some logs lost."""
    folder: Path = tmp_path_factory.mktemp("fleet")
    write(fleet(1, 6, 26), folder)
    found: Json = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def report(truth: Json) -> Json:
    """What a perfect reader would write of it."""
    return perfect(truth)


def test_a_perfect_report_scores_one(truth: Json, report: Json) -> None:
    """In every question all is found and nothing else, and most questions have something to find."""
    scores = score(truth, report)
    assert {q: c for q, c in scores.items() if (c.precision or 1, c.recall or 1) != (1, 1)} == {}
    assert sum(c.hits > 0 for c in scores.values()) > 20


def test_an_empty_report_finds_nothing(truth: Json, report: Json) -> None:
    """Silence has no recall wherever there is something to find."""
    scores = score(truth, {name: [] for name in report})
    assert all(c.hits == 0 and not c.recall for c in scores.values())


@pytest.mark.parametrize("constant", RELATIONS)
def test_one_relation_for_all_conflicts_scores_badly(truth: Json, report: Json, constant: str) -> None:
    """It finds none of the other relations, so that on the average it is worth little."""
    said = [a | {"relation": constant} for a in report["attempts"]]
    scores = score(truth, report | {"attempts": said})
    others = [scores[f"relation {r}"] for r in RELATIONS if r != constant and f"relation {r}" in scores]
    assert others
    assert all(c.recall == 0 for c in others)
    known = [*others, scores[f"relation {constant}"]]
    assert sum(c.f1 or 0 for c in known) / len(known) < 0.5


@pytest.mark.parametrize(("field", "constant"), [("outcome", "open"), ("trigger", "manual")])
def test_one_answer_for_all_rollovers_scores_badly(
    truth: Json, report: Json, field: str, constant: str
) -> None:
    """What differs from rollover to rollover cannot be guessed."""
    said = [r | {field: constant} for r in report["rollovers"]]
    assert (score(truth, report | {"rollovers": said})[field].precision or 0) < 0.7


def test_unknown_claims_nothing(truth: Json, report: Json) -> None:
    """An honest `unknown` costs recall and no precision."""
    said = [r | {"trigger": "unknown"} for r in report["rollovers"][::2]] + report["rollovers"][1::2]
    found = score(truth, report | {"rollovers": said})["trigger"]
    assert found.precision == 1
    assert (found.recall or 0) < 0.6


def test_wide_bounds_hold_and_are_seen_to_be_wide(truth: Json, report: Json) -> None:
    """Bounds from the beginning to the end of time hold every edge; their width tells what they are worth."""
    open_ended = {f"{edge}{what}": None for edge in ("start", "end") for what in ("", "_min", "_max")} | {
        "start_basis": "derived",
        "end_basis": "derived",
    }
    scores = score(truth, report | {"rollovers": [r | open_ended for r in report["rollovers"]]})
    assert scores["start logged"].recall == 0
    for edge in ("start", "end"):
        bounds = scores[f"{edge} within bounds"]
        assert bounds.median_width is None or bounds.median_width == float("inf")


def test_an_observed_edge_needs_its_event(truth: Json, report: Json) -> None:
    """An edge said to be observed a minute beside its event is wrong, as is one that no event tells of."""
    said = deepcopy(report)
    for roll in said["rollovers"]:
        roll["start"], roll["start_basis"] = "2025-01-01T00:00:00.000000Z", "observed"
    assert score(truth, said)["start logged"].precision == 0


def test_a_rollover_that_never_was_costs_precision(truth: Json, report: Json) -> None:
    """Of a key that does not exist nothing can be found."""
    fake = report["rollovers"][0] | {"id": "R-fake", "key_guid": "nobody's"}
    found = score(truth, report | {"rollovers": [*report["rollovers"], fake]})["rollovers"]
    assert (found.hits, found.reported - found.hits, found.recall) == (found.true, 1, 1)


def test_a_step_forced_too_early_is_not_missed_but_can_be_made_up(truth: Json, report: Json) -> None:
    """No log holds the parent's DS: not to assess it is right, to claim it anywhere is not."""
    early = {"kind": "forced-early", "since": truth["period"]["start"]}
    said = [r | {"diagnoses": [*r["diagnoses"], early]} for r in report["rollovers"]]
    claimed = score(truth, report | {"rollovers": said})["diagnosis forced-early"]
    assert (claimed.precision or 0) < 0.5
    silent = score(truth, report).get("diagnosis forced-early", Counts())
    assert silent.true == silent.reported == 0


def test_a_debatable_finding_counts_neither_way(truth: Json, report: Json) -> None:
    """What some profiles forbid and others ask for is no fault to report, nor to leave out."""
    broken = {(v["rule"], v["zone"]) for v in truth["violations"]}
    more = [v for v in truth["debatable"] if (v["rule"], v["zone"]) not in broken]
    assert more
    said = [*report["findings"], *({"rule": v["rule"], "zone": v["zone"]} for v in more)]
    assert score(truth, report | {"findings": said}) == score(truth, report)


def test_to_pass_what_is_broken_is_counted(truth: Json, report: Json) -> None:
    """`passed` of a broken rule is wrong, of the key that broke it and of its zone."""
    fault = next(v for v in truth["violations"] if v["key_guid"])
    subjects = (fault["zone"], f"{fault['zone']} KSK {fault['key_guid']}")
    said = [{"rule": fault["rule"], "subject": s, "outcome": "passed"} for s in subjects]
    family = fault["rule"].partition("-")[0]
    assert score(truth, report | {"assessments": said})[f"passed {family}"] == Counts(0, 2, 0)


@settings(max_examples=10, parent=relaxed)
@given(seed=st.integers(0, 2**16))
def test_order_does_not_matter(truth: Json, report: Json, seed: int) -> None:
    """A shuffled report has the same score."""
    rng = random.Random(seed)
    shuffled = {name: rng.sample(rows, len(rows)) for name, rows in report.items()}
    assert _sorted(score(truth, shuffled)) == _sorted(score(truth, report))


@settings(max_examples=10, parent=relaxed)
@given(seed=st.integers(0, 2**16), share=st.floats(0.1, 0.9))
def test_what_is_left_out_is_missed(truth: Json, report: Json, seed: int, share: float) -> None:
    """A report without some rollovers has less recall, in proportion, and no less precision."""
    rolls = report["rollovers"]
    kept = random.Random(seed).sample(rolls, int(share * len(rolls)))
    found = score(truth, report | {"rollovers": kept})["rollovers"]
    assert found.precision == 1
    assert found.hits == len(kept)
    assert found.recall == pytest.approx(len(kept) / len(rolls))


@given(many=st.lists(st.dictionaries(st.sampled_from("abc"), COUNTS), max_size=5))
def test_scores_add_up(many: list[dict[str, Counts]]) -> None:
    """The score of several fleets is that of all their counts, whatever the order of the fleets."""
    total = added(many)
    assert {q: (c.hits, c.reported, c.true, sorted(c.widths)) for q, c in added(many[::-1]).items()} == {
        q: (c.hits, c.reported, c.true, sorted(c.widths)) for q, c in total.items()
    }
    for question, counts in total.items():
        assert counts.hits == sum(s[question].hits for s in many if question in s)


def test_the_table_has_a_line_a_question(truth: Json, report: Json) -> None:
    """Precision, recall and counts of each, and the width of bounds where there are any."""
    scores = score(truth, report)
    table = lines(scores)
    assert len(table) == len(scores) + 1
    assert table[0].split()[:3] == ["question", "precision", "recall"]


def _sorted(scores: dict[str, Counts]) -> dict[str, tuple[object, ...]]:
    return {q: (c.hits, c.reported, c.true, tuple(sorted(c.widths))) for q, c in scores.items()}


def test_a_fault_that_no_log_shows_is_not_missed(truth: Json, report: Json) -> None:
    """It may be found, and is right then; left out it costs nothing, while one that shows does."""
    rule = next(v["rule"] for v in truth["violations"] if v["visible"])
    hidden = truth | {"violations": [v | {"visible": v["rule"] != rule} for v in truth["violations"]]}
    silent = report | {"findings": [f for f in report["findings"] if f["rule"] != rule]}
    question = f"finding {rule}"
    assert score(truth, silent)[question].recall == 0
    assert question not in score(hidden, silent)
    assert score(hidden, report)[question] == score(truth, report)[question]


def test_a_roll_that_no_record_tells_of_may_be_rebuilt(truth: Json, report: Json) -> None:
    """`inside` is right of an unexplained conflict where the report has the key's roll, and only there."""
    hidden = {r["id"]: r for r in truth["rollovers"] if not r["visible"]}
    lone = {
        a["id"]: a for a in truth["attempts"] if a["relation"] == "unexplained" and a["rollover"] in hidden
    }
    assert lone
    before = score(truth, report)["relation unexplained"].true

    def saying(rebuilt: bool) -> Json:
        rolls = [
            *report["rollovers"],
            *(
                report["rollovers"][0] | {"id": f"X-{i}", "key_guid": r["key_guid"]}
                for i, r in hidden.items()
            ),
        ]
        tries = [
            a | {"relation": "inside", "rollover_id": f"X-{lone[a['id']]['rollover']}" if rebuilt else None}
            if a["id"] in lone
            else a
            for a in report["attempts"]
        ]
        return report | {"attempts": tries, "rollovers": rolls}

    queued = sum(a["code"] == 9120 for a in lone.values())
    right = score(truth, saying(rebuilt=True)).get("relation unexplained", Counts())
    assert right.true == before - len(lone) + queued
    assert score(truth, saying(rebuilt=False))["relation unexplained"].true == before
