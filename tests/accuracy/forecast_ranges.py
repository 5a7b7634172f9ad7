"""Forecasts held against what simulated fleets then did: how many ranges hold, and how wide they are.

Each fleet is cut at several times; whatever was logged later is the truth.  A range counts
when it ends before the history does, so that it can be judged, whoever started the
rollover.  Run as a script; prints its figures and exits with 1 where the bound is broken.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from analyzer.forecast import COVERAGE, Forecast, facts, outlook
from analyzer.reading import read
from analyzer.simulate.fleet import fleet
from analyzer.simulate.simulation import Simulation
from analyzer.simulate.write import write
from analyzer.sources import Options

BOUND = 0.88
SEEDS = range(1, 13)
WEEKS = 52
CUTS = (0.3, 0.45, 0.6, 0.75)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Trial:
    """One range and what became of it: the true start, by whom, and whether it was in the range."""

    forecast: Forecast
    start: datetime | None
    trigger: str | None

    @property
    def holds(self) -> bool:
        """Whether the key's next start was in the range."""
        low, high = self.forecast.start_min, self.forecast.start_max
        assert low
        assert high
        return self.start is not None and low <= self.start <= high

    @property
    def width(self) -> timedelta:
        """How wide the range is."""
        assert self.forecast.start_min
        assert self.forecast.start_max
        return self.forecast.start_max - self.forecast.start_min


def trials(seed: int, *, healthy: bool) -> Iterator[Trial]:
    """Every range that can be judged, at every cut of one fleet."""
    simulation = fleet(seed, servers=4, weeks=WEEKS, healthy=healthy, bulk=0.2)
    with tempfile.TemporaryDirectory() as folder:
        write(simulation, Path(folder))
        reading = read([Path(folder)], Options())
    span = simulation.end - simulation.start
    for share in CUTS:
        cut = simulation.start + share * span
        told = facts(reading, cut)
        for forecast in outlook(told) if told else ():
            if forecast.start_max and forecast.start_max < simulation.end:
                yield Trial(forecast, *_next(simulation, forecast, cut))


def _next(simulation: Simulation, forecast: Forecast, cut: datetime) -> tuple[datetime | None, str | None]:
    later = [
        (roll.start, roll.trigger)
        for roll in simulation.world.rolls
        if (roll.zone, roll.guid) == (forecast.zone, forecast.key_guid) and roll.start and roll.start > cut
    ]
    return min(later, default=(None, None))


def report(name: str, found: Sequence[Trial]) -> float:
    """Print the figures of some trials; the share that holds."""
    holds = sum(t.holds for t in found) / len(found)
    missed = [t for t in found if not t.holds]
    by_hand = sum(t.trigger == "manual" for t in missed)
    widths = sorted(t.width / DAY for t in found)
    print(
        f"{name}: {len(found)} ranges, stated {COVERAGE:.0%}, hold {holds:.3f} (bound {BOUND}); median width "
        f"{median(widths):.2f} d, 90th percentile {widths[int(0.9 * len(widths))]:.2f} d; "
        f"{len(missed)} missed, {by_hand} of them because somebody rolled the key by hand"
    )
    return holds


def main() -> int:
    """Judge healthy and troubled fleets."""
    print("SIMULATED DATA")
    shares = []
    for name, healthy in (("healthy fleets", True), ("troubled fleets", False)):
        found = [t for seed in SEEDS for t in trials(seed, healthy=healthy)]
        shares.append(report(name, found))
    return int(min(shares) < BOUND)


if __name__ == "__main__":
    sys.exit(main())
