"""No crying wolf: every question asked of fleets in which nothing is to be found.

Run as a script (`python -m tests.accuracy.null_questions`); prints its figures and exits with
1 where a bound is broken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from analyzer.conflicts.analysis import corrected
from analyzer.conflicts.cluster import cluster
from analyzer.conflicts.compare import FAILS, compare
from analyzer.conflicts.position import position
from analyzer.conflicts.recurrence import recurrence
from analyzer.conflicts.rows import Statistic
from analyzer.conflicts.stages import stages
from analyzer.conflicts.weekly import weekly
from tests.accuracy.calibration import Report, calibrated, fleets, p_values
from tests.accuracy.fleets import Fleet, at, done, hit, roll, uniform, zone_of_rolls

FLEETS = 240
ZONES = 20

Ask = Callable[[Fleet, int], list[Statistic]]

QUESTIONS: dict[str, Ask] = {
    "position": lambda f, s: [*position(f.world(s)), *stages(f.world(s), f.rollovers)],
    "recurrence": lambda f, s: [row for row, _ in recurrence(f.world(s))],
    "comparisons": lambda f, s: list(compare(f.world(s))),
    "tries": lambda f, s: [row for row in compare(f.world(s)) if row.question == FAILS],
    "clustering": lambda f, s: list(cluster(f.world(s))),
    "trend": lambda f, s: list(weekly(f.world(s))[0]),
}


def null_fleet(seed: int, zones: int = ZONES) -> Fleet:
    """Rollovers that drift, ZSK and KSK, and episodes that fall into them at one rate per hour."""
    rng = np.random.default_rng([seed, 7])
    fleet = Fleet(days=float(rng.uniform(200, 400)))
    fleet.holes = [(float(a), float(a + rng.uniform(0.2, 6))) for a in rng.uniform(0, fleet.days, 4)]
    rate = float(rng.uniform(0.1, 0.6))  # episodes a day
    for number in range(zones):
        length = float(rng.uniform(0.5, 6))
        rolls = zone_of_rolls(
            fleet, f"z{number:02}.example", rng, every=float(rng.uniform(12, 40)), length=length
        )
        for one in rolls:
            assert one.start
            assert one.end
            days = (one.end - one.start).total_seconds() / 86400
            uniform(fleet, one, int(rng.poisson(rate * days)), rng)
    return fleet


def equal_fleet(seed: int) -> Fleet:
    """One chance of being hit for every rollover, however long: the null of comparisons of shares."""
    rng = np.random.default_rng([seed, 8])
    fleet = Fleet(days=300)
    chance = float(rng.uniform(0.1, 0.6))
    for number in range(ZONES):
        for one in zone_of_rolls(fleet, f"z{number:02}.example", rng, every=float(rng.uniform(10, 30))):
            uniform(fleet, one, int(rng.uniform() < chance) * int(rng.integers(1, 4)), rng)
    return fleet


def trying_fleet(seed: int) -> Fleet:
    """Tries by three people at any time alike: those that meet a rollover fail, the others go through.

    All zones roll for as long: where they do not, their shares of failed tries do differ.
    """
    rng = np.random.default_rng([seed, 11])
    fleet = Fleet(days=300)
    for number in range(ZONES):
        zone = f"z{number:02}.example"
        first = float(rng.uniform(0, 16))
        rolls = [roll(fleet, zone, first + 20 * n, 4) for n in range(14)]
        for day in np.sort(rng.uniform(0, fleet.days, int(rng.poisson(30)))):
            actor, tries = f"u{rng.integers(3)}", int(rng.integers(1, 4))
            met = next((r for r in rolls if r.start and r.end and r.start <= at(day) <= r.end), None)
            if met:
                hit(fleet, met, float(day), tries, actor)
            else:
                done(fleet, zone, float(day), actor)
    return fleet


MADE: dict[str, Callable[[int], Fleet]] = defaultdict(
    lambda: null_fleet, comparisons=equal_fleet, tries=trying_fleet, clustering=trying_fleet
)


def main() -> None:
    """All questions, fleet by fleet."""
    report = Report()
    for question, ask in QUESTIONS.items():
        raw: list[float] = []
        alarms: list[bool] = []
        for seed in range(FLEETS):
            rows = ask(MADE[question](seed), seed)
            raw += p_values(rows)
            alarms.append(any(row.verdict == "yes" for row in corrected(rows)))
        calibrated(report, question, raw)
        fleets(report, question, alarms)
    report.end()


if __name__ == "__main__":
    main()
