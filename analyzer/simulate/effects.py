"""What an operation does where the server agrees to it, and what the world is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from analyzer.model import Action, KeyRole
from analyzer.simulate import rolling
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
    UNSIGN,
    Request,
    answer,
)
from analyzer.simulate.world import SYSTEM, Actor, World
from analyzer.simulate.zones import Skd, Zone


def perform(world: World, request: Request, actor: Actor, attempt: str | None = None) -> int:
    """Ask a server for an operation: the code it answers, after doing what it agreed to."""
    zone = world.zones.get(request.zone)
    request = replace(request, server=world.names.get(request.server, request.server))
    code = answer(zone, request)
    if code == 0 and zone is not None:
        world.actor, world.attempt = actor, attempt
        _EFFECTS[request.operation](world, zone, request)
        world.actor, world.attempt = SYSTEM, None
    return code


def new_key(world: World, role: KeyRole, period: timedelta | None) -> Skd:
    """A key descriptor with Windows defaults and fresh GUIDs."""
    skd = Skd(world.guid(), role, period, length=2048 if role == "KSK" else 1024)
    skd.active_key = world.guid()
    skd.next_key = world.guid() if role == "ZSK" else None
    return skd


def _invoke(world: World, zone: Zone, request: Request) -> None:
    skd = zone.key(request.guid)
    world.tell(Action.TRIGGERED, zone, skd)
    rolling.enqueue(world, zone, skd, "manual")


def _step(world: World, zone: Zone, request: Request) -> None:
    if roll := zone.rolling:
        roll.forced = world.now
        world.tell(Action.STEPPED, zone, zone.key(request.guid))
        world.agenda.at(world.now, partial(rolling.ds_seen, world, zone, roll))


def _set(world: World, zone: Zone, request: Request) -> None:
    skd = zone.key(request.guid)
    parameters = request.parameters
    if parameters.get("NextRolloverAction") == "Retire":
        skd.next_action = "Retire"
        world.tell(Action.RETIRE_MARKED, zone, skd)
        return
    skd.zone_validity = parameters.get("ZoneSignatureValidityPeriod", skd.zone_validity)
    skd.dnskey_validity = parameters.get("DnsKeySignatureValidityPeriod", skd.dnskey_validity)
    if parameters.get("NextRolloverAction") == "RevokeStandby":
        skd.standby_key = None
        world.tell(Action.KEY_STATE_SET, zone, skd)
        return
    if "RolloverPeriod" in parameters:
        was_off, skd.period = skd.period is None, parameters["RolloverPeriod"]
        rolling.plan(world, zone, skd, since=world.now if was_off else None)
    world.tell(Action.KEY_MODIFIED, zone, skd)


def _disable(world: World, zone: Zone, request: Request) -> None:
    skd = zone.key(request.guid)
    skd.period = None
    rolling.plan(world, zone, skd)
    world.tell(Action.KEY_MODIFIED, zone, skd)


def _add(world: World, zone: Zone, request: Request) -> None:
    given = request.parameters
    skd = new_key(world, given["Type"], given["RolloverPeriod"])
    skd.algorithm = given.get("CryptoAlgorithm", skd.algorithm)
    skd.length = given.get("KeyLength", skd.length)
    skd.stored_in_ad = given.get("StoreKeysInAD")
    zone.skds.append(skd)
    rolling.plan(world, zone, skd, since=world.now)
    world.tell(Action.KEY_ADDED, zone, skd)


def _remove(world: World, zone: Zone, request: Request) -> None:
    skd = zone.key(request.guid)
    zone.skds.remove(skd)
    world.tell(Action.KEY_DELETED, zone, skd)


def _sign(world: World, zone: Zone, _request: Request) -> None:
    if zone.signed_since:
        if zone.rolling and zone.rolling.start:
            zone.rolling.resigned = zone.rolling.resigned or world.now
        world.tell(Action.ZONE_RESIGNED, zone)
        return
    zone.signed_since = world.now
    for skd in zone.skds:
        rolling.plan(world, zone, skd)
    world.tell(Action.ZONE_SIGNED, zone)


def _unsign(world: World, zone: Zone, _request: Request) -> None:
    if zone.rolling and zone.rolling.start:
        zone.rolling.unsigned = world.now
    rolling.abort(world, zone)
    zone.signed_since = None
    for skd in zone.skds:
        rolling.plan(world, zone, skd)
    world.tell(Action.ZONE_UNSIGNED, zone)


def _reset(world: World, zone: Zone, request: Request) -> None:
    """Make the server that was asked the key master; a seize with new keys voids all keys there were."""
    old, zone.key_master = zone.key_master, request.server
    new_keys = bool(request.parameters.get("WithNewKeys"))
    how = "seized" if request.parameters.get("SeizeRole") else "transferred"
    split = zone.split and how == "seized"
    if zone.rolling and zone.rolling.start:
        zone.rolling.moved = zone.rolling.moved or world.now
        if not (split or new_keys):
            zone.rolling.servers.append(request.server)
    world.tell(Action.KEY_MASTER_MOVED, zone, detail={"how": how, "new_keys": "yes" if new_keys else "no"})
    world.tell(Action.KEY_MASTER_LOST, zone, detail={"other": request.server}, server=old)
    world.tell(Action.KEY_MASTER_GAINED, zone, detail={"other": old})
    if split:
        rolling.cut_adrift(world, zone)
    if new_keys:
        world.agenda.at(world.now, lambda: _replace_keys(world, zone))


def _replace_keys(world: World, zone: Zone) -> None:
    rolling.abort(world, zone)
    zone.skds = [new_key(world, skd.role, skd.period) for skd in zone.skds]
    for skd in zone.skds:
        rolling.plan(world, zone, skd, since=world.now)
        world.tell(Action.KEY_ADDED, zone, skd)


_EFFECTS: dict[str, Callable[[World, Zone, Request], None]] = {
    INVOKE: _invoke,
    STEP: _step,
    SET: _set,
    ENABLE: _set,
    DISABLE: _disable,
    ADD: _add,
    REMOVE: _remove,
    SIGN: _sign,
    UNSIGN: _unsign,
    RESET: _reset,
}
