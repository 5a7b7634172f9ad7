"""How keys roll: the queue of a zone, the steps of a ZSK and of a KSK (MS-DNSP 3.1.1, 3.1.4.9).

One key of a zone rolls at a time.  A ZSK waits for the DNSKEY TTL, swaps, and waits
for the largest TTL of the zone.  A KSK waits for its DS at the parent, as long as
that takes, then for the DS TTL, and under RFC 5011 for the remove hold-down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Literal

from analyzer.model import Action, RolloverOutcome
from analyzer.simulate.world import World
from analyzer.simulate.zones import DAY, HOLD_DOWN, Roll, Skd, Status, Zone

DS_POLL = timedelta(minutes=15)
"""How often a waiting KSK looks for its DS at the parent: not documented, 15 minutes bound a retry."""


def enqueue(world: World, zone: Zone, skd: Skd, trigger: Literal["manual", "automatic"]) -> Roll:
    """Put a key into the queue of its zone; it starts when nothing else rolls."""
    roll = Roll(zone.name, skd.guid, skd.role, trigger, world.now, [zone.key_master])
    roll.unwritten = zone.silent
    skd.status = Status.QUEUED
    zone.queue.append(roll)
    world.rolls.append(roll)
    _start_next(world, zone)
    return roll


def _start_next(world: World, zone: Zone) -> None:
    if zone.rolling is None and zone.queue:
        roll = zone.rolling = zone.queue.pop(0)
        world.after(world.seconds(0.05, 0.3), lambda: _begin(world, zone, roll))


def _begin(world: World, zone: Zone, roll: Roll) -> None:
    skd = zone.find(roll.guid)
    if zone.rolling is not roll or skd is None:
        return
    roll.start = world.now
    roll.servers = [zone.key_master]
    roll.hurried = zone.haste < 1
    skd.status = Status.ROLL_STARTED
    _tell(world, zone, roll, Action.STARTED)
    if skd.role == "ZSK":
        skd.standby_key, skd.next_key = skd.next_key, world.guid()
        _enter(world, zone, roll, Status.ZSK_WAITING_FOR_DNSKEY_TTL)
        _later(world, zone, roll, zone.settings.dnskey_wait, lambda: _swap(world, zone, roll))
    else:
        skd.next_key = skd.next_key or world.guid()
        _enter(world, zone, roll, Status.KSK_WAITING_FOR_DS_UPDATE)
        _ask_parent(world, zone, roll)


def _enter(world: World, zone: Zone, roll: Roll, status: Status) -> None:
    skd = zone.key(roll.guid)
    skd.status = status
    roll.stages.append((status, world.now))
    _tell(world, zone, roll, Action.STAGE, {"number": str(int(status))})


def _tell(
    world: World, zone: Zone, roll: Roll, action: Action, detail: Mapping[str, str] = MappingProxyType({})
) -> None:
    world.tell(action, zone, zone.key(roll.guid), detail, server=roll.servers[-1], unwritten=roll.unwritten)


def _later(world: World, zone: Zone, roll: Roll, wait: timedelta, step: Callable[[], None]) -> None:
    """Take a step after a wait, unless the roll has ended or moved on by then."""
    stage = len(roll.stages)

    def due() -> None:
        if roll.end is None and len(roll.stages) == stage and zone.find(roll.guid):
            step()

    world.after(wait * zone.haste, due)


def _swap(world: World, zone: Zone, roll: Roll) -> None:
    skd = zone.key(roll.guid)
    skd.active_key, skd.standby_key = skd.standby_key, skd.active_key
    _enter(world, zone, roll, Status.ZSK_WAITING_FOR_MAXZONE_TTL)
    _later(world, zone, roll, zone.settings.zone_wait, lambda: _finish(world, zone, roll))


def _ask_parent(world: World, zone: Zone, roll: Roll) -> None:
    parent = zone.settings.parent
    if parent.policy == "none":
        _later(world, zone, roll, world.seconds(2, 20), lambda: _no_delegation(world, zone, roll))
    elif parent.policy == "publishes":
        polls = -(-parent.delay // DS_POLL)
        roll.ds_at = world.now + parent.delay
        _later(world, zone, roll, polls * DS_POLL, lambda: ds_seen(world, zone, roll))


def _no_delegation(world: World, zone: Zone, roll: Roll) -> None:
    _enter(world, zone, roll, Status.KSK_WAITING_FOR_DNSKEY_TTL)
    _later(world, zone, roll, zone.settings.dnskey_wait, lambda: _finish(world, zone, roll))


def publish(world: World, zone: Zone) -> None:
    """Put the new DS into the parent zone by hand, where the server does not see it: somebody must step."""
    if zone.rolling and zone.rolling.role == "KSK":
        zone.rolling.ds_at = zone.rolling.ds_at or world.now


def ds_seen(world: World, zone: Zone, roll: Roll) -> None:
    """Go on from the wait for the DS: it was seen at the parent, or somebody forced the step."""
    _enter(world, zone, roll, Status.KSK_WAITING_FOR_DS_TTL)
    after = _hold_down if zone.settings.rfc5011 else _finish
    _later(world, zone, roll, zone.settings.parent.ds_ttl, lambda: after(world, zone, roll))


def _hold_down(world: World, zone: Zone, roll: Roll) -> None:
    _enter(world, zone, roll, Status.KSK_WAITING_FOR_5011_REMOVE_HOLD_DOWN)
    _later(world, zone, roll, HOLD_DOWN, lambda: _finish(world, zone, roll))


def _finish(world: World, zone: Zone, roll: Roll) -> None:
    skd = zone.key(roll.guid)
    if skd.role == "KSK":
        skd.active_key, skd.next_key = skd.next_key, None
        if zone.settings.rfc5011:
            skd.standby_key = world.guid()
    else:
        skd.standby_key = None
    skd.status = Status.NOT_ROLLING
    skd.last_rolled = world.now
    _close(world, zone, roll, "forced" if roll.forced else "completed")
    _tell(world, zone, roll, Action.COMPLETED)
    if skd.next_action == "Retire":
        zone.skds.remove(skd)
        world.tell(Action.RETIRED, zone, skd)
    else:
        plan(world, zone, skd)
    _start_next(world, zone)


def fail(world: World, zone: Zone, binary: str = "") -> None:
    """End the current roll in an error: the key no longer rolls by itself (event 7671).

    `binary` is the event's Binary in hex, of which nothing is known.
    """
    roll = zone.rolling
    skd = zone.find(roll.guid) if roll else None
    if roll is None or roll.start is None or skd is None:
        return
    skd.status = Status.ROLL_ERROR
    skd.period = None
    _close(world, zone, roll, "failed")
    world.tell(Action.FAILED, zone, skd, {"binary": binary})
    plan(world, zone, skd)
    _start_next(world, zone)


def stumble(world: World, zone: Zone, binary: str = "") -> None:
    """Meet an error that the server will get over by itself (event 7672)."""
    roll = zone.rolling
    if roll and roll.start and not roll.unwritten:
        world.tell(Action.TRANSIENT_ERROR, zone, zone.find(roll.guid), {"binary": binary})


def cut_adrift(world: World, zone: Zone) -> None:
    """Let the current roll go on where it is, while the zone's new key master knows nothing of it."""
    zone.rolling = None
    _start_next(world, zone)


