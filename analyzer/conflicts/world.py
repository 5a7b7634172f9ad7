"""What questions are asked of: conflicts, rollovers and tries as tables, and the time that was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.conflicts.episodes import GAP
from analyzer.conflicts.tables import NONE, covered, roll_table, try_table
from analyzer.model import Attempt, Coverage, Period, Rollover
from analyzer.statistics.runs import runs
from analyzer.statistics.spans import Spans, intersection, union_of

MICROSECOND = timedelta(microseconds=1)
WHO = ("actor", "operation", "zone")


@dataclass(frozen=True, slots=True)
class World:
    """The facts of one report, counted once.

    `conflicts` are the rows of `try_table` that a rollover refused, `occurrences` those of one
    rollover at most `GAP` apart as one (`group` is the rollover's row), `sittings` as below;
    `rolls` is `roll_table` with the `conflicts` and `episodes` that each met.
    """

    conflicts: pd.DataFrame
    occurrences: pd.DataFrame
    sittings: pd.DataFrame
    rolls: pd.DataFrame
    state: Spans
    failures: Spans
    period: Period
    tz: str
    seed: int

    def rng(self, *subject: str) -> np.random.Generator:
        """Chance for one question of one subject, whatever else is asked."""
        named = (crc32(s.encode("utf-8", "surrogatepass")) for s in subject)
        return np.random.default_rng([self.seed, *named])

    def skewed(self, by: timedelta) -> World:
        """The same with all clocks of callers set so much later, as far as tables of times go."""
        step = by // MICROSECOND
        return replace(
            self,
            occurrences=self.occurrences.assign(
                first=self.occurrences["first"] + step, last=self.occurrences["last"] + step
            ),
            sittings=self.sittings.assign(time=self.sittings["time"] + step),
        )

    def with_edges(self, rolls: pd.DataFrame) -> World:
        """The same with the rollovers' edges and exposure of another table of them."""
        return replace(self, rolls=rolls.assign(**{n: self.rolls[n] for n in ("conflicts", "episodes")}))


def world(
    attempts: Sequence[Attempt],
    rollovers: Sequence[Rollover],
    coverage: Sequence[Coverage],
    period: Period,
    tz: str,
    seed: int,
) -> World:
    """The tables of these values; `rolls` has the rollovers in their order."""
    failures = covered(coverage, "failures", period)
    tries = try_table(attempts, [r.id for r in rollovers])
    rolls = roll_table(rollovers, failures, period)
    return assembled(tries, rolls, covered(coverage, "state", period), failures, period, tz, seed)


def assembled(
    tries: pd.DataFrame,
    rolls: pd.DataFrame,
    state: Spans,
    failures: Spans,
    period: Period,
    tz: str,
    seed: int,
) -> World:
    """The same of tables."""
    conflicts = tries[tries["code"] > 0]
    met = conflicts.loc[conflicts["roll"] != NONE, ["roll", "time", "episode"]]
    number = len(rolls)
    counted = rolls.assign(
        conflicts=np.bincount(met["roll"], minlength=number),
        episodes=np.bincount(met[["roll", "episode"]].drop_duplicates()["roll"], minlength=number),
    )
    return World(
        conflicts=conflicts,
        occurrences=occurrences(met["roll"].to_numpy(dtype=np.int64), met["time"].to_numpy(), GAP),
        sittings=sittings(tries, number),
        rolls=counted,
        state=state,
        failures=failures,
        period=period,
        tz=tz,
        seed=seed,
    )


def sittings(tries: pd.DataFrame, rolls: int) -> pd.DataFrame:
    """Tries of one actor and operation on one zone, as far as one does not follow from another.

    All within one rollover count once, and so do those with pauses of at most 30 minutes:
    what is refused is tried again.  `hit` where one was refused, `time` that of the first.
    """
    codes = [tries[name].cat.codes.to_numpy(dtype=np.int64) + 1 for name in WHO]
    who = np.ravel_multi_index(codes, [len(tries[name].cat.categories) + 1 for name in WHO])
    time, roll = tries["time"].to_numpy(), tries["roll"].to_numpy(dtype=np.int64)
    number = runs(who, time, GAP // MICROSECOND)
    met = roll != NONE
    number[met] = number.max(initial=-1) + 1 + pd.factorize(who[met] * rolls + roll[met])[0]
    order = np.lexsort((time, number))
    first = order[np.flatnonzero(np.diff(number[order], prepend=-1))]
    hit = np.bincount(number, weights=tries["code"].to_numpy() > 0)[number[first]] > 0
    return pd.DataFrame({"time": time[first], "hit": hit, **{n: tries[n].array[first] for n in WHO}})


def rolling(world: World, rolls: pd.DataFrame) -> Spans:
    """When a key of these rollovers was rolling and failures could be seen."""
    windows = rolls[["start", "end"]].to_numpy(dtype=np.int64)
    return intersection(union_of([windows]) if len(windows) else windows, world.failures)


def occurrences(group: NDArray[np.int64], times: NDArray[np.int64], gap: timedelta) -> pd.DataFrame:
    """Events of a group at most `gap` apart as one, with `group`, `first` and `last`; by group and time."""
    number = runs(group, times, gap // MICROSECOND)
    size = int(number.max(initial=-1)) + 1
    found = {"group": np.zeros(size, dtype=np.int64), "first": np.full(size, np.iinfo(np.int64).max)}
    found["last"] = np.zeros(size, dtype=np.int64)
    found["group"][number] = group
    np.minimum.at(found["first"], number, times)
    np.maximum.at(found["last"], number, times)
    return pd.DataFrame(found)
