"""Whether zones, roles, weeks and people differ, with the rollover as the unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pandas as pd

from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.world import MICROSECOND, WHO, World
from analyzer.statistics import compare_shares, share
from analyzer.statistics.spans import microseconds

EARLIER = "begun before"
LEAST = 4
"""Fewer units on a side cannot differ from the other at any level worth naming."""

RATHER = "Is it another share of rollovers that meets a conflict than elsewhere?"
FAILS = "Is it another share of tries that meets a conflict than of others?"
WEEK = timedelta(days=7) // MICROSECOND


def compare(world: World) -> Iterator[Statistic]:
    """Each zone, role and the last week against the rest; each actor, operation and zone by its tries.

    A zone whose keys roll for longer refuses more tries, by nature: the comparison of tries by
    zone says where they are refused, not whose fault it is.
    """
    seen = world.rolls[world.rolls["exposed_h"] > 0].assign(hit=world.rolls["conflicts"] > 0)
    for name in ("zone", "role"):
        yield from _each(RATHER, "rollover", seen, name)
    last = seen["start"] > microseconds([world.period.end])[0] - WEEK
    named = seen.assign(week=np.where(last, "begun in the last 7 days", EARLIER))
    yield from (row for row in _each(RATHER, "rollover", named, "week") if EARLIER not in row.subject)
    for name in WHO:
        yield from _each(FAILS, "sitting", world.sittings, name)


def _each(question: str, unit: str, rows: pd.DataFrame, name: str) -> Iterator[Statistic]:
    """Each value of a column against all rows of another value; one value alone has nothing to compare."""
    known = rows[rows[name].notna()]
    place, names = pd.factorize(known[name], sort=True)
    sizes, met = np.bincount(place), np.bincount(place[known["hit"].to_numpy()], minlength=len(names))
    hits, of = int(met.sum()), len(known)
    for subject, own_hits, own in zip(names, met, sizes, strict=True) if len(names) > 1 else ():
        rest_hits, rest = hits - int(own_hits), of - int(own)
        row = Statistic(
            question,
            unit,
            f"{name} {subject}",
            int(own),
            comparator=f"every other {name}",
            method="Fisher's exact test",
            reason=f"{own_hits} of {own}, elsewhere {rest_hits} of {rest}",
        )
        enough = min(own, rest) >= LEAST and 0 < hits < of
        p = compare_shares(int(own_hits), int(own), rest_hits, rest) if enough else None
        yield row.valued(share(int(own_hits), int(own))).tested(p)
