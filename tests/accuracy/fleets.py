"""Simulated fleets for the questions: rollovers, and conflicts that fall into them by a known law."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from analyzer.conflicts.world import World, world
from analyzer.model import Attempt, Coverage, Hole, KeyRole, Observes, Period, Rollover

START = datetime(2025, 1, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Fleet:
    """What a report of some zones would be made of."""

    days: float
    tz: str = "Europe/Berlin"
    rollovers: list[Rollover] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    holes: list[tuple[float, float]] = field(default_factory=list)

    @property
    def period(self) -> Period:
        """All of it."""
        return Period(START, START + timedelta(days=self.days))

    def coverage(self) -> list[Coverage]:
        """State and failures, the latter with holes."""
        gaps = tuple(Hole(at(a), at(b), None, None, "absent") for a, b in self.holes)
        return [self._covered("state", ()), self._covered("failures", gaps)]

    def _covered(self, observes: Observes, holes: tuple[Hole, ...]) -> Coverage:
        host = "ns1" if observes == "state" else "ops"
        return Coverage(host, "c", observes, self.period.start, self.period.end, 1, holes, "ids")

    def world(self, seed: int = 1) -> World:
        """The tables that questions are asked of."""
        return world(self.attempts, self.rollovers, self.coverage(), self.period, self.tz, seed)

    def seen(self, days: float) -> bool:
        """Whether failures could be seen then."""
        return not any(a <= days < b for a, b in self.holes)


def at(days: float) -> datetime:
    """A time so many days after the start of every fleet."""
    return START + timedelta(days=days)


def roll(
    fleet: Fleet, zone: str, start: float, length: float, role: KeyRole = "ZSK", **values: object
) -> Rollover:
    """An automatic rollover from a day on, of so many days; kept in the fleet."""
    begin, end = at(start), at(start + length)
    given: dict[str, object] = {
        "key_guid": f"{zone}/{role}",
        "trigger": "automatic",
        "start_basis": "observed",
        "end_basis": "observed",
        "outcome": "completed",
    } | values
    made = Rollover(
        id=f"R-{len(fleet.rollovers):06}",
        zone=zone,
        key_role=role,
        servers=("ns1",),
        start=begin,
        start_min=begin,
        start_max=begin,
        end=end,
        end_min=end,
        end_max=end,
        **given,  # type: ignore[arg-type]  # values of many types
    )
    fleet.rollovers.append(made)
    return made


def hit(
    fleet: Fleet, where: Rollover, days: float, tries: int = 1, actor: str = "task", **values: object
) -> None:
    """A conflict with that rollover, and tries a minute apart after it; none where it could not be seen."""
    if not fleet.seen(days):
        return
    for number in range(tries):
        time = at(days) + timedelta(minutes=number)
        name = f"A-{len(fleet.attempts):06}"
        given: dict[str, object] = {"operation": "Invoke", "codes": (9116,), "relation": "inside"} | values
        fleet.attempts.append(
            Attempt(
                id=name,
                time=time,
                host="ops",
                server="ns1",
                actor=actor,
                process=None,
                zone=where.zone,
                key_guid=where.key_guid,
                key_role=where.key_role,
                outcome="failed",
                detections=(),
                rollover_id=where.id,
                episode_id=f"E-{name}" if number == 0 else fleet.attempts[-1].episode_id,
                **given,  # type: ignore[arg-type]  # values of many types
            )
        )


def done(fleet: Fleet, zone: str, days: float, actor: str) -> None:
    """A try that went through."""
    fleet.attempts.append(
        Attempt(
            id=f"A-{len(fleet.attempts):06}",
            time=at(days),
            host="ops",
            server="ns1",
            actor=actor,
            process=None,
            operation="Invoke",
            zone=zone,
            key_guid=None,
            key_role=None,
            outcome="succeeded",
            codes=(),
            detections=(),
        )
    )


def uniform(fleet: Fleet, where: Rollover, count: int, rng: np.random.Generator) -> None:
    """So many episodes anywhere in a rollover alike, as far as they could be seen."""
    assert where.start
    assert where.end
    begin, end = ((t - START) / timedelta(days=1) for t in (where.start, where.end))
    for days in np.sort(rng.uniform(begin, end, count)):
        hit(fleet, where, float(days), tries=int(rng.integers(1, 5)))


def zone_of_rolls(
    fleet: Fleet,
    zone: str,
    rng: np.random.Generator,
    every: float = 20,
    length: float = 4,
    role: KeyRole = "ZSK",
) -> list[Rollover]:
    """A zone whose key rolls every so many days, at times that drift, as far as the fleet's days reach."""
    rolls, day = [], float(rng.uniform(0, every))
    while day + length < fleet.days:
        rolls.append(roll(fleet, zone, day, float(length * rng.uniform(0.7, 1.3)), role))
        day += every * float(rng.uniform(0.85, 1.15))
    return rolls
