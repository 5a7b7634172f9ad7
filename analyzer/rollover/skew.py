"""How far the clocks of hosts differ: two hosts that tell of the same thing show it.

When the role moves, the old and the new key master each log it (7648, 7649, 568).  When
somebody triggers a roll, his host logs the command before the server logs event 531.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from analyzer.model import Action, Event
from analyzer.rollover.detail import guid
from analyzer.rollover.signs import DOUBLE, GRAIN

ENOUGH = 3
"""Pairs of one pair of hosts that agree on more than chance."""

SPREAD = 10.0
"""Seconds by which such pairs may differ: a command takes a while to reach the server."""

MOVES = frozenset({Action.KEY_MASTER_MOVED, Action.KEY_MASTER_LOST, Action.KEY_MASTER_GAINED})
TRIGGER = "Invoke-DnsServerSigningKeyRollover"

Hosts = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Skew:
    """How far the clock of one host is ahead of another's, the median of so many things both told of.

    Seconds; never negative, for the host whose clock is ahead is named first.
    """

    host: str
    behind: str
    ahead_s: float
    pairs: int


def skews(events: Iterable[Event]) -> tuple[Skew, ...]:
    """Every pair of hosts whose clocks differ by more than a second, as far as events show it.

    From at least three pairs of events no more than five minutes apart that agree to
    within ten seconds; a command that failed is answered at once, one that went through
    is logged by the server within seconds.
    """
    told = tuple(events)
    found: dict[Hosts, list[float]] = defaultdict(list)
    for one, other in (*_moves(told), *_triggers(told)):
        if one.host.lower() != other.host.lower():
            first, second = sorted((one, other), key=lambda e: e.host.lower())
            found[first.host.lower(), second.host.lower()].append((first.time - second.time).total_seconds())
    return tuple(skew for hosts, differences in sorted(found.items()) if (skew := _skew(hosts, differences)))


def _skew(hosts: Hosts, differences: Sequence[float]) -> Skew | None:
    ahead = median(differences)
    agreeing = [d for d in differences if abs(d - ahead) <= SPREAD]
    if len(agreeing) < ENOUGH or 2 * len(agreeing) <= len(differences) or abs(ahead) <= GRAIN.total_seconds():
        return None
    host, behind = hosts if ahead > 0 else reversed(hosts)
    return Skew(host, behind, abs(ahead), len(agreeing))


def _moves(events: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    """The two sides of each move of a zone's role."""
    by_zone: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        if event.zone and event.action in MOVES:
            by_zone[event.zone].append(event)
    for own in by_zone.values():
        lost = [e for e in own if e.action is Action.KEY_MASTER_LOST]
        gained = [e for e in own if e.action is Action.KEY_MASTER_GAINED]
        yield from _closest(lost, gained)


def _triggers(events: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    """Each trigger as its caller's host and as the server logged it."""
    called: dict[tuple[str, str], list[Event]] = defaultdict(list)
    heard: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        key = guid(event.key_guid)
        if not event.zone or not key:
            continue
        if event.action is Action.TRIGGERED:
            heard[event.zone, key].append(event)
        elif event.action is Action.ATTEMPT and event.operation == TRIGGER and event.outcome != "failed":
            called[event.zone, key].append(event)
    for subject, own in sorted(called.items()):
        yield from _closest(own, heard[subject])


def _closest(ones: Sequence[Event], others: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Each of the ones with the closest other, where that is no more than five minutes apart."""
    by_time = sorted(others, key=lambda e: (e.time, e.path, e.position))
    for one in ones:
        place = bisect_left(by_time, one.time, key=lambda e: e.time)
        around = by_time[max(0, place - 1) : place + 1]
        best = min(around, key=lambda e: abs(e.time - one.time), default=None)
        if best and abs(best.time - one.time) <= DOUBLE:
            yield one, best
