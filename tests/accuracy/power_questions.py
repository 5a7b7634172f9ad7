"""Power of the questions as curves (effect × units), beside the theoretical power of the exact test.

The theory is computed here from the definition of each test, without the code that is measured.
Run as a script, of one question if it is named; prints its figures and exits with 1 where a
measured power is below 0.9 of the theoretical one by more than Monte Carlo error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from math import sqrt

import numpy as np
from scipy.stats import binom, fisher_exact, poisson

from analyzer.conflicts.compare import RATHER, compare
from analyzer.conflicts.position import SOON, position
from analyzer.conflicts.recurrence import RECURS, recurrence
from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.weekly import SLOPE, weekly
from tests.accuracy.calibration import Report
from tests.accuracy.fleets import Fleet, hit, roll

ALPHA = 0.05
RUNS = 400
HOURS = 96


def p_of(rows: list[Statistic], question: str, subject: str) -> float:
    """The p-value of one row; 1 where it was not tested."""
    found = next((r.p_value for r in rows if (r.question, r.subject) == (question, subject)), None)
    return 1.0 if found is None else found


def measured(ask: Callable[[np.random.Generator], float]) -> float:
    """The share of runs that reject."""
    return float(np.mean([ask(np.random.default_rng([seed, 5])) <= ALPHA for seed in range(RUNS)]))


# --- Position: so many rollovers, some of them hit within their first hour ----------------


def position_p(units: int, effect: float, rng: np.random.Generator) -> float:
    """p of a fleet in which that share of first conflicts comes in the first hour, the rest anywhere."""
    fleet = Fleet(days=units * 6 + 10)
    for number in range(units):
        one = roll(fleet, "a.example", number * 6, HOURS / 24)
        early = rng.random() < effect
        hit(fleet, one, number * 6 + float(rng.uniform(0, 1 if early else HOURS)) / 24)
    return p_of(list(position(fleet.world())), SOON, "all")


def position_theory(units: int, effect: float) -> float:
    """The power of the two-sided exact binomial test with equal tails."""
    chance = 1 / HOURS
    counts = np.arange(units + 1)
    p = np.minimum(1, 2 * np.minimum(binom.cdf(counts, units, chance), binom.sf(counts - 1, units, chance)))
    return float(binom.pmf(counts, units, effect + (1 - effect) * chance)[p <= ALPHA].sum())


# --- Comparisons: one zone against three others -------------------------------------------


def compare_p(units: int, effect: float, rng: np.random.Generator) -> float:
    """p of a fleet in which one zone's rollovers are hit with 0.2 + effect, three others' with 0.2."""
    fleet = Fleet(days=units * 6 + 10)
    for zone in range(4):
        for number in range(units):
            one = roll(fleet, f"z{zone}.example", number * 6, 4)
            if rng.random() < 0.2 + effect * (zone == 0):
                hit(fleet, one, number * 6 + float(rng.uniform(0, 4)))
    return p_of(list(compare(fleet.world())), RATHER, "zone z0.example")


def compare_theory(units: int, effect: float) -> float:
    """The power of Fisher's exact test, summed over all pairs of counts."""
    ours, others = binom.pmf(np.arange(units + 1), units, 0.2 + effect), 3 * units
    rest = binom.pmf(np.arange(others + 1), others, 0.2)
    return sum(
        float(p * q)
        for a, p in enumerate(ours)
        for b, q in enumerate(rest)
        if p * q > 1e-9 and fisher_exact([[a, units - a], [b, others - b]]).pvalue <= ALPHA
    )


# --- Trend: forty weeks, twelve rollovers in each -----------------------------------------

WEEKS, EACH = 40, 12


def trend_p(units: int, effect: float, rng: np.random.Generator) -> float:
    """p of a fleet of about so many hits whose rate changes by that factor each week."""
    fleet = Fleet(days=WEEKS * 7, tz="UTC")
    for week, chance in enumerate(_rate(units, effect) / EACH):
        for zone in range(EACH):
            day = week * 7 + float(rng.uniform(0, 4))
            one = roll(fleet, f"z{zone:02}.example", day, 2)
            if rng.random() < chance:
                hit(fleet, one, day + float(rng.uniform(0, 2)))
    return p_of(list(weekly(fleet.world())[0]), SLOPE, "all")


def trend_theory(units: int, effect: float) -> float:
    """The power of the conditional test of a log-linear rate, averaged over the Poisson total."""
    flat, tilted = np.full(WEEKS, 1 / WEEKS), _rate(units, effect) / _rate(units, effect).sum()
    null, law = np.ones(1), np.ones(1)
    power = 0.0
    for total in range(1, 4 * units):
        null, law = np.convolve(null, flat), np.convolve(law, tilted)
        p = 2 * np.minimum(np.cumsum(null), np.cumsum(null[::-1])[::-1])
        power += float(poisson.pmf(total, units)) * float(law[p <= ALPHA].sum())
    return power


def _rate(units: int, effect: float) -> np.ndarray:
    shape = effect ** (np.arange(WEEKS) - (WEEKS - 1) / 2)
    return np.asarray(units * shape / shape.sum())


# --- Recurrence: rollovers of a day, some of them hit by a task at 02:05 -------------------

PHASES, CALENDARS, SLOT = 96, 9, 1 / 24


def recurrence_p(units: int, effect: float, rng: np.random.Generator) -> float:
    """p of a fleet in which that share of rollovers is hit by the task, the rest at any time."""
    fleet = Fleet(days=units * 5 + 10, tz="UTC")
    for number in range(units):
        start = number * 5 + float(rng.uniform(0, 1))
        one = roll(fleet, "a.example", start, 1)
        task = number * 5 + 1 + 2 / 24 + float(rng.uniform(5, 9)) / 1440
        task -= task > start + 1
        hit(fleet, one, task if rng.random() < effect else start + float(rng.uniform(0, 1)))
    return p_of([row for row, _ in recurrence(fleet.world())], RECURS, "a.example")


def recurrence_theory(units: int, effect: float) -> float:
    """The power of the exact binomial test at one phase, corrected for all phases and calendars.

    At least half of the slots must be hit, too.
    """
    counts = np.arange(units + 1)
    few = binom.sf(counts - 1, units, SLOT) * PHASES * CALENDARS <= ALPHA
    need = max(int(np.argmax(few)) if few.any() else units + 1, -(-units // 2))
    return float(binom.sf(need - 1, units, effect + (1 - effect) * SLOT))


CURVES = {
    "recurrence": (recurrence_p, recurrence_theory, (6, 12, 24), (0.5, 0.7, 0.9)),
    "position": (position_p, position_theory, (5, 10, 20), (0.1, 0.2, 0.4, 0.8)),
    "comparisons": (compare_p, compare_theory, (8, 16, 32), (0.2, 0.4, 0.6)),
    "trend": (trend_p, trend_theory, (12, 24, 48), (1.03, 1.06, 1.1)),
}


def main() -> None:
    """All curves."""
    report = Report()
    for question, (ask, theory, units, effects) in CURVES.items():
        if sys.argv[1:] not in ([], [question]):
            continue
        for unit in units:
            for effect in effects:
                found = measured(lambda rng, u=unit, e=effect, a=ask: a(u, e, rng))  # type: ignore[misc]
                exact = theory(unit, effect)
                error = 3 * sqrt(max(exact * (1 - exact), 1e-4) / RUNS)
                what = f"{question}: {unit} units, effect {effect}: theory {exact:.3f}; measured"
                report.at_least(what, found, 0.9 * exact - error)
    report.end()


if __name__ == "__main__":
    main()
