"""What happens to the keys of a zone, whoever is to blame: one story a zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from analyzer.model import Action
from analyzer.simulate import rolling
from analyzer.simulate.actors import each
from analyzer.simulate.fleet.ground import Ground
from analyzer.simulate.fleet.land import long_signed
from analyzer.simulate.fleet.masters import moved, seized_with_new_keys, split
from analyzer.simulate.fleet.parents import hold_down, late_ds, no_ds, stepped, stepped_too_early
from analyzer.simulate.operations import ADD, SET, SIGN, UNSIGN, Request
from analyzer.simulate.world import Happening
from analyzer.simulate.zones import DAY, HOUR, Parent, Zone

Story = Callable[[Ground, Zone], None]

CODE = "9c230000"
"""9116 as the Binary of an event, if there is such a thing: never seen publicly."""


def plain(ground: Ground, zone: Zone) -> None:
    """Keys roll as they should."""
    long_signed(ground, zone)


def failing(ground: Ground, zone: Zone) -> None:
    """A rollover ends in an error, and rolls no more by itself; others stumble and go on."""
    long_signed(ground, zone)
    fails = ground.moment(0.3, 0.6)
    binary = CODE if ground.rng.random() < 0.3 else ""

    def react(happening: Happening) -> None:
        wait = ground.somewhere_in(zone, happening) * 0.8
        happen = rolling.fail if happening.time >= fails else rolling.stumble
        ground.world.after(wait, partial(happen, ground.world, zone, binary))

    ground.on(zone, Action.STARTED, react)


def untold(ground: Ground, zone: Zone) -> None:
    """For a time no log is told of the zone's rolls."""
    long_signed(ground, zone)
    purpose = ground.purpose("silence")
    since, until = ground.moment(0.15, 0.4), ground.moment(0.6, 0.9)
    ground.world.agenda.at(since, lambda: setattr(zone, "silent", True))
    ground.world.agenda.at(until, lambda: setattr(zone, "silent", False))
    ground.plant(purpose, zone, since=since, until=until)


def asleep(ground: Ground, zone: Zone) -> None:
    """From some day on keys that are due do not roll; their period was logged before."""
    long_signed(ground, zone)
    zsk = zone.of_role("ZSK")[0]
    first = ground.moment(0.02, 0.1)
    ground.when_idle(zone, first, lambda: ground.ask(zone, SET, zsk.guid, RolloverPeriod=zsk.period))
    ground.world.agenda.at(ground.moment(0.4, 0.6), lambda: setattr(zone, "asleep", True))


def hasty(ground: Ground, zone: Zone) -> None:
    """The server waits for a fraction of the time that the zone's TTLs ask for."""
    zone.settings = replace(
        zone.settings,
        dnskey_ttl=4 * HOUR,
        max_zone_ttl=HOUR,
        propagation=timedelta(0),
        parent=Parent(),
    )
    zone.haste = 0.1
    newly_signed(ground, zone)


def newly_signed(ground: Ground, zone: Zone) -> None:
    """Somebody adds keys and signs the zone, so that all its settings are logged."""
    server, name = zone.key_master, zone.name
    ksk = {"Type": "KSK", "RolloverPeriod": 365 * DAY}
    zsk = {"Type": "ZSK", "RolloverPeriod": ground.rng.choice((7, 14, 30)) * DAY}
    requests = [Request(server, ADD, name, None, ksk), Request(server, ADD, name, None, zsk)]
    requests.append(Request(server, SIGN, name))
    _by_script(ground, "Sign-Zone", requests, 0.02, 0.08)


def unsigned(ground: Ground, zone: Zone) -> None:
    """Somebody unsigns the zone while a key rolls, and signs it again later."""
    long_signed(ground, zone)
    _once_in_roll(ground, zone, lambda: _ask_in_turn(ground, zone))


def _ask_in_turn(ground: Ground, zone: Zone) -> None:
    ground.ask(zone, UNSIGN, None)
    ground.world.after(3 * DAY, lambda: ground.ask(zone, SIGN, None))


def resigned(ground: Ground, zone: Zone) -> None:
    """Somebody re-signs the zone while a key rolls; a server may log that it could not."""
    long_signed(ground, zone)
    hypothetical = ground.rng.choice((None, "9116", "0x239C"))

    def act() -> None:
        ground.ask(zone, SIGN, None, DoResign=True)
        if hypothetical:
            ground.world.tell(Action.OTHER, zone, detail={"event": "7658", "error": hypothetical})

    _once_in_roll(ground, zone, act)


def _once_in_roll(ground: Ground, zone: Zone, act: Callable[[], None]) -> None:
    after, done = ground.moment(0.3, 0.5), list[str]()

    def once() -> None:
        if zone.rolling and not done:
            done.append(zone.name)
            act()

    def react(happening: Happening) -> None:
        if happening.time >= after:
            ground.world.after(ground.somewhere_in(zone, happening) * 0.7, once)

    ground.on(zone, Action.STARTED, react)


def retiring(ground: Ground, zone: Zone) -> None:
    """A ZSK is marked to retire after its next roll, and a new one takes its place."""
    long_signed(ground, zone)
    zsk = zone.of_role("ZSK")[0]

    def retire() -> None:
        ground.ask(zone, ADD, None, Type="ZSK", RolloverPeriod=30 * DAY)
        ground.ask(zone, SET, zsk.guid, NextRolloverAction="Retire")

    ground.when_idle(zone, ground.moment(0.2, 0.4), retire)


def never_rolled(ground: Ground, zone: Zone) -> None:
    """A new key's time comes, and it does not roll, then or ever."""
    zone.asleep = True
    newly_signed(ground, zone)


def due_together(ground: Ground, zone: Zone) -> None:
    """Keys of both roles will be due on the same day, after the end of the logs, which tell of it."""
    long_signed(ground, zone)
    due = ground.simulation.end + 20 * DAY

    def align() -> None:
        for skd in (zone.of_role("KSK")[0], zone.of_role("ZSK")[0]):
            since = skd.last_rolled or zone.signed_since
            if since and due - since > 7 * DAY:
                ground.ask(zone, SET, skd.guid, RolloverPeriod=due - since)

    ground.when_idle(zone, ground.moment(0.9, 0.97), align)


def _by_script(ground: Ground, name: str, requests: list[Request], low: float, high: float) -> None:
    ground.world.agenda.at(
        ground.moment(low, high),
        lambda: ground.script(name, lambda session: each(ground.callers, session, requests)),
    )


STORIES: tuple[Story, ...] = (
    no_ds,
    untold,
    failing,
    stepped,
    moved,
    asleep,
    late_ds,
    hasty,
    plain,
    split,
    unsigned,
    stepped_too_early,
    seized_with_new_keys,
    resigned,
    hold_down,
    newly_signed,
    retiring,
    never_rolled,
    due_together,
)
WAITS: frozenset[Story] = frozenset({no_ds, stepped, late_ds})
"""Stories in which a KSK waits for its DS for long."""
