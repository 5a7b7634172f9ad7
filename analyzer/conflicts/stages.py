"""In which stage of a rollover its first conflict comes, against the time that each stage took."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from analyzer.conflicts.position import LEAST, first_conflicts
from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.world import World
from analyzer.model import Rollover
from analyzer.statistics import count_p, exact_share
from analyzer.statistics.spans import elapsed, microseconds

STAGE = "Does the first conflict of a rollover come in this stage more or less often than by chance?"


def stages(world: World, rollovers: Sequence[Rollover]) -> Iterator[Statistic]:
    """Each stage against the part of its rollovers' seen time that it took."""
    firsts = first_conflicts(world)
    hits: dict[str, list[bool]] = {}
    chances: dict[str, list[float]] = {}
    columns = (firsts.index, firsts["place"], firsts["room"], firsts["episodes"])
    bounds = world.rolls[["start", "end"]].to_numpy(dtype=np.int64)
    for number, place, room, episodes in zip(*columns, strict=True):
        known = rollovers[int(number)].stages
        start, end = bounds[int(number)]
        if not known:
            continue
        edges = np.clip([*microseconds(s.start for s in known), end], start, end).astype(np.int64)
        times = elapsed(world.failures, edges) - elapsed(world.failures, np.array([start]))
        late = (1 - np.clip(times / max(room, 1e-9), 0, 1)) ** episodes
        for stage, since, until, chance in zip(
            known, times[:-1], times[1:], late[:-1] - late[1:], strict=True
        ):
            hits.setdefault(stage.name, []).append(bool(since <= place < until))
            chances.setdefault(stage.name, []).append(float(chance))
    for name in sorted(hits):
        n, found = len(hits[name]), sum(hits[name])
        enough = n >= LEAST
        yield (
            Statistic(
                STAGE,
                "rollover",
                name,
                n,
                comparator=f"{np.mean(chances[name]):.0%} by chance",
                method="exact Poisson binomial",
                reason=f"{found} of {n}; {sum(chances[name]):.1f} expected",
            )
            .valued(exact_share(found, n))
            .tested(count_p(found, chances[name]) if enough else None)
        )
