"""Where in a rollover its first conflict comes, against chance within its seen time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analyzer.conflicts.episodes import GAP
from analyzer.conflicts.frequency import subjects
from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.world import World
from analyzer.statistics import count_p, exact_share, uniform_p
from analyzer.statistics.spans import HOUR, elapsed

EARLY = HOUR
EARLY_H = 1.0
LEAST = 4

SOON = "Does the first conflict of a rollover come within its first hour more or less often than by chance?"
EVEN = "Is the first conflict of a rollover anywhere in it alike?"


def position(world: World) -> Iterator[Statistic]:
    """Of all rollovers whose start is known and that met a conflict, of each role and of each zone."""
    for subject, firsts in subjects(first_conflicts(world)):
        yield from _of(subject, firsts)


def first_conflicts(world: World) -> pd.DataFrame:
    """A row a rollover: `place` of its first conflict, `room`, `episodes` and `early`, in seen hours.

    `room` is the seen time that chance had to put the first of so many episodes in: all of
    it but the length of the later ones' forerunners and the pauses that part episodes.
    """
    rolls, episodes = world.rolls, world.occurrences
    start = rolls["start"].to_numpy()[episodes["group"]]
    first = elapsed(world.failures, np.maximum(episodes["first"].to_numpy(), start)) - elapsed(
        world.failures, start
    )
    length = (episodes["last"] - episodes["first"]) / HOUR
    taken = length.to_numpy() + GAP.total_seconds() / 3600
    group, begins, size = np.unique(episodes["group"], return_index=True, return_counts=True)
    found = pd.DataFrame(
        {
            "place": np.minimum.reduceat(first, begins),
            "episodes": size,
            "taken": np.add.reduceat(taken, begins),
            "last": taken[begins + size - 1],
        },
        index=group,
    )
    own = rolls.loc[found.index]
    begun, ended = (own[edge].to_numpy(dtype=np.int64) for edge in ("start", "end"))
    early = elapsed(world.failures, np.minimum(begun + EARLY, ended))
    frame = found.assign(
        zone=own["zone"],
        role=own["role"],
        exposed_h=own["exposed_h"],
        room=own["exposed_h"] - (found["taken"] - found["last"]),
        early=early - elapsed(world.failures, begun),
    )
    return frame[own["known"].to_numpy() & (frame["exposed_h"] > 0).to_numpy()]


def _of(subject: str, firsts: pd.DataFrame) -> Iterator[Statistic]:
    room = np.maximum(firsts["room"].to_numpy(), 1e-9)
    episodes = firsts["episodes"].to_numpy()
    place = firsts["place"].to_numpy()
    early = firsts["early"].to_numpy()
    chance = 1 - (1 - np.clip(early / room, 0, 1)) ** episodes
    even = 1 - (1 - np.clip(place / room, 0, 1)) ** episodes
    soon = int((place < early).sum())
    n = len(firsts)
    enough = n >= LEAST
    exposed = round(float(firsts["exposed_h"].sum()), 2)
    if not n:
        yield Statistic(
            SOON, "rollover", subject, 0, verdict="not enough", reason="no rollover met a conflict"
        )
        return
    yield (
        Statistic(
            SOON,
            "rollover",
            subject,
            n,
            exposed,
            f"{chance.mean():.0%} by chance",
            method="exact Poisson binomial",
            reason=f"{soon} of {n}; {chance.sum():.1f} expected",
        )
        .valued(exact_share(soon, n))
        .tested(count_p(soon, chance.tolist()) if enough else None)
    )
    yield Statistic(
        EVEN,
        "rollover",
        subject,
        n,
        exposed,
        "uniform over the seen time of each rollover",
        float(np.median(place / firsts["exposed_h"].to_numpy())),
        method="Kolmogorov–Smirnov, exact",
        reason=f"half of the first conflicts come within {np.median(place):.1f} h",
    ).tested(uniform_p(even.tolist()) if enough else None)
