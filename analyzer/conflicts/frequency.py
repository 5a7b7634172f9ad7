"""How often conflicts and episodes happen against rollovers, rolling time and weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.world import World, rolling
from analyzer.statistics import rate, share
from analyzer.statistics.spans import hours, spans

PER_HOURS = "How many, per 100 hours in which a key of a zone was rolling and failures could be seen?"
PER_ROLLOVER = "How many, per rollover?"
PER_WEEK = "How many, per week?"
HIT = "What share of rollovers meets a conflict?"
WEEK_H = 168.0


def frequency(world: World) -> Iterator[Statistic]:
    """Rates of all, each role and each zone; rollovers in which no failure could be seen are left out."""
    yield from _per_week(world)
    for subject, own in subjects(world.rolls):
        yield from _of(world, subject, own)


def subjects(rolls: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """All rollovers, those of each role, those of each zone; those without exposure left out.

    What has one role or zone only is told by all.
    """
    seen = rolls[rolls["exposed_h"] > 0]
    yield "all", seen
    for name in ("role", "zone"):
        groups = list(seen.groupby(name, sort=True))
        yield from ((str(subject), own) for subject, own in groups if len(groups) > 1)


def _of(world: World, subject: str, own: pd.DataFrame) -> Iterator[Statistic]:
    if not len(own):
        yield Statistic(
            HIT, "rollover", subject, 0, verdict="not enough", reason="no rollover could be watched"
        )
        return
    exposed = sum(hours(rolling(world, zone)) for _, zone in own.groupby("zone", sort=True))
    hit = int((own["conflicts"] > 0).sum())
    yield Statistic(
        HIT,
        "rollover",
        subject,
        len(own),
        round(exposed, 2),
        method="Wilson",
        reason=f"{hit} of {len(own)}",
    ).valued(share(hit, len(own)))
    conflicts, episodes = int(own["conflicts"].sum()), int(own["episodes"].sum())
    yield Statistic(
        PER_HOURS,
        "episode",
        subject,
        episodes,
        round(exposed, 2),
        method="exact Poisson",
        reason=f"{episodes} episodes in {exposed:.0f} h",
    ).valued(rate(episodes, exposed / 100))
    yield Statistic(
        PER_HOURS,
        "conflict",
        subject,
        conflicts,
        round(exposed, 2),
        estimate=conflicts / exposed * 100,
        method="count",
        reason="no interval: the tries of an episode are not independent",
    )
    for unit, count in (("episode", episodes), ("conflict", conflicts)):
        yield Statistic(
            PER_ROLLOVER,
            unit,
            subject,
            len(own),
            round(exposed, 2),
            estimate=count / len(own),
            method="count",
            reason=f"{count} in {len(own)} rollovers",
        )


def _per_week(world: World) -> Iterator[Statistic]:
    """Everything that was seen, explained or not, over the time in which failures could be seen."""
    conflicts, seen = world.conflicts, hours(world.failures)
    if not seen:
        reason = "failures could not be seen at any time"
        yield Statistic(PER_WEEK, "episode", "all", len(conflicts), 0.0, verdict="not enough", reason=reason)
        return
    episodes = int(conflicts["episode"].nunique())
    part = seen / max(hours(spans([(world.period.start, world.period.end)])), seen)
    weeks = seen / WEEK_H
    row = Statistic(
        PER_WEEK,
        "conflict",
        "all",
        len(conflicts),
        round(seen, 2),
        estimate=len(conflicts) / weeks,
        method="count",
        reason=f"{len(conflicts)} in {weeks:.1f} covered weeks ({part:.0%} of the period)",
    )
    yield row
    reason = f"{episodes} in {weeks:.1f} covered weeks ({part:.0%} of the period)"
    yield replace(row, unit="episode", n=episodes, method="exact Poisson", reason=reason).valued(
        rate(episodes, weeks)
    )
