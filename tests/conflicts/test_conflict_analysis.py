"""All questions together: the contract's rows, whatever the order of the values."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from importlib.resources import files

import jsonschema
import numpy as np
import pytest

from analyzer.conflicts import Analysis, analyse
from analyzer.conflicts.clocks import SKEW
from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.sensitivity import by_key, told
from tests.accuracy.fleets import Fleet, hit, uniform, zone_of_rolls


@pytest.fixture(scope="module")
def fleet() -> Fleet:
    """Three zones with random conflicts, one of them with a nightly task too."""
    rng, made = np.random.default_rng(3), Fleet(days=240, holes=[(40, 44)])
    for zone in ("a", "b", "c"):
        for one in zone_of_rolls(made, f"{zone}.example", rng):
            uniform(made, one, int(rng.poisson(0.5)), rng)
            assert one.start
            if zone == "a":
                first = int((one.start - made.period.start).total_seconds() // 86400) + 1
                for day in range(first, first + 2):
                    hit(made, one, day + 0.25, actor="nightly")
    return made


def analysed(fleet: Fleet, seed: int = 1) -> Analysis:
    """Its analysis."""
    return analyse(
        fleet.attempts, fleet.rollovers, fleet.coverage(), period=fleet.period, tz=fleet.tz, seed=seed
    )


def test_rows_are_those_of_the_contract(fleet: Fleet) -> None:
    """Every row meets the shipped schema of `audit.json`, and no two statistics answer the same."""
    schema = json.loads((files("analyzer.report") / "audit.schema.json").read_text(encoding="utf-8"))
    analysis = analysed(fleet)
    for kind, rows in (
        ("statistic", analysis.statistics),
        ("recurrence", analysis.recurrences),
        ("trend", analysis.trends),
    ):
        check = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": schema["$defs"]})
        assert rows
        for row in rows:
            json.dumps(asdict(row), allow_nan=False)
            check.validate(asdict(row))
    keys = [(s.question, s.unit, s.subject) for s in analysis.statistics]
    assert len(set(keys)) == len(keys)


def test_the_planted_task_is_the_only_schedule(fleet: Fleet) -> None:
    """The zone of the nightly task is told, and no other."""
    assert [(r.zone, r.kind) for r in analysed(fleet).recurrences] == [("a.example", "daily")]


def test_order_changes_nothing(fleet: Fleet) -> None:
    """Attempts, rollovers and coverage in any order give the same answers."""
    turned = replace(fleet, attempts=fleet.attempts[::-1], rollovers=fleet.rollovers[::-1])
    assert analysed(turned) == analysed(fleet)


def test_the_seed_is_all_the_chance_there_is(fleet: Fleet) -> None:
    """Twice the same seed is twice the same; without chance in the question the seed does not matter."""
    one, other = analysed(fleet, 1), analysed(fleet, 2)
    assert analysed(fleet, 1) == one
    assert [(s.subject, s.estimate) for s in one.statistics] == [
        (s.subject, s.estimate) for s in other.statistics
    ]


def test_nothing_at_all_is_an_answer() -> None:
    """Without attempts and rollovers every row says that there is not enough, or counts nothing."""
    analysis = analysed(Fleet(days=30))
    assert analysis.recurrences == ()
    assert all(s.verdict in ("not enough", "estimate") for s in analysis.statistics)
    assert all(not s.n for s in analysis.statistics)


def test_an_answer_that_moves_says_so() -> None:
    """The sensitivity names what changes the verdict, else how far the estimate moves."""
    row = Statistic("q", "u", "s", 9, estimate=0.5, verdict="yes")
    same, moved = replace(row, estimate=0.6), replace(row, verdict="not seen")
    assert told(row, {"x": by_key([same])}, SKEW) == (
        "holds under 5 min of clock skew and for all bounds of edges; the estimate stays within 0.5 and 0.6"
    )
    assert told(row, {"x": by_key([same]), "wide edges": by_key([moved])}, SKEW) == (
        "yes, but not seen with wide edges"
    )
    assert told(row, {"x": {}}, SKEW) == "yes, but not asked with x"
    assert told(Statistic("q", "u", "s", 0, verdict="not enough"), {}, SKEW) is None
