"""How many conflicts a rollover explains, and what each code could have met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd

from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.tables import NONE, Edges, roll_table
from analyzer.conflicts.world import MICROSECOND, World, rolling
from analyzer.knowledge import all_codes
from analyzer.model import Rollover
from analyzer.statistics import rate, share
from analyzer.statistics.spans import Spans, difference, holds, hours, spans, union

EXPLAINED = "Is there a rollover that explains the conflicts?"
BY_CODE = "How often does a code come up, per 100 hours in which it could?"


def explained(world: World, rollovers: Sequence[Rollover], skew: timedelta) -> Iterator[Statistic]:
    """The share of conflicts that lie in a rollover, beside what of the period was covered."""
    conflicts = world.conflicts
    whole = hours(spans([(world.period.start, world.period.end)]))
    covered = {"state": world.state, "failures": world.failures}
    seen = {name: hours(time) / whole if whole else 0.0 for name, time in covered.items()}
    reason = "; ".join(f"{name} covered for {part:.0%} of the period" for name, part in seen.items())
    if not len(conflicts):
        yield Statistic(
            EXPLAINED, "conflict", "all", 0, verdict="not enough", reason=f"no conflicts; {reason}"
        )
        return
    inside, lost = int(conflicts["explained"].sum()), int(conflicts["unexplained"].sum())
    unknown = len(conflicts) - inside - lost
    yield Statistic(
        EXPLAINED,
        "conflict",
        "all",
        len(conflicts),
        estimate=inside / len(conflicts),
        method="count",
        reason=f"{inside} explained, {lost} unexplained, {unknown} unknown; {reason}",
        sensitivity=_sensitivity(world, rollovers, skew),
    )
    of_targets = conflicts.groupby("target")["explained"].mean()
    whole_targets = int((of_targets == 1).sum())
    yield Statistic(
        EXPLAINED,
        "key",
        "all",
        len(of_targets),
        method="Wilson",
        reason=f"{whole_targets} of {len(of_targets)} zones and keys have explained conflicts only",
    ).valued(share(whole_targets, len(of_targets)))


def _sensitivity(world: World, rollovers: Sequence[Rollover], skew: timedelta) -> str:
    """How many conflicts would leave, or find, a rollover by clocks and edges that are off."""
    step, conflicts = skew // MICROSECOND, world.conflicts
    least, most = (roll_table(rollovers, world.failures, world.period, e) for e in _BOUNDS)
    met = conflicts[conflicts["roll"] != NONE]
    time, roll = met["time"].to_numpy(), met["roll"].to_numpy(dtype=np.int64)
    start, end = (least[edge].to_numpy()[roll] for edge in ("start", "end"))
    leave = int(((time - step < start) | (time + step > end)).sum())
    lone = conflicts[conflicts["unexplained"]]
    find = 0
    for zone, times in lone.groupby("zone", observed=True)["time"]:
        windows = most.loc[(most["zone"] == zone).to_numpy(), ["start", "end"]].to_numpy(dtype=np.int64)
        near = union(windows + np.array([-step, step]))
        find += int(holds(near, times.to_numpy()).sum())
    minutes = f"{skew.total_seconds() / 60:.0f} min of clock skew"
    return f"by {minutes} and the bounds of edges {leave} explained and {find} unexplained might be otherwise"


_BOUNDS: tuple[Edges, Edges] = ("least", "most")


def by_code(world: World) -> Iterator[Statistic]:
    """Each conflict code against the hours in which alone it can occur; other codes have no such hours."""
    exposed = _exposures(world)
    codes = {c.number: c for c in all_codes() if c.number is not None}
    counts = world.conflicts.drop_duplicates(["target", "roll", "code"])["code"].value_counts()
    for number in sorted(int(n) for n in counts.index):
        count, known = int(counts[number]), codes[number]
        time = exposed.get(known.exposure)
        row = Statistic(
            BY_CODE,
            "key of a rollover",
            str(number),
            count,
            verdict="not enough",
            reason=_WORDS.get(known.exposure, "no state is known in which alone it can occur"),
        )
        if time:
            row = replace(row, exposure_h=round(time, 2), method="exact Poisson", verdict="estimate")
        yield row.valued(rate(count, time / 100) if time else None)


_WORDS = {
    "rolling": "counted once for each key and rollover; exposed while a key of a zone rolls",
    "queued": "exposed while a key rolls in a zone of which other keys are known",
    "not-waiting": "exposed while no key of a zone waits for its DS",
}


def _exposures(world: World) -> dict[str, float]:
    """Zone-hours in which failures could be seen, by the state that a code needs."""
    rolls = world.rolls
    each = {zone: hours(rolling(world, own)) for zone, own in rolls.groupby("zone", sort=True)}
    keys = world.conflicts.groupby("zone", observed=True)["target"].nunique()
    several = {str(z) for z, n in keys.items() if n > 1} | _with_roles(rolls)
    return {
        "rolling": sum(each.values()),
        "queued": sum(h for zone, h in each.items() if zone in several),
        "not-waiting": sum(hours(difference(world.failures, wait)) for wait in _waits(rolls)),
    }


def _waits(rolls: pd.DataFrame) -> Iterator[Spans]:
    """For each zone the time in which one of its keys waited for its DS."""
    for _, own in rolls.groupby("zone", sort=True):
        yield union(own[["wait_start", "wait_end"]].to_numpy(dtype=np.int64))


def _with_roles(rolls: pd.DataFrame) -> set[str]:
    roles = rolls.groupby("zone")["role"].nunique()
    return {str(zone) for zone, n in roles.items() if n > 1}
