"""What forecasts rest on: rollovers rebuilt from a reading, as of its end or an earlier time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analyzer import rollover
from analyzer.model import Coverage, Event, Rollover, Setting, Snapshot
from analyzer.reading import Reading
from analyzer.sources.made_up import MADE_UP


@dataclass(frozen=True, slots=True)
class Facts:
    """What was rebuilt, as of the last instant that a log which tells of rollovers covers."""

    rollovers: tuple[Rollover, ...]
    events: tuple[Event, ...]
    settings: tuple[Setting, ...]
    snapshots: tuple[Snapshot, ...]
    coverage: tuple[Coverage, ...]
    as_of: datetime
    simulated: bool = False

    def about(self, zone: str) -> bool:
        """Whether anything is known of a zone."""
        return any(e.zone == zone for e in self.events) or any(s.zone == zone for s in self.snapshots)


def facts(reading: Reading, until: datetime | None = None) -> Facts | None:
    """What a reading tells, or told by a time; None where nothing in it tells of rollovers.

    What was logged after that time is not looked at.
    """
    events = tuple(e for e in reading.events if until is None or e.time <= until)
    whole = rollover.coverage(
        reading.stretches, reading.tallies, reading.events, reading.names, reading.quiet
    )
    coverage = whole if until is None else tuple(_cut(c, until) for c in whole if c.start < until)
    snapshots = tuple(s for s in reading.snapshots if until is None or s.time is None or s.time <= until)
    as_of = _as_of(coverage, snapshots)
    if as_of is None:
        return None
    settings = rollover.settings(events, snapshots)
    return Facts(
        rollover.rebuild(events, coverage, settings, as_of),
        events,
        settings,
        snapshots,
        coverage,
        as_of,
        any(i.format == MADE_UP for i in reading.inputs),
    )


def _as_of(coverage: Sequence[Coverage], snapshots: Sequence[Snapshot]) -> datetime | None:
    ends = [c.end for c in coverage if c.observes == "state"]
    return max([*ends, *(s.time for s in snapshots if s.time)], default=None)


def _cut(known: Coverage, until: datetime) -> Coverage:
    holes = tuple(replace(h, end=min(h.end, until)) for h in known.holes if h.start < until)
    return replace(known, end=min(known.end, until), holes=holes)
