"""What could not have been seen, in plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from analyzer.events import Quiet
from analyzer.model import Coverage, Event
from analyzer.rollover.coverage import covered
from analyzer.rollover.intervals import Interval, gaps, hull, union
from analyzer.rollover.keymaster import Tenure, key_masters
from analyzer.rollover.signs import is_audit
from analyzer.rollover.skew import skews
from analyzer.statistics.spans import microseconds

WORTH_SAYING = timedelta(days=1)
LISTED = 5
SHARE = 0.01
SILENCE = timedelta(days=7)
SILENT_PAUSES = 10
ENOUGH = 20
ALL_DECODED = 0.9
MICROSECOND, EPOCH = timedelta(microseconds=1), datetime(1970, 1, 1, tzinfo=UTC)
CLOCKS_APART = 10
"""Seconds: the traces of one command take as long to be written."""


def blind_spots(
    coverage: Sequence[Coverage],
    events: Iterable[Event],
    as_of: datetime | None = None,
    since: datetime | None = None,
    quiet: Iterable[Quiet] = (),
) -> tuple[str, ...]:
    """Sentences that say which logs are missing for which time, and what would not show because of it.

    The time in question is that of all coverage, from `since` on and up to `as_of` where
    given.  Holes of less than a day are told in sum only.
    """
    told = tuple(events)
    ends = [end for one in coverage for end in (one.start, one.end)] + ([as_of] if as_of else [])
    if not coverage:
        return (
            "No log that tells of rollovers or failed commands is in the collection: nothing can be said.",
        )
    period = (max(min(ends), since) if since else min(ends), as_of or max(ends))
    tenures = key_masters(told)
    masters = _zones_by_server(tenures, period)
    return (
        *_of_state(coverage, masters, period),
        *_of_unknown_masters(tenures, period),
        *_of_failures(coverage, masters, period),
        *_of_holes(coverage, period),
        *_of_silences(coverage, told, quiet, period[0]),
        *_of_clocks(told),
    )


def _zones_by_server(
    known: Mapping[str, Sequence[Tenure]], period: Interval
) -> dict[str, dict[str, Interval]]:
    """Of every key master its zones, and for which part of the period it had each."""
    found: dict[str, dict[str, Interval]] = defaultdict(dict)
    for zone, parts in sorted(known.items()):
        for part in parts:
            had = (max(part.since, period[0]), min(part.until, period[1]))
            if part.server and had[0] <= had[1]:
                found[part.server][zone] = had
    return dict(sorted(found.items()))


def _of_state(
    coverage: Sequence[Coverage], masters: Mapping[str, Mapping[str, Interval]], period: Interval
) -> Iterator[str]:
    if not any(one.observes == "state" for one in coverage):
        yield "No DNS Server or DNS audit log of any host is in the collection: rollovers would not show."
    for server, zones in masters.items():
        whose = f"{server}, key master of {_listed(sorted(zones))}"
        channels = [one.channel for one in coverage if one.host == server and one.observes == "state"]
        had = hull(union(zones.values())) or period
        if not channels:
            yield f"No DNS log of {whose}, is in the collection: rollovers there would not show."
            continue
        if not any(is_audit(channel) for channel in channels):
            yield f"The audit log of {whose}, is not in the collection: manual triggers would not show."
        if all(is_audit(channel) for channel in channels):
            yield (
                f"The DNS Server log of {whose}, is not in the collection: "
                "stages and failures of rollovers would not show."
            )
        yield from _spans(f"No DNS log of {whose},", covered(coverage, server, "state"), had, "rollovers")


def _of_unknown_masters(known: Mapping[str, Sequence[Tenure]], period: Interval) -> Iterator[str]:
    for zone, parts in sorted(known.items()):
        for part in parts:
            since, until = max(part.since, period[0]), min(part.until, period[1])
            if part.server is None and until - since > WORTH_SAYING:
                yield f"Which server was key master of {zone} {_span(since, until)} is not known."


def _of_failures(
    coverage: Sequence[Coverage], masters: Mapping[str, object], period: Interval
) -> Iterator[str]:
    seen = covered(coverage, None, "failures")
    if not seen:
        yield "No PowerShell or task log of any host is in the collection: failed commands would not show."
        return
    yield from _spans("No PowerShell or task log of any host", seen, period, "failed commands")
    for server in masters:
        if not covered(coverage, server, "failures"):
            yield (
                f"No PowerShell or task log of {server}, a key master, is in the collection: "
                "commands that failed when run on it would not show."
            )


def _of_holes(coverage: Iterable[Coverage], period: Interval) -> Iterator[str]:
    words = {"cleared": "was cleared; what it held", "off": "was switched off; what happened"}
    for one in coverage:
        for hole in one.holes:
            if hole.kind in words and hole.end >= period[0]:
                yield (
                    f"The log {one.channel} of {one.host} {words[hole.kind]} "
                    f"{_span(hole.start, hole.end)} is not known from it."
                )


def _of_silences(
    coverage: Iterable[Coverage], events: Iterable[Event], quiet: Iterable[Quiet], since: datetime
) -> Iterator[str]:
    """Logs that fell silent for far longer than they use to, where every record was decoded to tell."""
    times: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for event in events:
        times[event.host.lower(), event.channel.lower()].append(event.time)
    more: dict[tuple[str, str], list[NDArray[np.int64]]] = defaultdict(list)
    for silent in quiet:
        more[silent.host, silent.channel].append(silent.times)
    for one in coverage:
        log = one.host, one.channel.lower()
        told = np.unique(np.concatenate([microseconds(times[log]), *more[log]]))
        first, last = microseconds((max(one.start, since), one.end))
        told = told[(first <= told) & (told <= last)]
        if len(told) < max(ENOUGH, ALL_DECODED * one.records):
            continue
        pauses = np.diff(told)
        habit = float(np.median(pauses)) * MICROSECOND
        last = len(pauses) - 1 - int(np.argmax(pauses[::-1]))
        if int(pauses[last]) * MICROSECOND > max(SILENCE, SILENT_PAUSES * habit):
            start, end = (EPOCH + int(time) * MICROSECOND for time in told[last : last + 2])
            yield (
                f"The log {one.channel} of {one.host} tells nothing {_span(start, end)}, far longer than "
                "its habit: a channel that is switched off leaves no other trace."
            )


def _of_clocks(events: Iterable[Event]) -> Iterator[str]:
    for one in skews(events):
        if one.ahead_s >= CLOCKS_APART:
            yield (
                f"The clock of {one.host} is about {one.ahead_s:.0f} s ahead of that of {one.behind}, as "
                f"{one.pairs} events show that both tell of: their times compare no better than that."
            )


def _spans(what: str, seen: Sequence[Interval], period: Interval, lost: str) -> Iterator[str]:
    """One sentence for each gap of more than a day, and one for all shorter ones if they add up."""
    dark = gaps(tuple(seen), *period)
    long = [(a, b) for a, b in dark if b - a > WORTH_SAYING]
    for start, end in long[:LISTED]:
        yield f"{what} covers the time {_span(start, end)}: {lost} would not show."
    if len(long) > LISTED:
        yield f"{what} covers {len(long) - LISTED} more gaps of over a day: {lost} would not show."
    short = sum((b - a for a, b in dark if b - a <= WORTH_SAYING), timedelta())
    if short > SHARE * (period[1] - period[0]):
        count = sum(b - a <= WORTH_SAYING for a, b in dark)
        hours = short.total_seconds() / 3600
        yield f"{what} covers {count} shorter gaps, {hours:.0f} h in all: {lost} would not show."


def _span(start: datetime, end: datetime) -> str:
    return f"from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:LISTED])
    return shown if len(names) <= LISTED else f"{shown} and {len(names) - LISTED} more zones"
