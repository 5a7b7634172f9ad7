"""Schedules that were planted, and those that were not: which are found, and at the right hour.

Run as a script; prints its figures and exits with 1 where a bound is broken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from analyzer.conflicts.analysis import corrected
from analyzer.conflicts.recurrence import recurrence
from analyzer.conflicts.rows import Kind, Recurrence
from tests.accuracy.calibration import Report
from tests.accuracy.fleets import START, Fleet, hit, uniform, zone_of_rolls

FLEETS, ZONES = 30, 8
NULLS, NULL_ZONES = 60, 20
TZ = "America/New_York"
LENGTHS: dict[Kind, tuple[float, float, float]] = {
    "daily": (300, 20, 4),
    "weekly": (700, 25, 16),
    "monthly": (1100, 30, 26),
    "per-rollover": (400, 20, 4),
}
"""Days of the fleet, days from roll to roll, and days that one takes, so that slots are met at all."""


@dataclass(frozen=True)
class Plant:
    """A task: its kind, the time zone of its clock, its day, hour and minute, and how often it runs."""

    kind: Kind
    tz: str
    day: int
    hour: int
    minute: int
    runs: float

    def times(self, fleet: Fleet) -> Iterator[datetime]:
        """When it would run, of a task that keeps to a clock."""
        zone = ZoneInfo(self.tz)
        for n in range(int(fleet.days)):
            date = (START + timedelta(days=n)).date()
            due = {"daily": True, "weekly": date.weekday() == self.day % 7, "monthly": date.day == self.day}
            if due[self.kind]:
                yield datetime(date.year, date.month, date.day, self.hour, self.minute, tzinfo=zone)


def planted(fleet: Fleet, zone: str, plant: Plant, rng: np.random.Generator) -> tuple[int, int]:
    """Plant it in a zone with some other conflicts; how many slots there were, and how many were hit."""
    _, every, length = LENGTHS[plant.kind]
    slots = hits = 0
    for one in zone_of_rolls(fleet, zone, rng, every, length):
        assert one.start
        assert one.end
        if plant.kind == "per-rollover":
            due = [one.start + timedelta(hours=plant.hour, minutes=plant.minute)]
        else:
            due = [t for t in plant.times(fleet) if one.start <= t <= one.end]
        for time in due:
            days = (time + timedelta(seconds=float(rng.uniform(0, 240))) - START) / timedelta(days=1)
            if fleet.seen(days):
                ran = rng.random() < plant.runs
                slots, hits = slots + 1, hits + ran
                if ran:
                    hit(fleet, one, days, tries=int(rng.integers(1, 4)))
        uniform(fleet, one, int(rng.poisson(0.3)), rng)
    return slots, hits


def right(found: Recurrence, plant: Plant, crosses: bool) -> bool:
    """Whether kind and hour are those planted; over a change of clocks the zone must be, too."""
    if found.kind != plant.kind:
        return False
    if plant.kind == "per-rollover":
        return int(found.phase.split(" h")[0].split(" d ")[-1]) == plant.hour
    hour = int(found.phase.split(" to ")[0][-5:-3])
    if found.tz == plant.tz:
        return hour == plant.hour
    return not crosses and (hour - plant.hour) % 24 in (4, 5, 19, 20)


def find(report: Report) -> None:
    """Recall and hours of planted schedules."""
    plants: Counter[str] = Counter()
    found_of: Counter[str] = Counter()
    right_of: Counter[str] = Counter()
    for seed in range(FLEETS):
        rng = np.random.default_rng([seed, 9])
        kind: Kind = tuple(LENGTHS)[seed % len(LENGTHS)]
        fleet = Fleet(LENGTHS[kind][0], TZ, holes=[(100.3, 104.6)])
        truth: dict[str, Plant] = {}
        for number in range(ZONES):
            zone, tz = f"z{number}.example", ("UTC", TZ)[number % 2]
            plant = Plant(
                kind,
                tz,
                int(rng.integers(1, 28)),
                int(rng.integers(3, 24)),
                int(rng.integers(0, 56)),  # it runs up to four minutes later, in the same hour
                float(rng.uniform(0.65, 1)),
            )
            slots, hits = planted(fleet, zone, plant, rng)
            if hits >= 6 and hits >= 0.6 * slots:
                truth[zone] = plant
        answers = list(recurrence(fleet.world()))
        rows = corrected(row for row, _ in answers)
        told = {r.zone: r for row, (_, r) in zip(rows, answers, strict=True) if r and row.verdict == "yes"}
        for zone, plant in truth.items():
            plants[kind] += 1
            if zone in told and told[zone].kind == kind:
                found_of[kind] += 1
                good = right(told[zone], plant, crosses=True)
                right_of[kind] += good
                if not good:
                    print(f"       planted {plant}, found {told[zone].phase} {told[zone].tz}")
    for kind in LENGTHS:
        report.at_least(f"{kind}: recall of {plants[kind]}", found_of[kind] / max(plants[kind], 1), 0.95)
        report.at_least(f"{kind}: right to the hour", right_of[kind] / max(found_of[kind], 1), 1.0)


def nothing(report: Report) -> None:
    """Schedules told of zones that have none, in fleets of many zones and in fleets of one."""
    for zones, fleets in ((NULL_ZONES, NULLS), (1, 600)):
        false = 0
        for seed in range(fleets):
            rng = np.random.default_rng([seed, zones, 10])
            fleet = Fleet(400, TZ)
            for number in range(zones):
                for one in zone_of_rolls(fleet, f"z{number:02}.example", rng, 20, float(rng.uniform(0.1, 6))):
                    uniform(fleet, one, int(rng.poisson(1.0)), rng)
            rows = corrected(row for row, _ in recurrence(fleet.world()))
            false += sum(row.verdict == "yes" for row in rows)
        report.at_most(f"false schedules of {fleets} fleets of {zones} zones", false / (fleets * zones), 0.01)


def main() -> None:
    """Both."""
    report = Report()
    find(report)
    nothing(report)
    report.end()


if __name__ == "__main__":
    main()
