"""All questions asked of one report: corrected by family, and asked again where clocks and edges are off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from analyzer.conflicts.clocks import SKEW
from analyzer.conflicts.cluster import cluster
from analyzer.conflicts.compare import compare
from analyzer.conflicts.durations import durations
from analyzer.conflicts.explained import by_code, explained
from analyzer.conflicts.frequency import frequency
from analyzer.conflicts.position import position
from analyzer.conflicts.recurrence import recurrence
from analyzer.conflicts.rows import Analysis, Recurrence, Statistic, Trend
from analyzer.conflicts.sensitivity import by_key, told
from analyzer.conflicts.stages import stages
from analyzer.conflicts.tables import roll_table
from analyzer.conflicts.weekly import weekly
from analyzer.conflicts.world import World, world
from analyzer.model import Attempt, Coverage, Period, Rollover
from analyzer.statistics import benjamini_hochberg

LEVEL = 0.05
"""The expected share of false answers among those of one family that say yes."""
SEED = 9116

ROW = TypeVar("ROW", Statistic, Recurrence, Trend)
Family = Callable[[World, Sequence[Rollover]], Iterable[Statistic]]

FAMILIES: tuple[Family, ...] = (
    lambda w, _: frequency(w),
    lambda w, _: compare(w),
    lambda w, _: cluster(w),
    lambda w, r: (*position(w), *stages(w, r)),
)
"""What is asked again of every variant of the world; each is corrected for itself."""


def analyse(
    attempts: Sequence[Attempt],
    rollovers: Sequence[Rollover],
    coverage: Sequence[Coverage],
    *,
    period: Period,
    tz: str,
    seed: int = SEED,
) -> Analysis:
    """All answers about related attempts; weeks and schedules are those of `tz`.

    The same values and seed give the same answers in whatever order they come.
    """
    ordered = sorted(rollovers, key=lambda r: r.id)
    likely = world(attempts, ordered, coverage, period, tz, seed)
    return answers(likely, ordered)


def answers(likely: World, rollovers: Sequence[Rollover]) -> Analysis:
    """The same of a world whose rolls are these rollovers, row by row."""
    rows = asked(likely, rollovers)
    others = {name: by_key(asked(other, rollovers)) for name, other in variants(likely, rollovers).items()}
    statistics = [replace(row, sensitivity=told(row, others, SKEW)) for row in rows]
    statistics += [*explained(likely, rollovers, SKEW), *by_code(likely)]
    scheduled = list(recurrence(likely))
    schedules = corrected([row for row, _ in scheduled])
    weeks, trends = weekly(likely)
    statistics += [*schedules, *corrected(weeks), *durations(likely, rollovers)]
    return Analysis(
        statistics=tuple(sorted(map(_rounded, statistics), key=lambda s: (s.question, s.unit, s.subject))),
        recurrences=tuple(
            map(_rounded, _kept(zip(schedules, (found for _, found in scheduled), strict=True)))
        ),
        trends=tuple(sorted(map(_rounded, trends), key=lambda t: (t.week, t.subject))),
    )


def variants(likely: World, rollovers: Sequence[Rollover]) -> dict[str, World]:
    """The world as it would be with clocks or edges off, by what is off."""
    least = roll_table(rollovers, likely.failures, likely.period, "least")
    most = roll_table(rollovers, likely.failures, likely.period, "most")
    return {
        "callers' clocks 5 min slow": likely.skewed(SKEW),
        "callers' clocks 5 min fast": likely.skewed(-SKEW),
        "the narrowest edges": likely.with_edges(least),
        "the widest edges": likely.with_edges(most),
    }


def asked(one: World, rollovers: Sequence[Rollover]) -> list[Statistic]:
    """The answers of all families that are asked of every variant."""
    return [row for family in FAMILIES for row in corrected(family(one, rollovers))]


def corrected(family: Iterable[Statistic]) -> list[Statistic]:
    """The rows with q-values over all tests of the family, and the verdict by them."""
    rows = list(family)
    tested = [row.p_value for row in rows if row.p_value is not None]
    q_values = iter(benjamini_hochberg(tested))
    return [row if row.p_value is None else _verdict(row, next(q_values)) for row in rows]


def _verdict(row: Statistic, q: float) -> Statistic:
    return replace(row, q_value=q, verdict="yes" if q <= LEVEL else "not seen")


def _kept(found: Iterable[tuple[Statistic, Recurrence | None]]) -> Iterable[Recurrence]:
    for row, schedule in found:
        if schedule and row.verdict == "yes" and row.q_value is not None:
            yield replace(schedule, q_value=row.q_value)


def _rounded(row: ROW) -> ROW:
    """Six digits: more would tell machines apart, not answers."""
    values: dict[str, Any] = {f.name: getattr(row, f.name) for f in fields(row)}
    short: dict[str, Any] = {n: float(f"{v:.6g}") for n, v in values.items() if isinstance(v, float)}
    return replace(row, **short)
