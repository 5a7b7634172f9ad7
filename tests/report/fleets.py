"""Reports of whole fleets, made up by a seed: for benchmarks, sizes and looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from analyzer.conflicts.analysis import analyse
from analyzer.conflicts.rows import Analysis
from analyzer.model import Assessment, Attempt, Episode, Hole, Input, Period, Rollover
from analyzer.report.report import Report
from tests.report.makers import (
    ADMIN,
    POWERSHELL,
    TASK,
    attempt,
    detection,
    finding,
    report_of,
    rollover,
    setting,
)
from tests.report.makers import covering as covering_days

START = datetime(2026, 3, 2, tzinfo=UTC)
RULES = ("CONFLICT-FREQUENT", "CONFLICT-RECURRENT", "ROLL-STUCK", "KEY-PERIOD", "LOG-GAP")


def fleet_lists(zones: int, weeks: int, seed: int = 9116, *, asked: bool = True) -> dict[str, Any]:
    """All lists of a report on so many zones: each key rolls every five weeks.

    Where it is not `asked`, the lists of statistics, which take the longest, are empty.
    """
    rng = Random(seed)
    period = Period(START, START + timedelta(weeks=weeks))
    rollovers: list[Rollover] = []
    attempts: list[Attempt] = []
    episodes: list[Episode] = []
    for number in range(zones):
        zone = f"zone{number:04}.example"
        troubled = rng.random() < 0.3
        for day in range(rng.randrange(35), 7 * weeks, 35):
            role = "KSK" if rng.random() < 0.2 else "ZSK"
            start = START + timedelta(days=day, hours=rng.uniform(0, 24))
            length = None if rng.random() < 0.02 else rng.lognormvariate(4, 0.7)
            if length and start + timedelta(hours=length) > period.end:
                length = None
            name = f"R-{number:04}-{day:03}"
            tries = rng.randrange(1, 6) if troubled and rng.random() < 0.6 else 0
            first = start + timedelta(hours=rng.uniform(0.1, length or 200))
            own = [
                attempt(
                    len(attempts) + i,
                    first + timedelta(minutes=3 * i),
                    zone,
                    9120 if rng.random() < 0.2 else 9116,
                    rollover_id=name,
                    key_role=role,
                    actor=rng.choice((TASK, ADMIN)),
                    episode_id=f"E-{name}",
                )
                for i in range(tries)
                if first < period.end
            ]
            attempts += own
            roll = rollover(
                zone, start, length, role, id=name, stages=(), conflicts=len(own), episodes=int(bool(own))
            )
            rollovers.append(roll)
            episodes += [_episode(own, roll)] if own else []
    hosts = max(3, zones // 10)
    coverage = _coverage(rng, hosts, weeks)
    analysis = Analysis((), (), ())
    if asked:
        analysis = analyse(attempts, rollovers, coverage, period=period, tz="Europe/Berlin")
    subjects = sorted({r.zone for r in rollovers})
    outcomes = ("passed", "passed", "not assessed", "not applicable")
    return {
        "period": period,
        "simulated": True,
        "inputs": [
            Input(f"host{i}/audit.evtx", f"{i:064x}", 1 << 24, "evtx", 9000, 40, 8960) for i in range(hosts)
        ],
        "coverage": coverage,
        "settings": [
            setting(z, f"{z}-guid", "ZSK", "RolloverPeriod", f"{rng.randrange(20, 200)}.00:00:00")
            for z in subjects
        ],
        "detections": [detection(a) for a in attempts],
        "attempts": attempts,
        "episodes": episodes,
        "rollovers": rollovers,
        "statistics": analysis.statistics,
        "recurrences": analysis.recurrences,
        "trends": analysis.trends,
        "assessments": [
            Assessment(rule, z, rng.choice(outcomes), "as made up") for rule in RULES for z in subjects
        ],
        "findings": [finding(i, zone=z) for i, z in enumerate(sorted({e.zone or "" for e in episodes}))],
        "blind_spots": [f"host{i}: its log was cleared." for i in range(hosts // 5)],
    }


def fleet(zones: int, weeks: int, *, asked: bool = True) -> Report:
    """The report of these lists."""
    return report_of(**fleet_lists(zones, weeks, asked=asked))


def _episode(own: list[Attempt], roll: Rollover) -> Episode:
    actors = tuple(sorted({a.actor or "" for a in own}))
    return Episode(
        f"E-{roll.id}", roll.zone, roll.key_guid, roll.key_role, own[0].time, own[-1].time, len(own),
        roll.servers, actors, "retry-loop", ("180 s apart",), (), roll.id, "inside",
    )  # fmt: skip


def _coverage(rng: Random, hosts: int, weeks: int) -> list[Any]:
    rows = []
    for i in range(hosts):
        since = rng.choice((0, 0, rng.uniform(0, 20)))
        day = rng.uniform(20, 7 * weeks - 5)
        gap = Hole(START + timedelta(days=day), START + timedelta(days=day + 2), 1, 9, "absent")
        holes = (gap,) if rng.random() < 0.4 else ()
        kind = "failures" if i % 3 == 0 else "state"
        channel = POWERSHELL if kind == "failures" else "Microsoft-Windows-DNSServer/Audit"
        rows.append(covering_days(f"host{i}.example", channel, kind, since, 7 * weeks, *holes))
    return rows
