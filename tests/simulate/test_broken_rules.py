"""Which rules a fleet breaks, and whether its logs show it, counted again from the rest of the truth."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from analyzer.simulate.fleet import fleet
from analyzer.simulate.hosts import DNS_CHANNELS
from analyzer.simulate.settings import Value
from analyzer.simulate.value_rules import _returns
from analyzer.simulate.write import write

Json = dict[str, Any]
SEEDS = (1, 6)
MISUSES = {9113, 9114, 9115, 9117, 9118, 9119, 9120, 9128}
DAY = timedelta(days=1)


def told(folder: Path, seed: int, *, without_callers: bool = False) -> Json:
    """The truth of a fleet, of which nothing was collected but what DNS servers log, if so wanted."""
    simulation = fleet(seed, 5, 16, blind=False)
    if without_callers:
        channels = {(host, channel) for host, channel in simulation.logs.channels()}
        simulation.uncollected |= {(h, c) for h, c in channels if c not in DNS_CHANNELS}
    write(simulation, folder)
    found: Json = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module", params=SEEDS)
def truth(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Json:
    """A fleet of which everything was collected."""
    return told(tmp_path_factory.mktemp("whole"), request.param)


def broken(truth: Json, rule: str) -> dict[str, bool]:
    """By zone in which a rule was broken, whether the logs show it."""
    return {v["zone"]: v["visible"] for v in truth["violations"] if v["rule"] == rule}


def test_misuse_is_counted_by_tries_and_seen_by_codes(truth: Json) -> None:
    """Three tries that do not fit break the rule; it shows where three of them left their code in a log."""
    tried, shown = defaultdict(int), defaultdict(int)
    for one in truth["attempts"]:
        tried[one["zone"]] += one["code"] in MISUSES
        shown[one["zone"]] += not MISUSES.isdisjoint(one["codes"])
    expected = {zone: shown[zone] >= 3 for zone, number in tried.items() if number >= 3}
    assert broken(truth, "CONFLICT-MISUSE") == expected


def test_a_recurrent_practice_meets_several_rolls_or_weeks(truth: Json) -> None:
    """The same account with the same operation, in three rolls or three ISO weeks."""
    rolls, weeks = defaultdict(set), defaultdict(set)
    for one in truth["attempts"]:
        if one["code"] in (9116, 9120):
            practice = one["zone"], one["actor"], one["operation"]
            rolls[practice].update({one["rollover"]} - {None})
            weeks[practice].add(datetime.fromisoformat(one["time"]).isocalendar()[:2])
    many = {practice[0] for practice in weeks if max(len(rolls[practice]), len(weeks[practice])) >= 3}
    assert set(broken(truth, "CONFLICT-RECURRENT")) == many


def test_tasks_show_only_where_their_history_is_kept(truth: Json) -> None:
    """The cause of a task's conflict is known where the host kept a history, and is another's else."""
    kept = {host["host"] for host in truth["hosts"] if host["task_history"]}
    by_task = [a for a in truth["attempts"] if a["cause"] == "scheduled-task"]
    assert by_task
    for one in by_task:
        assert (one["cause_shown"] == "scheduled-task") == (one["host"] in kept)


def test_causes_that_rest_on_a_roll_need_its_logs(truth: Json) -> None:
    """Where no record tells of the roll in the way, nobody can tell that it was automatic or waited."""
    seen = {roll["id"] for roll in truth["rollovers"] if roll["visible"]}
    for one in truth["attempts"]:
        if one["cause"] in ("manual-during-automatic", "ds-wait", "two-administrators"):
            assert one["cause_shown"] in ({one["cause"]} if one["rollover"] in seen else {"unknown"})


def test_nothing_shows_where_callers_left_no_logs(tmp_path: Path) -> None:
    """With the DNS servers' logs alone no rule about failed tries shows, and all are broken still."""
    whole, blind = told(tmp_path / "whole", 6), told(tmp_path / "blind", 6, without_callers=True)
    of_tries = {v["rule"] for v in whole["violations"] if v["rule"].startswith("CONFLICT-")}
    assert of_tries - {"CONFLICT-UNEXPLAINED"} == {
        v["rule"] for v in blind["violations"] if v["rule"].startswith("CONFLICT-")
    }
    assert not any(v["visible"] for v in blind["violations"] if v["rule"].startswith("CONFLICT-"))


def test_only_zones_of_several_servers_have_a_wrong_one(truth: Json) -> None:
    """A script that asks every server of a zone meets a wrong one only where there are two."""
    several = {zone["zone"] for zone in truth["zones"] if len(zone["servers"]) > 1}
    assert {plant["zone"] for plant in truth["plants"] if plant["cause"] == "wrong-server"} <= several


@pytest.mark.parametrize(
    ("values", "returns"),
    [("ab", 0), ("aba", 0), ("abab", 2), ("abcabc", 0), ("ababa", 3)],
)
def test_settings_flap_from_the_second_return_on(values: str, returns: int) -> None:
    """A change and back is one return and no fault; to and fro within a month is, over half a year is not."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    close = [Value("z", None, None, "P", v, start + n * DAY) for n, v in enumerate(values)]
    far = [Value("z", None, None, "P", v, start + 40 * n * DAY) for n, v in enumerate(values)]
    assert len(_returns(close)) == returns
    assert not _returns(far)
