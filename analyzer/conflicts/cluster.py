"""Whether tries crowd into rollovers that nobody started."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.world import MICROSECOND, World
from analyzer.statistics import turned_counts, turned_p
from analyzer.statistics.spans import Spans, difference, elapsed, holds, hours, intersection, union

CROWD = "Do tries crowd into automatic rollovers?"
PER_HOUR = 4
"""Steps of the ring in an hour."""
AT_START = timedelta(minutes=5) // MICROSECOND
"""A try that triggers a rollover may seem to come after its start, by the clocks of two hosts."""
DRAWS = 1999
LEAST = 8

Rings = dict[str, tuple[NDArray[np.int64], int, float]]


def cluster(world: World) -> Iterator[Statistic]:
    """All zones with automatic rollovers together, and each of them.

    Time and tries within rollovers started by hand, or not known to be automatic, are left
    out: a try opens its own.  What is left of each zone's time is a ring on which its tries
    turn together.
    """
    both = intersection(world.state, world.failures)
    made_in = dict(iter(world.sittings.groupby("zone", observed=True)["time"]))
    rings: Rings = {}
    for zone, own in world.rolls.groupby("zone", sort=True):
        made = made_in[zone].to_numpy(dtype=np.int64) if zone in made_in else np.empty(0, dtype=np.int64)
        if ring := _ring(both, own, made):
            rings[str(zone)] = ring
    yield _row("all", rings, world)
    for zone in rings:
        yield _row(zone, {zone: rings[zone]}, world)


def _ring(
    both: Spans, rolls: pd.DataFrame, made: NDArray[np.int64]
) -> tuple[NDArray[np.int64], int, float] | None:
    automatic = (rolls["trigger"] == "automatic").to_numpy()
    windows = rolls[["start", "end"]].to_numpy(dtype=np.int64)
    started = windows[~automatic] + np.array([AT_START, 0])
    time = difference(both, union(started[started[:, 0] < started[:, 1]]))
    inside = elapsed(time, windows[automatic])
    steps = int(hours(time) * PER_HOUR)
    ours = made[holds(time, made)]
    if steps < 2 or not len(inside) or not len(ours):
        return None
    place = np.minimum((elapsed(time, ours) * PER_HOUR).astype(np.int64), steps - 1)
    events = np.bincount(place, minlength=steps)
    edges = np.rint(inside * PER_HOUR).astype(np.int64)
    marks = np.zeros(steps + 1, dtype=np.int64)
    np.add.at(marks, np.minimum(edges[:, 0], steps), 1)
    np.add.at(marks, np.minimum(edges[:, 1], steps), -1)
    within = np.cumsum(marks)[:-1] > 0
    return turned_counts(events, within), len(ours), float(within.mean())


def _row(subject: str, rings: Rings, world: World) -> Statistic:
    n = sum(tries for _, tries, _ in rings.values())
    expected = sum(tries * part for _, tries, part in rings.values())
    inside = sum(int(counts[0]) for counts, _, _ in rings.values())
    enough = n >= LEAST and 0 < expected < n
    p = (
        turned_p([counts for counts, _, _ in rings.values()], world.rng(CROWD, subject), DRAWS)
        if enough
        else None
    )
    row = Statistic(
        CROWD,
        "sitting",
        subject,
        n,
        method="turns of each zone's tries on its seen time",
        reason="no tries outside rollovers started by hand while state and failures could be seen",
    )
    if n:
        row = replace(
            row,
            comparator=f"{expected / n:.0%} of the time left",
            estimate=inside / n,
            reason=f"{inside} of {n} in automatic rollovers; {expected:.1f} expected",
        )
    return row.tested(p)
