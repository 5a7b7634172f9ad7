"""How long rollovers take, where they may complete, be forced, fail or be aborted, or still be open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import nan

import numpy as np

from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.world import World
from analyzer.model import Rollover, RolloverOutcome
from analyzer.statistics import Incidence, cumulative_incidence
from analyzer.statistics.spans import HOUR, microseconds

HALF = "After how many hours has half of the rollovers completed?"
ENDS = "What share of rollovers has ended so, as far as was seen?"
ENDINGS: tuple[RolloverOutcome, ...] = ("completed", "forced", "failed", "aborted")
LEAST = 3


def durations(world: World, rollovers: Sequence[Rollover]) -> Iterator[Statistic]:
    """Of each role; a rollover whose start is not known tells nothing of its length and is left out.

    One that was under way when its key master's log begins enters at the age that it had
    then; one that is open, or whose end was not told, leaves unended at the last that was seen.
    """
    dated = [r for r in rollovers if r.start is not None]
    for role in sorted({r.key_role or "" for r in dated}):
        yield from _of(world, role or "role not known", [r for r in dated if (r.key_role or "") == role])


def _of(world: World, role: str, rollovers: Sequence[Rollover]) -> Iterator[Statistic]:
    start = microseconds(r.start for r in rollovers if r.start)
    leave = microseconds(r.end or max(world.period.end, r.start) for r in rollovers if r.start)
    since = world.state[0, 0] if len(world.state) else microseconds([world.period.start])[0]
    entry, exit_ = (np.maximum(since - start, 0) / HOUR, (leave - start) / HOUR)
    ending = np.array([_ending(r) for r in rollovers])
    seen = exit_ > entry
    late = int((entry[seen] > 0).sum())
    counts = Counter(r.outcome for r, kept in zip(rollovers, seen, strict=True) if kept)
    reason = ", ".join(f"{n} {outcome}" for outcome, n in sorted(counts.items()))
    reason += f"; {late} under way when the logs begin" if late else ""
    n = int(seen.sum())
    if n < LEAST:
        yield Statistic(HALF, "rollover", role, n, verdict="not enough", reason=reason or "none was seen")
        return
    for number, outcome in enumerate(ENDINGS, 1):
        found = cumulative_incidence(entry[seen], exit_[seen], ending[seen], number)
        if outcome == "completed":
            value, low, high = (round(h, 2) if np.isfinite(h) else None for h in found.reached(0.5))
            yield Statistic(
                HALF, "rollover", role, n, None, None, value, low, high, method=METHOD, reason=reason
            )
        if counts[outcome]:
            yield _share(found, f"{role} {outcome}", n, reason)


METHOD = "Aalen–Johansen"


def _ending(rollover: Rollover) -> int:
    ended = rollover.end is not None and rollover.outcome in ENDINGS
    return ENDINGS.index(rollover.outcome) + 1 if ended else 0


def _share(found: Incidence, subject: str, n: int, reason: str) -> Statistic:
    last = (float(found.share[-1]), float(found.low[-1]), float(found.high[-1]))
    if last[1] == last[2]:  # all or none: no interval can be had from the variance
        last = (last[0], nan, nan)
    row = Statistic(ENDS, "rollover", subject, n, comparator=f"within {found.times[-1]:.0f} h", method=METHOD)
    return replace(row, reason=reason).valued(last)
