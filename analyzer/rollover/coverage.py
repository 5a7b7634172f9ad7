"""For which time each channel of each host can be trusted to have told us."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from analyzer.events import Quiet
from analyzer.knowledge import CLASSIC_CHANNEL, channels, observes
from analyzer.knowledge.timing import number
from analyzer.model import Action, Coverage, Event, Hole, Observes, Stretch, Tally
from analyzer.rollover.detail import cleared_log, detail
from analyzer.rollover.intervals import Interval, Intervals, clip, contains, gaps, subtract, union
from analyzer.rollover.runs import Run, ledger

BY_IDS = "record ids and times"
BY_TIMES = "first and last time seen"
DAY = timedelta(days=1)
PAUSES = 10
INFORMATION = 4
"""EVENT_LOG_INFORMATION_TYPE: below this EventLogLevel a rollover's start and end are not logged."""

Log = tuple[str, str]


def coverage(
    stretches: Iterable[Stretch],
    tallies: Iterable[Tally],
    events: Iterable[Event],
    names: Mapping[str, str] | None = None,
    quiet: Iterable[Quiet] = (),
) -> tuple[Coverage, ...]:
    """What of every (host, channel) that observes something was there to be read.

    Stretches of all files are put together by record ids (see `runs`); what no stretch
    covers is a hole.  Forms without ids tell of the first and last time seen only, and
    count where no record ids reach.  A hole is `cleared` where a clearing was logged
    (1102, 104) or ids start again, and `off` while EventLogLevel is below 4 (event 541;
    MS-DNSP 2.2.9.1.2).  `names` maps hosts as logged to the names that events bear.
    """
    told = tuple(events)
    seen = _seen(stretches, tallies, told, names or {}, quiet)
    clears, switches = _clears(told), _switches(told)
    found: list[Coverage] = []
    for (host, channel), parts in seen.items():
        subject = observes(channel)
        if subject is None:
            continue
        dark = switches.get(host, []) if channel == CLASSIC_CHANNEL else []
        whole = _strong(parts, clears.get((host, channel), []))
        strong = None if whole is None else Coverage(host, channel, subject, *whole, BY_IDS)
        if strong:
            found.append(_darkened(strong, dark))
        found.extend(_darkened(weak, dark) for weak in _weak(parts, strong, host, channel, subject))
    return tuple(sorted(found, key=lambda c: (c.host, c.channel, c.start, c.end)))


def covered(known: Iterable[Coverage], host: str | None, subject: Observes) -> Intervals:
    """The time for which any channel of a host (of any host where None) tells of a subject."""
    return union(
        piece
        for one in known
        if one.observes == subject and host in (None, one.host)
        for piece in intervals(one)
    )


def covers(known: Iterable[Coverage], host: str | None, subject: Observes, when: datetime | Interval) -> bool:
    """Whether an instant, or all of an interval, is covered on a host (on any host where None)."""
    start, end = (when, when) if isinstance(when, datetime) else when
    return contains(covered(known, host, subject), start, end)


def intervals(known: Coverage) -> Intervals:
    """The time that one coverage covers: all of it but the holes."""
    return subtract(((known.start, known.end),), ((h.start, h.end) for h in known.holes))


def _seen(
    stretches: Iterable[Stretch],
    tallies: Iterable[Tally],
    events: Iterable[Event],
    names: Mapping[str, str],
    quiet: Iterable[Quiet],
) -> dict[Log, list[Stretch]]:
    """Stretches by log; where a log has none, what each file counted or told of it takes their place."""

    def log(host: str, channel: str) -> Log:
        return names.get(host, host).lower(), _spelt(channel)

    seen: dict[Log, list[Stretch]] = defaultdict(list)
    for stretch in stretches:
        seen[log(stretch.host, stretch.channel)].append(stretch)
    bare: dict[tuple[Log, str], list[tuple[datetime, datetime, int]]] = defaultdict(list)
    for tally in tallies:
        bare[log(tally.host, tally.channel), tally.path].append((tally.start, tally.end, tally.count))
    for event in events:
        bare[log(event.host, event.channel), event.path].append((event.time, event.time, 1))
    for one in quiet:
        bare[log(one.host, one.channel), one.path].append((*one.span, len(one.times)))
    whole = set(seen)
    for (place, path), told in bare.items():
        if place not in whole:
            start, end = min(t[0] for t in told), max(t[1] for t in told)
            seen[place].append(Stretch(path, *place, None, None, start, end, sum(t[2] for t in told)))
    return seen


