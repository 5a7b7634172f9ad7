"""One simulated stretch of time: its world, its logs, what was planted in it, what of it is collected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from analyzer.model import KeyRole
from analyzer.simulate import rolling
from analyzer.simulate.callers import Callers, Purpose
from analyzer.simulate.damage import Damaged, Remaining
from analyzer.simulate.effects import new_key
from analyzer.simulate.entry import Entry
from analyzer.simulate.evtx import Style
from analyzer.simulate.hosts import Host
from analyzer.simulate.logs import Logs
from analyzer.simulate.settings import SettingsBook
from analyzer.simulate.traces.server import ServerLog
from analyzer.simulate.world import World
from analyzer.simulate.zones import Skd, Zone, ZoneSettings


@dataclass(frozen=True, slots=True)
class Plant:
    """A practice that was put into the simulation, about a zone or a host.

    `rules` are those it breaks all the time, whatever comes of it; what its tries and
    the rolls break besides, the truth finds out.  Without `since` and `until` its tries
    say when it went on.
    """

    purpose: Purpose
    zone: str | None
    since: datetime | None = None
    until: datetime | None = None
    host: str | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Schedule:
    """A planted local time at which somebody acts on a zone's keys; `times` are all its runs, in UTC."""

    plant: str
    zone: str
    operation: str
    kind: str
    phase: str
    tz: str
    times: Sequence[datetime]


@dataclass(frozen=True, slots=True)
class Gathering:
    """How a log was gathered: what was left of it, how it was copied, what the copy went through."""

    left: Callable[[Iterator[Entry]], Remaining] | None = None
    style: Style | None = None
    damage: Callable[[bytes], Damaged] | None = None


AS_IT_IS = Gathering()
"""A copy of the log's own file, whole and sound."""


@dataclass(slots=True)
class Simulation:
    """Everything of one run.

    `gathering` says how the log of a (host, channel) was gathered, where it is not as it
    is, and `uncollected` whose logs nobody gathered.
    """

    seed: int
    start: datetime
    end: datetime
    tz: str
    world: World
    logs: Logs
    callers: Callers
    settings: SettingsBook
    filler_per_day: dict[str, float] = field(default_factory=dict)
    plants: list[Plant] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)
    uncollected: set[tuple[str, str]] = field(default_factory=set)
    gathering: dict[tuple[str, str], Gathering] = field(default_factory=dict)

    def run(self) -> None:
        """Let everything happen."""
        for _, zone in sorted(self.world.zones.items()):
            self.settings.look(zone)
        self.world.agenda.run(self.end)


def begin(seed: int, start: datetime, end: datetime, tz: str, hosts: Iterable[Host]) -> Simulation:
    """A simulation in which nothing is planned yet."""
    world = World(start, seed)
    logs = Logs(hosts)
    world.names |= {alias: host.name for host in logs.hosts.values() for alias in host.aliases}
    settings = SettingsBook(world)
    world.watchers += [ServerLog(world, logs), settings]
    return Simulation(seed, start, end, tz, world, logs, Callers(world, logs), settings)


def add_zone(world: World, name: str, settings: ZoneSettings, servers: list[str]) -> Zone:
    """An unsigned zone, whose first server is to be its key master."""
    zone = world.zones[name] = Zone(name, settings, servers, servers[0])
    return zone


def add_key(world: World, zone: Zone, role: KeyRole, period: timedelta | None, due: datetime | None) -> Skd:
    """A key of a zone that was signed long ago, next due at `due` (never, without a period)."""
    skd = new_key(world, role, period)
    zone.skds.append(skd)
    zone.signed_since = zone.signed_since or world.now - timedelta(days=900)
    if period and due:
        skd.last_rolled = due - period
    rolling.plan(world, zone, skd)
    return skd
