"""The logs that matter: those of key masters, and those of hosts where operations on keys were run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from analyzer.model import Coverage, Event, Observes
from analyzer.policy.case import Case, common, hours
from analyzer.rollover.coverage import intervals
from analyzer.rollover.intervals import Intervals, union
from analyzer.rollover.sight import PATIENCE


def masters(case: Case) -> dict[str, Intervals]:
    """Every server that was key master in the period, and when."""
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for tenures in case.masters.values():
        for tenure in tenures:
            start, end = max(tenure.since, case.period.start), min(tenure.until, case.period.end)
            if tenure.server and start < end:
                found.setdefault(tenure.server, []).append((start, end))
    return {server: union(had) for server, had in sorted(found.items())}


def callers(case: Case) -> tuple[str, ...]:
    """Every host whose logs would show a failed command."""
    return tuple(sorted({c.host for c in case.coverage if c.observes == "failures"}))


def share(case: Case, host: str, observes: Observes, had: Intervals) -> float:
    """The part of a time for which a host's channels of one kind tell."""
    whole = hours(had)
    pieces = union(piece for c in of(case, host, observes) for piece in _seen(c))
    return hours(common(had, pieces)) / whole if whole else 0.0


def _seen(one: Coverage) -> Intervals:
    """The time that a log covers, its ends taken to be two days of silence further out."""
    return (*intervals(one), (one.start - PATIENCE, one.start), (one.end, one.end + PATIENCE))


def of(case: Case, host: str, observes: Observes) -> list[Coverage]:
    """The coverage of a host's channels of one kind."""
    return [c for c in case.coverage if c.host == host and c.observes == observes]


def channels(case: Case) -> dict[str, list[Coverage]]:
    """All coverage by host and channel as one subject."""
    found: dict[str, list[Coverage]] = {}
    for one in sorted(case.coverage, key=lambda c: (c.host, c.channel, c.start, c.end)):
        found.setdefault(f"{one.host} {one.channel}", []).append(one)
    return found


def around(case: Case, host: str, channel: str, start: datetime, end: datetime) -> Iterator[str]:
    """The last event of a log before a time and the first after it, as references."""
    told = case.told.get((host, channel.lower()))
    return told.around(start, end) if told else iter(())


def refs(events: Iterable[Event]) -> Iterator[str]:
    """Events as references."""
    return (f"{e.path}#{e.position}" for e in events)


def whole(case: Case) -> Intervals:
    """The period as a set of time."""
    return ((case.period.start, case.period.end),)
