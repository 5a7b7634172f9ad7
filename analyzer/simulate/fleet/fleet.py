"""A random fleet, run to its end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import TypeVar

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.simulate.decoys import plant_hostile, plant_on_operator, plant_on_server
from analyzer.simulate.fleet import blindness, places
from analyzer.simulate.fleet.faults import faults
from analyzer.simulate.fleet.ground import Ground
from analyzer.simulate.fleet.land import by_default, new_zone
from analyzer.simulate.fleet.people import PRACTICES, by_hand, changes_in_wait, every_server, impatient
from analyzer.simulate.fleet.stories import STORIES, WAITS, untold
from analyzer.simulate.hosts import (
    OLD_POWERSHELL_CHANNEL,
    POWERSHELL_CHANNEL,
    SECURITY_CHANNEL,
    SYSMON_CHANNEL,
    TASKS_CHANNEL,
)
from analyzer.simulate.operations import INVOKE, SET
from analyzer.simulate.simulation import Simulation, begin
from analyzer.simulate.zones import DAY, WEEK, Zone

T = TypeVar("T")

START = datetime(2025, 2, 3, tzinfo=UTC)
ZONES_PER_SERVER = 2
TZS = ("Europe/Berlin", "America/New_York", "UTC", "Australia/Sydney")
FILLER = {
    AUDIT_CHANNEL: 6.0,
    CLASSIC_CHANNEL: 2.0,
    POWERSHELL_CHANNEL: 2.0,
    OLD_POWERSHELL_CHANNEL: 1.0,
    TASKS_CHANNEL: 1.0,
    SECURITY_CHANNEL: 4.0,
    SYSMON_CHANNEL: 2.0,
}
"""Irrelevant records of a channel a day, where nobody asks for more."""


def fleet(
    seed: int,
    servers: int = 4,
    weeks: int = 12,
    *,
    start: datetime = START,
    healthy: bool = False,
    blind: bool = True,
    bulk: float = 1.0,
) -> Simulation:
    """A fleet of that many DNS servers over that many weeks, run to its end.

    `healthy` plants nothing: Windows defaults, whole logs, and people who act only when
    no key rolls.  Without `blind` every log of every host is whole, and no clock jumps.
    `bulk` multiplies the records that do not matter.  ValueError without a server or a
    week.
    """
    if servers < 1 or weeks < 1:
        raise ValueError("a fleet needs at least one server and one week")
    rng = random.Random(f"fleet {seed}")
    dns = places.servers(rng, servers, healthy=healthy)
    jumps = start + rng.uniform(2, 30) * DAY if blind and not healthy else None
    operators = places.operators(rng, 1 + servers // 4, healthy=healthy, jumps=jumps)
    tz = rng.choice(TZS)
    simulation = begin(seed, start, start + weeks * WEEK, tz, [*dns, *operators])
    simulation.filler_per_day = {channel: bulk * rate for channel, rate in FILLER.items()}
    ground = Ground(simulation, rng, dns, operators, places.people(rng), places.services(rng), count(1))
    if healthy:
        _healthy(ground)
    else:
        _troubled(ground, blind=blind)
    simulation.run()
    return simulation


def _healthy(ground: Ground) -> None:
    for number in range(ZONES_PER_SERVER * len(ground.servers)):
        zone = by_default(ground, number)
        skd = zone.of_role("ZSK")[0]
        for when in ground.moments(2):
            ground.when_idle(
                zone,
                when,
                partial(ground.ask, zone, SET, skd.guid, ZoneSignatureValidityPeriod=10 * DAY),
            )


def _troubled(ground: Ground, *, blind: bool) -> None:
    rng = ground.rng
    zones = [new_zone(ground, number) for number in range(ZONES_PER_SERVER * len(ground.servers))]
    practices = _deck(rng, PRACTICES, len(zones))
    shuffled = rng.sample(STORIES, len(STORIES))
    for number, zone in enumerate(zones):
        story = shuffled[number % len(shuffled)]
        story(ground, zone)
        practices[number](ground, zone)
        if story is untold:
            by_hand(ground, zone)
            every_server(ground, zone)
        if story in WAITS:
            impatient(ground, zone)
        if story in WAITS and rng.random() < 0.6:
            changes_in_wait(ground, zone)
    for zone, fault in zip(rng.sample(zones, len(zones)), _deck(rng, faults(), len(zones)), strict=True):
        fault(ground, zone)
    _on_occasion(ground, zones)
    if blind:
        _blinded(ground, zones)
    _decoys(ground, zones)


def _on_occasion(ground: Ground, zones: Sequence[Zone]) -> None:
    """People also do things right: they roll keys when nothing else rolls."""
    for zone in ground.rng.sample(zones, len(zones) // 2):
        for when in ground.moments(2):
            ground.when_idle(zone, when, partial(_roll, ground, zone))


def _roll(ground: Ground, zone: Zone) -> None:
    ground.ask(zone, INVOKE, zone.of_role("ZSK")[0].guid)


def _blinded(ground: Ground, zones: Sequence[Zone]) -> None:
    """At most every second server is blind in some way; of one key master nothing is known."""
    hosts = ground.rng.sample(ground.servers, len(ground.servers) // 2)
    masters = {zone.key_master for zone in zones}
    hosts.sort(key=lambda host: host.name not in masters)
    others = _deck(ground.rng, blindness.BLINDNESSES, len(hosts))
    for host, blind in zip(hosts, [blindness.not_collected, *others], strict=False):
        blind(ground, host)
    blindness.clock_jumped(ground)
    if len(ground.operators) > 2:
        blindness.not_copied(ground, ground.operators[1])


def _decoys(ground: Ground, zones: Sequence[Zone]) -> None:
    logs, world = ground.simulation.logs, ground.world
    for host in ground.servers:
        when = ground.moment()
        world.agenda.at(when, partial(plant_on_server, logs, host, ground.rng.choice(zones).name, when))
    for host in ground.operators:
        when = ground.moment()
        actor = ground.rng.choice(ground.people)
        world.agenda.at(when, partial(plant_on_operator, world, logs, host, actor, when))
        later = when + timedelta(hours=1)
        world.agenda.at(later, partial(plant_hostile, world, logs, host, actor, later))


def _deck(rng: random.Random, cards: Sequence[T], count: int) -> list[T]:
    """That many of the cards, each as often as any other, in random order."""
    drawn: list[T] = []
    while len(drawn) < count:
        drawn += rng.sample(cards, len(cards))
    return drawn[:count]
