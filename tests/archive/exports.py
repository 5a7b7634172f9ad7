"""A simulated fleet whose logs are exported week by week, as a collector does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analyzer.simulate.bulk import KINDS
from analyzer.simulate.damage import Remaining
from analyzer.simulate.entry import Entry
from analyzer.simulate.fleet import fleet
from analyzer.simulate.simulation import AS_IT_IS, Simulation
from analyzer.simulate.write import write

START = datetime(2025, 1, 6, tzinfo=UTC)
WEEK = timedelta(weeks=1)
LATE = timedelta(hours=8)
"""How long after the week's end a collector runs."""
OVERLAP = timedelta(days=3)
"""How far into the week before an export reaches back."""


def small_fleet(seed: int, weeks: int, servers: int = 2) -> Simulation:
    """A fleet with trouble and few records that do not matter."""
    return fleet(seed, servers=servers, weeks=weeks, start=START, bulk=0.3)


def weekly_exports(simulation: Simulation, weeks: int, folder: Path) -> list[Path]:
    """One folder a week, named by its number, each export overlapping the one before."""
    gathered = dict(simulation.gathering)
    channels = {(h, c) for h in simulation.logs.hosts for c in KINDS} | set(simulation.logs.channels())
    folders = []
    for number in range(weeks):
        end = START + (number + 1) * WEEK + LATE
        window = _between(end - LATE - WEEK - OVERLAP, end)
        simulation.gathering = {
            place: replace(gathered.get(place, AS_IT_IS), left=window, damage=None) for place in channels
        }
        folders.append(folder / f"{number + 1:02}")
        write(simulation, folders[-1])
    simulation.gathering = gathered
    return folders


def _between(start: datetime, end: datetime) -> Callable[[Iterator[Entry]], Remaining]:
    return lambda entries: Remaining(e for e in entries if start <= e.time < end)