@cache
def _spelt(channel: str) -> str:
    """A channel's name as the tables spell it."""
    return {c.channel.lower(): c.channel for c in channels()}.get(channel.lower(), channel)


def _clears(events: Iterable[Event]) -> dict[Log, list[datetime]]:
    found: dict[Log, list[datetime]] = defaultdict(list)
    for event in events:
        if event.action is Action.LOG_CLEARED:
            found[event.host.lower(), _spelt(cleared_log(event))].append(event.time)
    return found


def _switches(events: Iterable[Event]) -> dict[str, list[tuple[datetime, bool]]]:
    """When each host's DNS server began or ceased to log rollovers in its classic channel."""
    found: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for event in sorted(events, key=lambda e: e.time):
        if event.action is not Action.LOGGING_CHANGED:
            continue
        if (detail(event, "Setting") or "").lower() != "eventloglevel":
            continue
        level = number(detail(event, "NewValue") or "")
        if level is not None:
            found[event.host.lower()].append((event.time, level >= INFORMATION))
    return found


def _strong(
    parts: Iterable[Stretch], clears: Iterable[datetime]
) -> tuple[datetime, datetime, int, tuple[Hole, ...]] | None:
    runs = [
        Run(s.start, s.first_id, s.end, s.last_id)
        for s in parts
        if s.first_id is not None and s.last_id is not None
    ]
    if not runs:
        return None
    found = ledger(runs, clears)
    return (*found.span, found.records, found.holes)


def _weak(
    parts: Iterable[Stretch], strong: Coverage | None, host: str, channel: str, subject: Observes
) -> list[Coverage]:
    """Coverage by times alone, before and after what record ids tell.

    A silence between two files is a hole where it is longer than a day and than ten
    times the average pause inside them; a shorter one may be the log's own.
    """
    bare = sorted({(s.start, s.end, s.records) for s in parts if s.first_id is None or s.last_id is None})
    if not bare:
        return []
    first, last = bare[0][0], max(end for _, end, _ in bare)
    limits = [(first, last)]
    if strong:
        limits = [(a, b) for a, b in ((first, strong.start), (strong.end, last)) if a < b]
    found: list[Coverage] = []
    for low, high in limits:
        side = [b for b in bare if b[0] <= high and b[1] >= low]
        pieces = clip(union((start, end) for start, end, _ in side), low, high)
        records = sum(count for *_, count in side)
        habit = sum(((b - a) for a, b in pieces), timedelta()) / max(1, records - len(pieces))
        start, end = pieces[0][0], pieces[-1][1]
        silences = [(a, b) for a, b in gaps(pieces, start, end) if b - a > max(DAY, PAUSES * habit)]
        holes = tuple(Hole(a, b, None, None, "absent") for a, b in silences)
        found.append(Coverage(host, channel, subject, start, end, records, holes, BY_TIMES))
    return found


def _darkened(known: Coverage, switches: Sequence[tuple[datetime, bool]]) -> Coverage:
    """The same coverage with holes for the time in which the channel was switched off."""
    holes = list(known.holes)
    off: datetime | None = None
    for time, on in [*switches, (known.end, True)]:
        if not on:
            off = off or time
        elif off is not None:
            start, end = max(off, known.start), min(time, known.end)
            if start < end:
                holes.append(Hole(start, end, None, None, "off"))
            off = None
    holes.sort(key=lambda h: (h.start, h.end, h.first_id or 0, h.last_id or 0, h.kind))
    return replace(known, holes=tuple(holes))
