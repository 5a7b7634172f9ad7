"""What is to be audited, and what of everything that was rebuilt the report is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from analyzer.events.identity import is_same_host
from analyzer.fleet import Terms
from analyzer.model import Attempt, DateOrder, Detection, Episode, Event, Period, Rollover, Setting, Sighting
from analyzer.sources import Options, Place, limits_of

Z = TypeVar("Z", Event, Setting)
T = TypeVar("T", Detection, Sighting, Attempt, Episode, Rollover)


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be audited, and how.

    `since` and `until` choose what is reported; `tz` is where schedules are judged and
    local times without a zone are read; `zones` and `servers` narrow the report where
    any are named, in the spelling of events.  `limits`, `waivers` and `reading` are those
    of a configuration, as they stand there.
    """

    paths: tuple[Place, ...]
    since: datetime | None = None
    until: datetime | None = None
    tz: str = "UTC"
    date_order: DateOrder | None = None
    zones: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    profile: str = "default"
    limits: Mapping[str, object] = field(default_factory=dict)
    waivers: tuple[Mapping[str, object], ...] = ()
    reading: Mapping[str, object] = field(default_factory=dict)

    @property
    def configuration(self) -> dict[str, object]:
        """Everything but the paths: a report does not depend on where its logs lay."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "paths"}

    @property
    def terms(self) -> Terms:
        """How its files are read; LimitError where limits of reading are not known."""
        limits, deleted = limits_of(self.reading)
        return Terms(Options(ZoneInfo(self.tz), self.date_order, deleted=deleted), limits)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a request's report is about, once its period is known."""

    request: Request
    period: Period

    def of(self, things: Iterable[T]) -> tuple[T, ...]:
        """Those of the zones and servers asked for that touch the period."""
        return tuple(thing for thing in things if self._is_asked_for(thing) and self._touches(thing))

    def about(self, things: Iterable[Z]) -> tuple[Z, ...]:
        """Those that name one of the zones asked for, or none, whenever they were."""
        zones = self.request.zones
        return tuple(thing for thing in things if not zones or thing.zone is None or thing.zone in zones)

    def _is_asked_for(self, thing: T) -> bool:
        zones, servers = self.request.zones, self.request.servers
        return (not zones or _zone(thing) in zones) and (
            not servers or any(is_same_host(name, asked) for name in _servers(thing) for asked in servers)
        )

    def _touches(self, thing: T) -> bool:
        start, end = _span(thing)
        return (start is None or start <= self.period.end) and (end is None or end >= self.period.start)


def _zone(thing: T) -> str | None:
    return None if isinstance(thing, Sighting) else thing.zone


def _servers(thing: T) -> tuple[str, ...]:
    match thing:
        case Rollover() | Episode():
            return thing.servers
        case Sighting():
            return (thing.host,)
    return (thing.server or thing.host,)


def _span(thing: T) -> tuple[datetime | None, datetime | None]:
    """From when to when a thing lasted, an edge that nobody logged at its outer bound."""
    match thing:
        case Rollover():
            return thing.start or thing.start_min, thing.end or thing.end_max
        case Episode():
            return thing.first, thing.last
    return thing.time, thing.time
