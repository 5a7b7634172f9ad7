"""Practices of people and automation that collide with rollovers, one for each cause of an episode."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from analyzer.model import Action
from analyzer.simulate.actors import each, local_times, retry, trigger_all
from analyzer.simulate.callers import Purpose
from analyzer.simulate.fleet.ground import Ground
from analyzer.simulate.operations import ADD, DISABLE, ENABLE, INVOKE, REMOVE, SET, Request
from analyzer.simulate.simulation import Schedule
from analyzer.simulate.world import Happening
from analyzer.simulate.zones import DAY, Status, Zone

MINUTE = timedelta(minutes=1)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Practice = Callable[[Ground, Zone], None]


def by_hand(ground: Ground, zone: Zone) -> None:
    """Now and then somebody asks for a rollover while the key rolls by itself."""
    purpose = ground.purpose("manual-during-automatic")

    def react(happening: Happening) -> None:
        if happening.role == "ZSK" and ground.automatic(zone) and ground.world.rng.random() < 0.6:
            wait = ground.somewhere_in(zone, happening)
            ground.world.after(wait, lambda: ground.ask(zone, INVOKE, happening.guid, purpose))

    ground.on(zone, Action.STARTED, react)
    ground.plant(purpose, zone)


def scheduled(ground: Ground, zone: Zone) -> None:
    """A task sets the parameters of all keys at a local time: daily, weekly or monthly."""
    purpose, rng = ground.purpose("scheduled-task"), ground.rng
    at = time(rng.randint(0, 5), rng.choice((0, 15, 30)))
    kind = rng.choice(("daily", "weekly", "weekly", "monthly"))
    weekday, day = rng.randint(0, 6), rng.randint(1, 28)
    tz = ZoneInfo(ground.simulation.tz)
    times = [
        t
        for t in local_times(tz, at, ground.simulation.start, ground.simulation.end)
        if kind == "daily"
        or (kind == "weekly" and t.astimezone(tz).weekday() == weekday)
        or (kind == "monthly" and t.astimezone(tz).day == day)
    ]
    task = ground.task(f"Enforce-{zone.name.partition('.')[0]}")

    def run() -> None:
        parameters = {"ZoneSignatureValidityPeriod": 10 * DAY}
        requests = [Request(zone.key_master, SET, zone.name, s.guid, parameters) for s in zone.skds]
        ground.run(task, lambda session: each(ground.callers, session, requests, purpose))

    for when in times:
        ground.world.agenda.at(when, run)
    phase = {"daily": "", "weekly": f"{WEEKDAYS[weekday]} ", "monthly": f"day {day} "}[kind] + f"{at:%H:%M}"
    _record(ground, zone, purpose, kind, phase, times)
    ground.plant(purpose, zone)


def after_each_start(ground: Ground, zone: Zone) -> None:
    """A task that an event starts acts a fixed time after each start of a rollover."""
    purpose = ground.purpose("scheduled-task")
    delay = ground.rng.choice((20, 45)) * MINUTE
    task = ground.task(f"After-Start-{zone.name.partition('.')[0]}")
    times: list[datetime] = []

    def run(guid: str | None) -> None:
        times.append(ground.world.now)
        request = Request(zone.key_master, ENABLE, zone.name, guid, {"RolloverPeriod": 30 * DAY})
        ground.run(task, lambda session: each(ground.callers, session, [request], purpose))

    ground.on(zone, Action.STARTED, lambda h: ground.world.after(delay, partial(run, h.guid)))
    phase = f"{delay // MINUTE} minutes after the start"
    _record(ground, zone, purpose, "per-rollover", phase, times, ENABLE)
    ground.plant(purpose, zone)


def _record(
    ground: Ground,
    zone: Zone,
    purpose: Purpose,
    kind: str,
    phase: str,
    times: list[datetime],
    operation: str = SET,
) -> None:
    tz = ground.simulation.tz
    ground.simulation.schedules.append(Schedule(purpose.plant, zone.name, operation, kind, phase, tz, times))


def retrying(ground: Ground, zone: Zone) -> None:
    """A script asks again and again until it works, some time after a rollover began."""
    purpose, rng = ground.purpose("retry-loop"), ground.rng
    every = rng.choice((timedelta(seconds=15), MINUTE, 5 * MINUTE))
    times = rng.randint(6, 20)
    task = ground.task(f"Rotate-{zone.name.partition('.')[0]}")

    def ask(guid: str | None) -> None:
        request = Request(zone.key_master, INVOKE, zone.name, guid)
        ground.run(
            task,
            lambda session: retry(ground.callers, session, request, purpose, every=every, times=times),
        )

    def react(happening: Happening) -> None:
        if ground.automatic(zone) and ground.world.rng.random() < 0.5:
            wait = ground.somewhere_in(zone, happening) * 0.8
            ground.world.after(wait, partial(ask, happening.guid))

    ground.on(zone, Action.STARTED, react)
    ground.plant(purpose, zone)


def two_administrators(ground: Ground, zone: Zone) -> None:
    """One administrator starts a rollover, another one tries the same soon after."""
    purpose = ground.purpose("two-administrators")
    first, second = ground.rng.sample(ground.people, 2)

    def begin() -> None:
        skd = zone.of_role("ZSK")[0]
        made = ground.ask(zone, INVOKE, skd.guid, actor=first)
        if made.code == 0:
            wait = min(zone.settings.dnskey_wait * 0.4, ground.world.seconds(300, 3600))
            ground.world.after(wait, lambda: ground.ask(zone, INVOKE, skd.guid, purpose, actor=second))

    for when in ground.moments(ground.rng.randint(2, 5)):
        ground.when_idle(zone, when, begin)
    ground.plant(purpose, zone)


def piped_twice(ground: Ground, zone: Zone) -> None:
    """Somebody pipes all keys into the rollover cmdlet, and does so again at once."""
    purpose = ground.purpose("bulk-trigger")

    def pipe() -> None:
        actor = ground.world.rng.choice(ground.people)
        for wait in (timedelta(0), ground.world.seconds(20, 90)):
            ground.world.after(
                wait,
                lambda: ground.script(
                    "Roll-All",
                    lambda session: trigger_all(ground.callers, session, zone.key_master, zone.name, purpose),
                    actor,
                ),
            )

    for when in ground.moments(ground.rng.randint(1, 3)):
        ground.when_idle(zone, when, pipe)
    ground.plant(purpose, zone)


def every_server(ground: Ground, zone: Zone) -> None:
    """A script loops over all servers, of which only one is the key master, while a key rolls.

    Where there is no other, there is nothing to do wrong.
    """
    if len(zone.servers) < 2:
        return
    purpose = ground.purpose("wrong-server")

    def loop(guid: str | None) -> None:
        requests = [Request(server, INVOKE, zone.name, guid) for server in zone.servers]
        ground.script("Roll-Everywhere", lambda session: each(ground.callers, session, requests, purpose))

    def react(happening: Happening) -> None:
        if ground.world.rng.random() < 0.5:
            ground.world.after(ground.somewhere_in(zone, happening), partial(loop, happening.guid))

    ground.on(zone, Action.STARTED, react)
    ground.plant(purpose, zone)


def changes_in_wait(ground: Ground, zone: Zone) -> None:
    """While a KSK waits for its DS somebody wants to change, add or remove keys."""
    purpose = ground.purpose("parameter-change-during-wait")

    def change(guid: str | None) -> None:
        operation = ground.world.rng.choice((SET, ADD, REMOVE, DISABLE))
        if operation == ADD:
            ground.ask(zone, ADD, None, purpose, Type="ZSK", RolloverPeriod=30 * DAY)
        elif operation == SET:
            ground.ask(zone, SET, guid, purpose, DnsKeySignatureValidityPeriod=5 * DAY)
        else:
            ground.ask(zone, operation, guid, purpose)

    _in_wait(ground, zone, change)
    ground.plant(purpose, zone)


def impatient(ground: Ground, zone: Zone) -> None:
    """While a KSK waits for its DS somebody wants to roll it, and the key behind it, by hand."""
    purpose = ground.purpose("ds-wait")

    def roll(guid: str | None) -> None:
        if zone.rolling and zone.rolling.guid == guid:
            for number, skd in enumerate(zone.skds):
                wait = number * ground.world.seconds(60, 900)
                ground.world.after(wait, partial(ground.ask, zone, INVOKE, skd.guid, purpose))

    _in_wait(ground, zone, roll)
    ground.plant(purpose, zone)


def _in_wait(ground: Ground, zone: Zone, act: Callable[[str | None], None]) -> None:
    """Act several times while a KSK waits for its DS, never twice within an hour."""

    def react(happening: Happening) -> None:
        if happening.detail["number"] == str(int(Status.KSK_WAITING_FOR_DS_UPDATE)):
            for day in range(ground.world.rng.randint(2, 6)):
                wait = day * DAY + ground.world.seconds(3600, 80_000)
                ground.world.after(wait, partial(act_while_waiting, happening.guid))

    def act_while_waiting(guid: str | None) -> None:
        skd = zone.find(guid)
        if skd and skd.status == Status.KSK_WAITING_FOR_DS_UPDATE:
            act(guid)

    ground.on(zone, Action.STAGE, react)


def second_thoughts(ground: Ground, zone: Zone) -> None:
    """Somebody starts a rollover and soon after wants to switch rollovers off: no cause that has a name."""
    purpose = ground.purpose("unknown")

    def begin() -> None:
        skd, actor = zone.of_role("ZSK")[0], ground.world.rng.choice(ground.people)
        if ground.ask(zone, INVOKE, skd.guid, actor=actor).code == 0:
            wait = min(zone.settings.dnskey_wait * 0.3, ground.world.seconds(600, 5400))
            ground.world.after(wait, lambda: ground.ask(zone, DISABLE, skd.guid, purpose, actor=actor))

    for when in ground.moments(ground.rng.randint(1, 3)):
        ground.when_idle(zone, when, begin)
    ground.plant(purpose, zone)


PRACTICES: tuple[Practice, ...] = (
    by_hand,
    scheduled,
    retrying,
    two_administrators,
    piped_twice,
    every_server,
    after_each_start,
    second_thoughts,
)
"""What happens to any zone."""
