"""The world: zones and their keys, a clock, and everybody who watches what happens to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from analyzer.model import Action, KeyRole
from analyzer.simulate.agenda import Agenda
from analyzer.simulate.zones import Roll, Skd, Zone


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with its SID."""

    name: str
    sid: str


SYSTEM = Actor("NT AUTHORITY\\SYSTEM", "S-1-5-18")
"""The server itself."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a zone's keys on one server, whoever logs it.

    `unwritten` marks what no channel was told of; `attempt` names the try that
    caused it.
    """

    time: datetime
    action: Action
    server: str
    zone: str
    actor: Actor
    guid: str | None = None
    role: KeyRole | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    attempt: str | None = None
    unwritten: bool = False


class World:
    """All zones, their clock and their watchers; what happens is decided by `seed` alone.

    `names` are the other names of servers, and whose they are.
    """

    def __init__(self, start: datetime, seed: int) -> None:
        """An empty world at `start`."""
        self.agenda = Agenda(start)
        self.rng = random.Random(seed)
        self.zones: dict[str, Zone] = {}
        self.names: dict[str, str] = {}
        self.rolls: list[Roll] = []
        self.watchers: list[Callable[[Happening], None]] = []
        self.attempt: str | None = None
        self.actor = SYSTEM

    @property
    def now(self) -> datetime:
        """The time it is."""
        return self.agenda.now

    def after(self, wait: timedelta, happen: Callable[[], object]) -> None:
        """Plan something for later."""
        self.agenda.at(self.now + wait, happen)

    def guid(self) -> str:
        """A new GUID, lower case without braces."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def seconds(self, low: float, high: float) -> timedelta:
        """A random while."""
        return timedelta(seconds=self.rng.uniform(low, high))

    def tell(
        self,
        action: Action,
        zone: Zone,
        skd: Skd | None = None,
        detail: Mapping[str, str] = MappingProxyType({}),
        *,
        server: str | None = None,
        unwritten: bool = False,
    ) -> None:
        """Let the watchers know what happened, on the zone's key master where no server is named."""
        happening = Happening(
            time=self.now,
            action=action,
            server=server or zone.key_master,
            zone=zone.name,
            actor=self.actor,
            guid=skd.guid if skd else None,
            role=skd.role if skd else None,
            detail=detail,
            attempt=self.attempt,
            unwritten=unwritten,
        )
        for watch in self.watchers:
            watch(happening)
