"""Everything that the rules judge, as one value, and the questions that many of them ask of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol, TypeVar

from analyzer.conflicts.accounts import account_names
from analyzer.conflicts.conflict import conflict_code
from analyzer.conflicts.traces import SYSTEM
from analyzer.events import Quiet
from analyzer.model import Action, Attempt, Coverage, Episode, Event, Period, Rollover, Setting, Snapshot
from analyzer.rollover import Tenure, covered, key_masters
from analyzer.rollover.detail import yes
from analyzer.rollover.intervals import NEVER, Interval, Intervals, clip, gaps, union
from analyzer.rollover.settings import Book, book
from analyzer.rollover.told import Log, Told, by_log

NO_ZONE = "zone not named"
"""The subject of what no log ties to a zone."""


SERVER_ITSELF = frozenset({SYSTEM.lower(), "nt authority\\system"})
"""The accounts as which a DNS server acts by itself, in lower case."""


class Zoned(Protocol):
    """Anything that may belong to a zone."""

    @property
    def zone(self) -> str | None:
        """The zone's name."""


T = TypeVar("T", bound=Zoned)


@dataclass(frozen=True)  # no slots: answers are kept beside the fields
class Case:
    """What was rebuilt for one report.

    Attempts are related to rollovers and grouped into episodes.  `tz` is where schedules
    are judged.  Everything that ages is judged at the end of the period.
    """

    attempts: tuple[Attempt, ...]
    episodes: tuple[Episode, ...]
    rollovers: tuple[Rollover, ...]
    coverage: tuple[Coverage, ...]
    settings: tuple[Setting, ...]
    events: tuple[Event, ...]
    period: Period
    tz: str = "UTC"
    snapshots: tuple[Snapshot, ...] = ()
    quiet: tuple[Quiet, ...] = ()

    @property
    def as_of(self) -> datetime:
        """When everything that ages is judged."""
        return self.period.end

    @cached_property
    def masters(self) -> dict[str, tuple[Tenure, ...]]:
        """The key masters of each zone whose keys or signing the events tell of."""
        return key_masters(self.events)

    @cached_property
    def zones(self) -> tuple[str, ...]:
        """Every zone that has keys, rolls or conflicts, by name."""
        named = (one.zone for many in (self.rollovers, self.settings, self.conflicts) for one in many)
        return tuple(sorted({zone for zone in named if zone} | self.masters.keys()))

    @cached_property
    def conflicts(self) -> tuple[Attempt, ...]:
        """The failed attempts that a rollover stood in the way of, by time."""
        found = (a for a in self.attempts if conflict_code(a) is not None)
        return tuple(sorted(found, key=lambda a: (a.time, a.id)))

    @cached_property
    def conflicts_by_zone(self) -> dict[str, tuple[Attempt, ...]]:
        """Conflicts by zone; those of an unknown one under `NO_ZONE`."""
        return by_zone(self.conflicts)

    @cached_property
    def episodes_by_zone(self) -> dict[str, tuple[Episode, ...]]:
        """Episodes by zone and time; those of an unknown one under `NO_ZONE`."""
        return by_zone(sorted(self.episodes, key=lambda e: (e.first, e.id)))

    @cached_property
    def rollovers_by_zone(self) -> dict[str, tuple[Rollover, ...]]:
        """Rollovers by zone and time."""
        return by_zone(sorted(self.rollovers, key=lambda r: (r.start or r.start_min or NEVER, r.id)))

    @cached_property
    def events_by_zone(self) -> dict[str, tuple[Event, ...]]:
        """Events by zone; those about none under `NO_ZONE`."""
        return by_zone(self.events)

    @cached_property
    def events_by_action(self) -> dict[Action, tuple[Event, ...]]:
        """Events by what they tell of, in order of time."""
        found: dict[Action, list[Event]] = defaultdict(list)
        for event in sorted(self.events, key=lambda e: (e.time, e.path, e.position)):
            found[event.action].append(event)
        return {action: tuple(own) for action, own in found.items()}

    @cached_property
    def hosting(self) -> dict[str, frozenset[str]]:
        """The servers that each zone is known to lie on."""
        found: dict[str, set[str]] = {zone: set() for zone in self.zones}
        for zone, servers in found.items():
            servers.update(s for r in self.rollovers_by_zone.get(zone, ()) for s in r.servers)
            servers.update(t.server for t in self.masters.get(zone, ()) if t.server)
            servers.update(e.server for e in self.events_by_zone.get(zone, ()) if e.server)
        return {zone: frozenset(servers) for zone, servers in found.items()}

    @cached_property
    def key_settings(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """By zone and parameter, the last value told of each of the zone's keys."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for (zone, key, name), told in self.book.spans.items():
            if key:
                found[zone, name].append(told[-1].value)
        return {owner: tuple(values) for owner, values in found.items()}

    @cached_property
    def only_integrated(self) -> frozenset[str]:
        """The zones on servers of which every known zone keeps all keys in AD, so that it is integrated.

        Zones that are not signed are not in these logs.
        """
        kept = {zone: self.key_settings.get((zone, "StoreKeysInAD"), ()) for zone in self.hosting}
        in_file = {zone for zone, values in kept.items() if not values or not all(map(yes, values))}
        other = {server for zone in in_file for server in self.hosting[zone]}
        return frozenset(zone for zone, servers in self.hosting.items() if servers and not servers & other)

    @cached_property
    def told(self) -> dict[Log, Told]:
        """What was read of each log, by host and channel, the latter in lower case."""
        return by_log(self.events, self.quiet)

    @cached_property
    def episode_of(self) -> dict[str, tuple[Attempt, ...]]:
        """The conflicts of each episode, by its id and time."""
        found: dict[str, list[Attempt]] = defaultdict(list)
        for conflict in self.conflicts:
            if conflict.episode_id:
                found[conflict.episode_id].append(conflict)
        return {episode: tuple(own) for episode, own in found.items()}

    @cached_property
    def rollover(self) -> dict[str, Rollover]:
        """Rollovers by id."""
        return {r.id: r for r in self.rollovers}

    @cached_property
    def book(self) -> Book:
        """The settings to look up."""
        return book(self.settings)

    @cached_property
    def failures(self) -> Intervals:
        """The time in which some host's log would have shown a failed command."""
        return clip(covered(self.coverage, None, "failures"), self.period.start, self.period.end)

    @cached_property
    def _names(self) -> dict[str, str]:
        return account_names(self.events)

    def accounts(self, events: Iterable[Event]) -> list[str]:
        """The accounts that events name, by name where some log gives it with the SID."""
        return sorted({self._names.get(e.actor, e.actor) for e in events if e.actor})

    @cached_property
    def untraced(self) -> dict[str, tuple[Attempt, ...]]:
        """By zone, people's operations that only the DNS server told of, though failures could be seen.

        They were run on a host whose logs are not here, or do not tell of commands, so
        that a failure from there need not have shown either.
        """
        callers = {c.host for c in self.coverage if c.observes == "failures"}
        found = (
            a
            for a in self.attempts
            if a.outcome == "succeeded"
            and a.host == a.server
            and a.host not in callers
            and (a.actor or SYSTEM).lower() not in SERVER_ITSELF
        )
        return by_zone(sorted(found, key=lambda a: (a.time, a.id)))

    @cached_property
    def _state(self) -> dict[str, Intervals]:
        hosts = {c.host for c in self.coverage if c.observes == "state"}
        return {host: covered(self.coverage, host, "state") for host in hosts}

    def state(self, server: str, channel: str | None = None) -> Intervals:
        """The time for which a DNS channel of a server, or that one, tells what it did."""
        if channel is None:
            return self._state.get(server, ())
        return covered([c for c in self.coverage if c.channel == channel], server, "state")

    def blind(self, zone: str, channel: str | None = None) -> Intervals:
        """The time of the period in which no log of the key master, or not that one, tells of the zone."""
        unknown = (Tenure(None, self.period.start, self.period.end),)
        return union(
            gap
            for tenure in self.masters.get(zone, unknown)
            for gap in gaps(
                self.state(tenure.server or "", channel),
                max(self.period.start, tenure.since),
                min(self.period.end, tenure.until),
            )
        )

    def rolling(self, zone: str) -> Intervals:
        """The time of the period in which a key of the zone rolled, or may have by the bounds."""
        return union(
            piece for r in self.rollovers_by_zone.get(zone, ()) for piece in (self.window(r),) if piece
        )

    def window(self, rollover: Rollover) -> Interval | None:
        """From when to when a rollover lasted within the period, at the most; None where outside it."""
        start = rollover.start or rollover.start_min or self.period.start
        end = rollover.end or rollover.end_max or self.period.end
        start, end = max(start, self.period.start), min(end, self.period.end)
        return (start, end) if start <= end else None

    def master(self, zone: str) -> str | None:
        """The zone's key master at the end of the period, as far as it is known."""
        tenures = self.masters.get(zone, ())
        return next((t.server for t in reversed(tenures) if t.since <= self.as_of), None)


def by_zone(many: Iterable[T]) -> dict[str, tuple[T, ...]]:
    """Values by zone in their order; those without one under `NO_ZONE`."""
    found: dict[str, list[T]] = defaultdict(list)
    for one in many:
        found[one.zone or NO_ZONE].append(one)
    return {zone: tuple(own) for zone, own in sorted(found.items())}


def common(one: Intervals, other: Intervals) -> Intervals:
    """What two sets of time both hold."""
    return tuple(piece for start, end in one for piece in clip(other, start, end))


def hours(whole: Iterable[Interval]) -> float:
    """How long a set of time is."""
    return sum((end - start).total_seconds() for start, end in whole) / 3600


def refs_of(attempts: Iterable[Attempt]) -> Iterator[str]:
    """The ids of attempts, and the events that tell of them."""
    for attempt in attempts:
        yield attempt.id
        yield from attempt.evidence


def evidence(*parts: Iterable[str | None]) -> tuple[str, ...]:
    """All references of all parts, each once and sorted."""
    return tuple(sorted({ref for part in parts for ref in part if ref}))


def span_of(attempts: Sequence[Attempt]) -> Interval:
    """From the first to the last of some attempts."""
    times = [a.time for a in attempts]
    return min(times), max(times)
