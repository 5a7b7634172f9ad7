"""Settings that break a policy whatever the profile, put into a zone at a known time; and plain misuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from analyzer.simulate.callers import Purpose
from analyzer.simulate.fleet.ground import Ground
from analyzer.simulate.operations import (
    ADD,
    DISABLE,
    ENABLE,
    INVOKE,
    REMOVE,
    RESET,
    SET,
    SIGN,
    STEP,
    Request,
)
from analyzer.simulate.zones import DAY, HOUR, Zone

Fault = Callable[[Ground, Zone], None]

NEW_KEYS: dict[str, dict[str, Any]] = {
    "KEY-ALGORITHM": {"Type": "ZSK", "RolloverPeriod": 90 * DAY, "CryptoAlgorithm": "RsaSha1"},
    "KEY-LENGTH": {"Type": "KSK", "RolloverPeriod": 755 * DAY, "KeyLength": 1024},
    "KEY-STORAGE": {"Type": "ZSK", "RolloverPeriod": 90 * DAY, "StoreKeysInAD": False},
}
"""Faults that come with a new key."""

CHANGES: dict[str, dict[str, Any]] = {
    "KEY-SIGNATURE-VALIDITY": {
        "ZoneSignatureValidityPeriod": 30 * DAY,
        "DnsKeySignatureValidityPeriod": 6 * HOUR,
    },
    "KEY-PERIOD": {"RolloverPeriod": 1825 * DAY},
}
"""Faults that come with a change of a key."""

ZONE_SETTINGS: dict[str, dict[str, Any]] = {
    "KEY-NSEC3-ITERATIONS": {"nsec3_iterations": 500},
    "KEY-NSEC3-SALT": {"nsec3_user_salt": "AABBCCDD"},
    "KEY-DENIAL": {"denial": "NSec"},
    "KEY-DS-DIGEST": {"ds_digests": "Sha1"},
}
"""Faults that come with re-signing a zone with other settings."""


def new_key(rule: str, ground: Ground, zone: Zone) -> None:
    """Somebody adds a bad key; where keys are stored matters only with a directory."""
    if rule == "KEY-STORAGE" and not zone.settings.integrated:
        return
    _planted(ground, zone, rule, lambda: ground.ask(zone, ADD, None, **NEW_KEYS[rule]).code == 0)


def change(rule: str, ground: Ground, zone: Zone) -> None:
    """Somebody changes a good key into a bad one."""
    _planted(
        ground,
        zone,
        rule,
        lambda: ground.ask(zone, SET, zone.of_role("ZSK")[0].guid, **CHANGES[rule]).code == 0,
    )


def zone_setting(rule: str, ground: Ground, zone: Zone) -> None:
    """Somebody re-signs the zone with bad settings."""

    def act() -> bool:
        before, zone.settings = zone.settings, replace(zone.settings, **ZONE_SETTINGS[rule])
        if ground.ask(zone, SIGN, None, DoResign=True).code == 0:
            return True
        zone.settings = before
        return False

    _planted(ground, zone, rule, act)


def automatic_off(ground: Ground, zone: Zone) -> None:
    """Somebody switches automatic rollover off, and perhaps on again much later."""
    _planted(
        ground,
        zone,
        "KEY-AUTOMATIC-OFF",
        lambda: ground.ask(zone, DISABLE, zone.of_role("ZSK")[0].guid).code == 0,
    )


def flapping(ground: Ground, zone: Zone) -> None:
    """Two scripts undo each other's settings, week after week."""
    purpose = ground.purpose("settings")
    since, times = ground.moment(0.1, 0.3), 8

    def turn(validity: timedelta) -> None:
        if not zone.rolling and zone.of_role("ZSK"):
            ground.ask(zone, SET, zone.of_role("ZSK")[0].guid, purpose, ZoneSignatureValidityPeriod=validity)

    for number in range(times):
        validity = (10 if number % 2 else 7) * DAY
        ground.world.agenda.at(since + number * DAY, partial(turn, validity))
    ground.plant(purpose, zone, "KEY-SETTINGS-FLAPPING", since=since, until=since + times * DAY)


def _planted(ground: Ground, zone: Zone, rule: str, act: Callable[[], bool]) -> None:
    """Do it when the zone is idle, and put it on record from then on, if the server agreed."""

    def plant() -> None:
        if zone.signed_since and act():
            since, until = ground.world.now, ground.simulation.end
            ground.plant(Purpose("settings", f"{rule} {zone.name}"), zone, since=since, until=until)

    ground.when_idle(zone, ground.moment(0.15, 0.7), plant)


def misuse(ground: Ground, zone: Zone) -> None:
    """Operations that do not fit the key's type or state, none of them a conflict."""
    purpose = ground.purpose("misuse")

    def act() -> None:
        zsk, ksk = zone.of_role("ZSK")[0].guid, zone.of_role("KSK")[0].guid
        tries: list[tuple[str, str | None, dict[str, Any]]] = [
            (STEP, ksk, {}),
            (SET, zsk, {"NextRolloverAction": "RevokeStandby"}),
            (SET, ksk, {"NextRolloverAction": "RevokeStandby"}),
            (ENABLE, zsk, {"RolloverPeriod": DAY}),
            (ENABLE, zsk, {"RolloverPeriod": 30 * DAY, "InitialRolloverOffset": 60 * DAY}),
            (REMOVE, zsk, {}),
            (SIGN, None, {}),
            (INVOKE, ground.world.guid(), {}),
        ]
        operation, guid, parameters = ground.world.rng.choice(tries)
        ground.ask(zone, operation, guid, purpose, **parameters)

    for when in ground.moments(ground.rng.randint(3, 8)):
        ground.when_idle(zone, when, act)
    ground.plant(purpose, zone)


def no_access(ground: Ground, zone: Zone) -> None:
    """Somebody wants to move the role to a server that has no access to the keys."""
    purpose = ground.purpose("key-access")
    strangers = [s.name for s in ground.servers if s.name not in zone.servers]
    if strangers:
        zone.servers.append(ground.rng.choice(strangers))
    if len(zone.servers) < 2:
        return
    target = zone.servers[-1]
    zone.keyless = frozenset({target})

    def act() -> None:
        session = ground.console(ground.host(), ground.world.rng.choice(ground.people))
        ground.callers.cmdlet(session, Request(target, RESET, zone.name), purpose)

    for when in ground.moments(3):
        ground.world.agenda.at(when, act)
    ground.plant(purpose, zone)


def faults() -> list[Fault]:
    """Every fault."""
    tables = ((NEW_KEYS, new_key), (CHANGES, change), (ZONE_SETTINGS, zone_setting))
    of_settings = [_bound(plant, rule) for table, plant in tables for rule in table]
    return [*of_settings, automatic_off, flapping, misuse, no_access]


def _bound(plant: Callable[[str, Ground, Zone], None], rule: str) -> Fault:
    return lambda ground, zone: plant(rule, ground, zone)
