"""What stories are told on: a simulation with its people and hosts, and ways to make things happen in it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from analyzer.model import Action
from analyzer.simulate.actors import Script, Task, play, run_task
from analyzer.simulate.callers import ROUTINE, Callers, Purpose, Try
from analyzer.simulate.hosts import Host
from analyzer.simulate.operations import INVOKE, SET, STEP, Request
from analyzer.simulate.sessions import Session, open_session
from analyzer.simulate.simulation import Plant, Simulation
from analyzer.simulate.world import Actor, Happening, World
from analyzer.simulate.zones import DAY, Zone

BY_DNSCMD = frozenset({INVOKE, STEP, SET})
"""Operations that dnscmd knows and people use it for."""


@dataclass(slots=True)
class Ground:
    """A simulation before it runs; `rng` decides what is planned, the world's own what comes of it."""

    simulation: Simulation
    rng: random.Random
    servers: list[Host]
    operators: list[Host]
    people: list[Actor]
    services: list[Actor]
    plants: Iterator[int]
    _reactions: list[tuple[str, Action, Callable[[Happening], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Watch the world for all reactions."""
        self.world.watchers.append(self._react)

    @property
    def world(self) -> World:
        """The simulation's world."""
        return self.simulation.world

    @property
    def callers(self) -> Callers:
        """Everybody who asks servers for something."""
        return self.simulation.callers

    def purpose(self, cause: str) -> Purpose:
        """A purpose for a new plant of that cause."""
        return Purpose(cause, f"{cause}-{next(self.plants):03}")

    def plant(
        self,
        purpose: Purpose,
        zone: Zone | None,
        *rules: str,
        since: datetime | None = None,
        until: datetime | None = None,
        host: str | None = None,
    ) -> None:
        """Put a practice on record, with the rules it breaks whatever comes of it."""
        self.simulation.plants.append(Plant(purpose, zone.name if zone else None, since, until, host, rules))

    def moment(self, low: float = 0.05, high: float = 0.95) -> datetime:
        """A random time of the simulation, between two shares of it."""
        span = self.simulation.end - self.simulation.start
        return self.simulation.start + span * self.rng.uniform(low, high)

    def moments(self, count: int, low: float = 0.05, high: float = 0.95) -> list[datetime]:
        """Some random times, in order."""
        return sorted(self.moment(low, high) for _ in range(count))

    def on(self, zone: Zone, action: Action, react: Callable[[Happening], None]) -> None:
        """React whenever that happens to the zone, whether or not a log is told."""
        self._reactions.append((zone.name, action, react))

    def _react(self, happening: Happening) -> None:
        for zone, action, react in self._reactions:
            if (zone, action) == (happening.zone, happening.action):
                react(happening)

    def automatic(self, zone: Zone) -> bool:
        """Whether the roll that goes on began by itself."""
        return zone.rolling is not None and zone.rolling.trigger == "automatic"

    def somewhere_in(self, zone: Zone, happening: Happening) -> timedelta:
        """A random while, about as long as the roll that has just begun will last."""
        length = zone.usual_length(zone.key(happening.guid))
        return length * zone.haste * self.world.rng.uniform(0.03, 0.97)

    def when_idle(self, zone: Zone, time: datetime, act: Callable[[], object]) -> None:
        """Do something at that time, or some day after, when the signed zone's keys neither roll nor wait."""

        def try_it() -> None:
            signed = zone.signed_since and zone.of_role("KSK") and zone.of_role("ZSK")
            if zone.rolling or zone.queue or not signed:
                self.world.after(DAY + self.world.seconds(0, 3600), try_it)
            else:
                act()

        self.world.agenda.at(time, try_it)

    def host(self) -> Host:
        """Where somebody works: mostly an operator's computer, else a server."""
        return self.world.rng.choice(self.operators * 3 + self.servers)

    def console(self, host: Host, actor: Actor, script: str = "") -> Session:
        """PowerShell, 5.1 or 7, with a script or at a prompt, where errors mostly do not end the command."""
        rng = self.world.rng
        stops = bool(script) or rng.random() < 0.6
        return open_session(self.world, host, actor, script, stops=stops, core=rng.random() < 0.2)

    def asked(self, zone: Zone, operation: str, guid: str | None, parameters: Mapping[str, Any]) -> Request:
        """A request to the zone's key master, by one of its names."""
        names = [n for n, owner in sorted(self.world.names.items()) if owner == zone.key_master]
        server = self.world.rng.choice([zone.key_master, zone.key_master, *names])
        return Request(server, operation, zone.name, guid, parameters)

    def ask(
        self,
        zone: Zone,
        operation: str,
        guid: str | None,
        purpose: Purpose = ROUTINE,
        actor: Actor | None = None,
        host: Host | None = None,
        **parameters: Any,
    ) -> Try:
        """Let a person ask for an operation now, with a cmdlet or dnscmd."""
        rng = self.world.rng
        actor, host = actor or rng.choice(self.people), host or self.host()
        request = self.asked(zone, operation, guid, parameters)
        if operation in BY_DNSCMD and (operation == SET or not parameters) and rng.random() < 0.15:
            return self.callers.dnscmd(host, actor, request, purpose)
        return self.callers.cmdlet(self.console(host, actor), request, purpose)

    def script(self, name: str, body: Callable[[Session], Script], actor: Actor | None = None) -> None:
        """Let a person run a script now."""
        rng = self.world.rng
        session = self.console(self.host(), actor or rng.choice(self.people), rf"C:\Scripts\{name}.ps1")
        play(self.world, body(session))

    def task(self, name: str) -> Task:
        """A scheduled task on an operator's host, under a service account."""
        return Task(
            name=rf"\DNS\{name}",
            script=rf"C:\Scripts\{name}.ps1",
            host=self.rng.choice(self.operators),
            actor=self.rng.choice(self.services),
            exits_with=self.rng.choice(("code", "one")),
        )

    def run(self, task: Task, body: Callable[[Session], Script]) -> None:
        """Run a task now."""
        run_task(self.callers, task, body)
