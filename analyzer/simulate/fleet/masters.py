"""Stories of zones whose key master moves while a key rolls."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from analyzer.model import Action
from analyzer.simulate.fleet.ground import Ground
from analyzer.simulate.fleet.land import long_signed
from analyzer.simulate.operations import INVOKE, RESET, Request
from analyzer.simulate.world import Happening
from analyzer.simulate.zones import DAY, HOUR, Parent, Status, Zone


def moved(ground: Ground, zone: Zone) -> None:
    """The key master role is transferred, or seized, while a key rolls."""
    long_signed(ground, zone, ksk_share=0.4)
    _move(ground, zone, SeizeRole=ground.rng.random() < 0.5)


def split(ground: Ground, zone: Zone) -> None:
    """The role is seized, and the old key master goes on with its roll: two keys roll at once."""
    long_signed(ground, zone, ksk_share=0.3)
    zone.settings = replace(zone.settings, parent=Parent("publishes", 12 * DAY, DAY))
    zone.split = True
    ksk = zone.of_role("KSK")[0]
    _move(ground, zone, ground.simulation.start, role="KSK", SeizeRole=True)

    def react(_: Happening) -> None:
        skd = zone.of_role("ZSK")[0]
        if ksk.status.rolls and skd.status == Status.NOT_ROLLING:
            ground.world.after(HOUR, lambda: ground.ask(zone, INVOKE, skd.guid))

    ground.on(zone, Action.KEY_MASTER_MOVED, react)


def seized_with_new_keys(ground: Ground, zone: Zone) -> None:
    """The role is seized with new keys while a key rolls: the old keys are void."""
    long_signed(ground, zone)
    _move(ground, zone, SeizeRole=True, WithNewKeys=True)


def _move(
    ground: Ground,
    zone: Zone,
    after: datetime | None = None,
    role: str | None = None,
    **parameters: bool,
) -> None:
    """Move the role once, in the middle of a roll, to another server, which the zone may need to get."""
    others = [s.name for s in ground.servers if s.name not in zone.servers]
    if len(zone.servers) < 2 and others:
        zone.servers.append(ground.rng.choice(others))
    earliest, done = after or ground.moment(0.25, 0.4), list[str]()

    def move() -> None:
        able = [s for s in zone.servers if s != zone.key_master and s not in zone.keyless]
        target = next(iter(able), None)
        if target and zone.rolling and not done:
            done.append(target)
            ground.callers.cmdlet(
                ground.console(ground.host(), ground.world.rng.choice(ground.people)),
                Request(target, RESET, zone.name, None, {k: v for k, v in parameters.items() if v}),
            )

    def react(happening: Happening) -> None:
        if happening.time >= earliest and role in (None, happening.role):
            ground.world.after(ground.somewhere_in(zone, happening) * 0.7, move)

    ground.on(zone, Action.STARTED, react)
