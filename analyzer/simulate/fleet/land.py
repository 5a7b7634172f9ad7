"""Zones of a fleet: their names, settings, servers and keys."""

from __future__ import annotations

from datetime import timedelta

from analyzer.simulate.fleet.ground import Ground
from analyzer.simulate.simulation import add_key, add_zone
from analyzer.simulate.zones import DAY, HOUR, Parent, Zone, ZoneSettings

WORDS = (
    "corp",
    "shop",
    "lab",
    "hr",
    "mail",
    "_msdcs.plant",
    "9116",
    "xn--bcher-kva",
    "dev",
    "prod",
    "b2b",
    "branch",
    "voip",
    "archive",
    "sales",
    "test_zone",
    "intra",
    "eu",
    "apac",
    "finance",
)
PERIODS = (7, 14, 14, 30, 30, 60, 90)
"""Days between the rolls of a ZSK."""


def zone_name(number: int) -> str:
    """The name of a fleet's zone of that number, counted from 0."""
    word, again = WORDS[number % len(WORDS)], number // len(WORDS)
    return f"{word}{again or ''}.example" if "." not in word else f"{word}{again or ''}.local.example"


def new_zone(ground: Ground, number: int) -> Zone:
    """An unsigned zone on one to four servers; in files or in the directory."""
    rng = ground.rng
    count = min(len(ground.servers), rng.choice((1, 2, 2, 3, 4)))
    servers = [host.name for host in rng.sample(ground.servers, count)]
    settings = ZoneSettings(
        dnskey_ttl=rng.choice((HOUR, HOUR, 4 * HOUR, 12 * HOUR)),
        max_zone_ttl=rng.choice((HOUR, HOUR, 8 * HOUR, DAY)),
        parent=Parent("publishes", rng.uniform(0.05, 2) * DAY, rng.choice((HOUR, DAY)))
        if rng.random() < 0.3
        else Parent(),
    )
    if rng.random() < 0.35:
        settings = ZoneSettings(
            integrated=False,
            dnskey_ttl=settings.dnskey_ttl,
            max_zone_ttl=settings.max_zone_ttl,
            propagation=timedelta(0),
            parent=settings.parent,
        )
    return add_zone(ground.world, zone_name(number), settings, servers)


def long_signed(ground: Ground, zone: Zone, *, ksk_share: float | None = None) -> None:
    """Give a zone one key of each role; `ksk_share` is when the KSK rolls, as a share of the time."""
    rng = ground.rng
    span = ground.simulation.end - ground.simulation.start
    share = rng.uniform(0.3, 3) if ksk_share is None else ksk_share
    add_key(ground.world, zone, "KSK", 365 * DAY, ground.simulation.start + span * share)
    period = rng.choice(PERIODS) * DAY
    due = ground.simulation.start + min(period, span * 0.5) * rng.uniform(0.05, 0.9)
    add_key(ground.world, zone, "ZSK", period, due)


def by_default(ground: Ground, number: int) -> Zone:
    """A zone as Windows signs it when nobody changes anything: 755 and 90 days, the DS soon published."""
    rng = ground.rng
    servers = [host.name for host in rng.sample(ground.servers, min(2, len(ground.servers)))]
    parent = Parent("publishes", rng.uniform(0.1, 1) * DAY, HOUR) if rng.random() < 0.5 else Parent()
    zone = add_zone(ground.world, zone_name(number), ZoneSettings(parent=parent), servers)
    start = ground.simulation.start
    add_key(ground.world, zone, "KSK", 755 * DAY, start + rng.uniform(10, 754) * DAY)
    add_key(ground.world, zone, "ZSK", 90 * DAY, start + rng.uniform(1, 89) * DAY)
    return zone
