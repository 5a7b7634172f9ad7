"""Week by week: the rate at which rollovers are hit, whether it changes, and when to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.conflicts.rows import Statistic, Trend
from analyzer.conflicts.tables import NONE
from analyzer.conflicts.world import World
from analyzer.statistics import compare_rates, rate, scores, signals, slope
from analyzer.statistics.spans import elapsed

SLOPE = "By what factor does the rate of rollovers hit change from week to week?"
LAST = "How many times the rate of the weeks before is that of the last week?"
RUN_LENGTH = 104.0
"""Weeks until the chart signals by chance where nothing changes, on average: two years."""
THRESHOLD = 3.5397
"""The level of the chart with that run length."""
BEFORE = 8
LEAST = 5
SIGNAL = {1: "rise", -1: "fall", 0: "none"}


def weekly(world: World) -> tuple[tuple[Statistic, ...], tuple[Trend, ...]]:
    """The answers and the weeks, of all zones together and of each zone that met a conflict.

    A rollover counts once in each week in which it met a conflict: its tries are not
    independent of each other.
    """
    edges, names = weeks(world)
    counts, exposure = _counts(world, edges), _exposure(world, edges)
    zones, zone_names = pd.factorize(world.rolls["zone"], sort=True)
    statistics: list[Statistic] = []
    trends: list[Trend] = []
    subjects = [("all", np.ones(len(zones), dtype=np.bool_))]
    subjects += [(str(z), zones == i) for i, z in enumerate(zone_names) if counts[zones == i].any()]
    for subject, own in subjects:
        count, exposed = counts[own].sum(axis=0), exposure[own].sum(axis=0)
        statistics += _judged(subject, count, exposed)
        trends += _rows(world, subject, names, count, exposed)
    return tuple(statistics), tuple(trends)


def weeks(world: World) -> tuple[NDArray[np.int64], list[str]]:
    """The edges of the local ISO weeks that the period touches, one more than names."""
    first = pd.Timestamp(world.period.start).tz_convert(world.tz).tz_localize(None).normalize()
    last = pd.Timestamp(world.period.end).tz_convert(world.tz).tz_localize(None)
    monday = first - pd.Timedelta(days=int(first.day_of_week))
    starts = pd.date_range(monday, last + pd.Timedelta(days=7), freq="7D")
    twice = np.ones(len(starts), dtype=np.bool_)
    edges = starts.tz_localize(world.tz, ambiguous=twice, nonexistent="shift_forward").as_unit("us").asi8
    names = [f"{d.isocalendar().year}-W{d.isocalendar().week:02}" for d in starts[:-1]]
    return np.asarray(edges), names


def _counts(world: World, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    met = world.conflicts[world.conflicts["roll"] != NONE]
    shape = (len(world.rolls), len(edges) - 1)
    week = np.clip(np.searchsorted(edges, met["time"].to_numpy(), side="right") - 1, 0, shape[1] - 1)
    hit = np.zeros(shape, dtype=np.int64)
    hit[met["roll"].to_numpy(dtype=np.int64), week] = 1
    return hit


def _exposure(world: World, edges: NDArray[np.int64]) -> NDArray[np.float64]:
    start, end = (world.rolls[edge].to_numpy()[:, None] for edge in ("start", "end"))
    return np.diff(elapsed(world.failures, np.clip(edges[None, :], start, end)), axis=1)


def _judged(subject: str, count: NDArray[np.int64], exposed: NDArray[np.float64]) -> Iterator[Statistic]:
    n, seen = int(count.sum()), np.flatnonzero(exposed > 0)
    hours = round(float(exposed.sum()), 2)
    found = slope(count.tolist(), exposed.tolist()) if min(n, len(seen)) >= LEAST else None
    row = Statistic(
        SLOPE,
        "rollover and week",
        subject,
        n,
        hours,
        "no change",
        found.factor if found and np.isfinite(found.factor) else None,
        method="exact conditional test of a log-linear rate",
        reason=f"{n} in {len(seen)} weeks in which a key was rolling",
    )
    yield row.tested(found.p if found else None)
    row = replace(row, question=LAST, estimate=None, method="exact conditional comparison of Poisson rates")
    if len(seen) < 2:
        yield replace(row, comparator=None, reason="fewer than two weeks in which a key was rolling").tested(
            None
        )
        return
    last, before = seen[-1], seen[-1 - BEFORE : -1]
    ours, others = int(count[last]), int(count[before].sum())
    ratio = compare_rates(ours, float(exposed[last]), others, float(exposed[before].sum()))
    reason = f"{ours} in the last week, {others} in the {len(before)} before"
    row = replace(row, comparator=f"the {len(before)} weeks before", reason=reason).valued(ratio[:3])
    yield row.tested(ratio.p if ours + others >= LEAST else None)


def _rows(
    world: World, subject: str, names: list[str], count: NDArray[np.int64], exposed: NDArray[np.float64]
) -> Iterator[Trend]:
    score = scores(count.tolist(), exposed.tolist(), world.rng(SLOPE, subject))
    signal = signals(score.tolist(), THRESHOLD)
    for place, week in enumerate(names):
        hours = float(exposed[place])
        found = rate(int(count[place]), hours / 100) if hours > 0 else None
        yield Trend(
            week=week,
            subject=subject,
            count=int(count[place]),
            exposure_h=round(hours, 2),
            rate=found.value if found else None,
            ci_low=found.low if found else None,
            ci_high=found.high if found else None,
            signal=None if np.isnan(score[place]) else SIGNAL[int(signal[place])],
        )
