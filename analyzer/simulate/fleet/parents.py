"""Stories of zones whose parents take part in a roll: the DS, and the hold-down of RFC 5011."""

from __future__ import annotations

from dataclasses import replace

from analyzer.model import Action
from analyzer.simulate import rolling
from analyzer.simulate.fleet.ground import Ground
from analyzer.simulate.fleet.land import long_signed
from analyzer.simulate.operations import STEP
from analyzer.simulate.world import Happening
from analyzer.simulate.zones import DAY, HOUR, Parent, Status, Zone


def hold_down(ground: Ground, zone: Zone) -> None:
    """RFC 5011: the old KSK stays for thirty days more."""
    parent = Parent("publishes", DAY, HOUR)
    zone.settings = replace(zone.settings, rfc5011=True, parent=parent)
    long_signed(ground, zone, ksk_share=0.2)


def late_ds(ground: Ground, zone: Zone) -> None:
    """The parent publishes the DS weeks too late, and every other key waits."""
    _patient(ground, zone, Parent("publishes", ground.rng.uniform(10, 25) * DAY, DAY))


def no_ds(ground: Ground, zone: Zone) -> None:
    """The parent never publishes the DS, and nobody does anything."""
    _patient(ground, zone, Parent("never", ds_ttl=DAY))


def stepped(ground: Ground, zone: Zone) -> None:
    """The DS is published by hand after weeks; the server does not see it, and somebody forces the step."""
    _patient(ground, zone, Parent("never", ds_ttl=DAY))

    def react(happening: Happening) -> None:
        if happening.detail["number"] == str(int(Status.KSK_WAITING_FOR_DS_UPDATE)):
            wait = ground.world.seconds(10 * 86400, 20 * 86400)
            ground.world.after(wait, lambda: rolling.publish(ground.world, zone))
            ground.world.after(wait + DAY, lambda: ground.ask(zone, STEP, happening.guid))

    ground.on(zone, Action.STAGE, react)


def stepped_too_early(ground: Ground, zone: Zone) -> None:
    """Somebody forces the step long before the DS is at the parent."""
    _patient(ground, zone, Parent("publishes", 20 * DAY, DAY))

    def react(happening: Happening) -> None:
        if happening.detail["number"] == str(int(Status.KSK_WAITING_FOR_DS_UPDATE)):
            wait = ground.world.seconds(3 * 3600, 2 * 86400)
            ground.world.after(wait, lambda: ground.ask(zone, STEP, happening.guid))

    ground.on(zone, Action.STAGE, react)


def _patient(ground: Ground, zone: Zone, parent: Parent) -> None:
    """A KSK that will wait for its DS, early enough for the end to be seen, and a ZSK due meanwhile."""
    zone.settings = replace(zone.settings, parent=parent)
    long_signed(ground, zone, ksk_share=ground.rng.uniform(0.1, 0.3))