def abort(world: World, zone: Zone) -> None:
    """End the current roll and empty the queue, because the keys are no longer in use."""
    ended = ([zone.rolling] if zone.rolling else []) + zone.queue
    zone.queue = []
    for roll in ended:
        _close(world, zone, roll, "aborted")
        if skd := zone.find(roll.guid):
            skd.status = Status.NOT_ROLLING


def _close(world: World, zone: Zone, roll: Roll, outcome: RolloverOutcome) -> None:
    roll.end = world.now
    roll.outcome = outcome
    if zone.rolling is roll:
        zone.rolling = None


def plan(world: World, zone: Zone, skd: Skd, since: datetime | None = None) -> None:
    """Plan the next automatic roll of a key, and the notices before that of a KSK.

    The period counts from `since`, else from the last roll, else from the signing.
    """
    skd.plan += 1
    skd.due = None
    if skd.period is None or zone.signed_since is None:
        return
    start = since or skd.last_rolled or zone.signed_since + skd.offset
    skd.due = due = start + skd.period
    current = skd.plan

    def when_idle(happen: Callable[[], object]) -> Callable[[], None]:
        def due_now() -> None:
            if skd.plan == current and skd in zone.skds and skd.status == Status.NOT_ROLLING:
                happen()

        return due_now

    def roll() -> None:
        if zone.asleep:
            zone.missed.append((skd, due))
        else:
            enqueue(world, zone, skd, "automatic")

    world.agenda.at(due, when_idle(roll))
    if skd.role == "ZSK":
        return
    for left, detail in _notices(skd.period):
        if due - left > world.now:
            world.agenda.at(due - left, when_idle(partial(world.tell, Action.NOTICE, zone, skd, detail)))


def _notices(period: timedelta) -> list[tuple[timedelta, dict[str, str]]]:
    """How long before a KSK rolls its notices come: at 90 and 95 % of the period, and in the last day."""
    shares = [(share, {"days": str(max(1, share // DAY))}) for share in (period / 10, period / 20)]
    return [*shares, (DAY, {})]
