"""The small fixed scenario of samples/: two DNS servers, an operator's host, four zones, eight weeks.

`corp.example` rolls its zone signing key every other week-end, when a weekly task wants
to set its parameters.  In `shop.example` a key signing key waits five weeks for its DS
and blocks the zone signing key.  `lab.example` has short rolls and busy people.
`9116.example` does nothing but roll, under a misleading name.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.simulate import rolling
from analyzer.simulate.actors import Task, each, local_times, play, retry, run_task, trigger_all
from analyzer.simulate.callers import Purpose
from analyzer.simulate.decoys import plant_on_operator, plant_on_server
from analyzer.simulate.hosts import (
    OLD_POWERSHELL_CHANNEL,
    POWERSHELL_CHANNEL,
    SECURITY_CHANNEL,
    SYSMON_CHANNEL,
    TASKS_CHANNEL,
    Host,
)
from analyzer.simulate.operations import ADD, ENABLE, INVOKE, RESET, SET, SIGN, STEP, Request
from analyzer.simulate.sessions import Session, open_session
from analyzer.simulate.simulation import Plant, Schedule, Simulation, add_key, add_zone, begin
from analyzer.simulate.world import Actor
from analyzer.simulate.zones import DAY, HOUR, Parent, ZoneSettings

TZ = "Europe/Berlin"
START = datetime(2025, 3, 3, tzinfo=UTC)
END = datetime(2025, 4, 28, tzinfo=UTC)

DNS1, DNS2, OPS1 = "dns1.corp.example", "dns2.corp.example", "ops1.corp.example"
DOMAIN_SID = "S-1-5-21-3457937927-2839227994-823803824"
JDOE = Actor("CORP\\jdoe", f"{DOMAIN_SID}-1104")
ASMITH = Actor("CORP\\asmith", f"{DOMAIN_SID}-1107")
SERVICE = Actor("CORP\\svc-dnssec", f"{DOMAIN_SID}-1120")

FIRST_IDS = {AUDIT_CHANNEL: 8990, CLASSIC_CHANNEL: 9080, POWERSHELL_CHANNEL: 9050}
"""Record ids that run through 9116."""

HOSTS = (
    Host(DNS1, "DNS1.corp.example", "server", first_ids=FIRST_IDS),
    Host(
        DNS2, "DNS2.corp.example", "server", old=True, first_ids={AUDIT_CHANNEL: 120, CLASSIC_CHANNEL: 4100}
    ),
    Host(
        OPS1,
        "OPS1.corp.example",
        "operator",
        module_logging=True,
        task_history=True,
        process_auditing=True,
        first_ids=FIRST_IDS,
    ),
)
FILLER = {
    AUDIT_CHANNEL: 8.0,
    CLASSIC_CHANNEL: 2.0,
    POWERSHELL_CHANNEL: 3.0,
    OLD_POWERSHELL_CHANNEL: 2.0,
    TASKS_CHANNEL: 2.0,
    SECURITY_CHANNEL: 6.0,
    SYSMON_CHANNEL: 4.0,
}


def small_scenario(seed: int = 9116) -> Simulation:
    """The fixed scenario, run to its end."""
    simulation = begin(seed, START, END, TZ, HOSTS)
    simulation.filler_per_day = dict(FILLER)
    _corp(simulation)
    _shop(simulation)
    _lab(simulation)
    _quiet(simulation)
    _decoys(simulation)
    simulation.run()
    return simulation


def _at(month: int, day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2025, month, day, hour, minute, second, tzinfo=UTC)


def _corp(simulation: Simulation) -> None:
    """Every Sunday at 02:00 local time a task sets parameters; every other Sunday the ZSK is rolling."""
    world, callers = simulation.world, simulation.callers
    ops1 = simulation.logs.hosts[OPS1]
    zone = add_zone(world, "corp.example", ZoneSettings(), [DNS1, DNS2])
    add_key(world, zone, "KSK", 755 * DAY, _at(1, 20, 8) + 500 * DAY)
    zsk = add_key(world, zone, "ZSK", 10 * DAY, _at(3, 8, 15))

    task = Task(r"\DNS\Enforce-SigningKeys", r"C:\Scripts\Enforce-SigningKeys.ps1", ops1, SERVICE)
    validity = {"ZoneSignatureValidityPeriod": 10 * DAY}
    enforce = [Request(DNS1, SET, zone.name, skd.guid, validity) for skd in zone.skds]
    weekly = Purpose("scheduled-task", "enforce-weekly")
    times = tuple(local_times(ZoneInfo(TZ), time(2), START, END, weekdays=[6]))
    for when in times:
        world.agenda.at(
            when, lambda: run_task(callers, task, lambda session: each(callers, session, enforce, weekly))
        )
    simulation.schedules.append(Schedule(weekly.plant, zone.name, SET, "weekly", "Sunday 02:00", TZ, times))
    simulation.plants.append(Plant(weekly, zone.name, times[0], times[-1]))

    by_hand = Purpose("manual-during-automatic", "by-hand")
    invoke = Request(DNS1, INVOKE, zone.name, zsk.guid)
    when = _at(3, 24, 9, 41, 7)
    world.agenda.at(when, lambda: callers.cmdlet(open_session(world, ops1, JDOE), invoke, by_hand))
    simulation.plants.append(Plant(by_hand, zone.name, when, when))

    wrong = Purpose("wrong-server", "both-servers")
    period = {"RolloverPeriod": 10 * DAY}
    enable = [Request(server, ENABLE, zone.name, zsk.guid, period) for server in (DNS1, DNS2)]

    def both_servers() -> None:
        session = open_session(world, ops1, JDOE, r"C:\Scripts\Enable-Rollover.ps1")
        play(world, each(callers, session, enable, wrong))

    days = [_at(4, day, 13, 5, 30) for day in (1, 2, 3)]
    for when in days:
        world.agenda.at(when, both_servers)
    simulation.plants.append(Plant(wrong, zone.name, days[0], days[-1]))


def _shop(simulation: Simulation) -> None:
    """A KSK waits for its DS from 11 March to 16 April; the ZSK, due on 20 March, queues behind it."""
    world, callers = simulation.world, simulation.callers
    ops1, dns2 = simulation.logs.hosts[OPS1], simulation.logs.hosts[DNS2]
    settings = ZoneSettings(parent=Parent("never", ds_ttl=DAY))
    zone = add_zone(world, "shop.example", settings, [DNS1, DNS2])
    ksk = add_key(world, zone, "KSK", 365 * DAY, _at(3, 11, 9))
    zsk = add_key(world, zone, "ZSK", 30 * DAY, _at(3, 20, 6))

    blocked = Purpose("ds-wait", "blocked-by-hand")

    def all_keys(*, stops: bool) -> None:
        session = open_session(world, ops1, JDOE, stops=stops)
        play(world, trigger_all(callers, session, DNS1, zone.name, blocked))

    first, second = _at(3, 24, 8, 15, 2), _at(3, 24, 8, 21, 40)
    world.agenda.at(first, lambda: all_keys(stops=False))
    world.agenda.at(second, lambda: all_keys(stops=True))
    simulation.plants.append(Plant(blocked, zone.name, first, second))

    change = Purpose("parameter-change-during-wait", "change-in-wait")
    changes = [
        Request(DNS1, SET, zone.name, ksk.guid, {"DnsKeySignatureValidityPeriod": 5 * DAY}),
        Request(DNS1, ADD, zone.name, None, {"Type": "ZSK", "RolloverPeriod": 30 * DAY}),
    ]
    when = _at(3, 27, 13, 30, 11)
    world.agenda.at(
        when,
        lambda: play(world, each(callers, open_session(world, dns2, ASMITH), changes, change, pause=95)),
    )
    simulation.plants.append(Plant(change, zone.name, when, when + timedelta(minutes=3)))

    def console() -> Session:
        return open_session(world, ops1, JDOE)

    move = Request(DNS2, RESET, zone.name, None, {"KeyMasterServer": DNS2})
    world.agenda.at(_at(4, 2, 7, 30), lambda: callers.cmdlet(console(), move))

    task = Task(r"\DNS\Rotate-Keys", r"C:\Scripts\Rotate-Keys.ps1", ops1, SERVICE, exits_with="one")
    _retry_task(simulation, task, Request(DNS2, INVOKE, zone.name, zsk.guid), _at(4, 7, 3), "rotate-blocked")

    world.agenda.at(_at(4, 15, 8), partial(rolling.publish, world, zone))
    step = Request(DNS2, STEP, zone.name, ksk.guid)
    world.agenda.at(_at(4, 16, 8, 30), lambda: callers.cmdlet(console(), step))
    world.agenda.at(_at(4, 16, 8, 31, 4), lambda: callers.cmdlet(console(), step))


def _lab(simulation: Simulation) -> None:
    """A file-backed zone with rolls of two hours, signed on 4 March, and people in each other's way."""
    world, callers = simulation.world, simulation.callers
    ops1, dns2 = simulation.logs.hosts[OPS1], simulation.logs.hosts[DNS2]
    settings = ZoneSettings(integrated=False, propagation=timedelta(0))
    zone = add_zone(world, "lab.example", settings, [DNS2])
    sign = [
        Request(DNS2, ADD, zone.name, None, {"Type": "KSK", "RolloverPeriod": 755 * DAY}),
        Request(DNS2, ADD, zone.name, None, {"Type": "ZSK", "RolloverPeriod": 7 * DAY}),
        Request(DNS2, SIGN, zone.name),
    ]
    world.agenda.at(_at(3, 4, 14), lambda: play(world, each(callers, open_session(world, ops1, JDOE), sign)))

    def zsk_request(operation: str = INVOKE) -> Request:
        return Request(DNS2, operation, zone.name, zone.of_role("ZSK")[0].guid)

    both = Purpose("two-administrators", "two-admins")
    first, second = _at(3, 18, 9), _at(3, 18, 9, 12)
    world.agenda.at(first, lambda: callers.cmdlet(open_session(world, ops1, JDOE), zsk_request()))
    world.agenda.at(second, lambda: callers.cmdlet(open_session(world, dns2, ASMITH), zsk_request(), both))
    simulation.plants.append(Plant(both, zone.name, first, second))

    task = Task(r"\DNS\Rotate-Lab", r"C:\Scripts\Rotate-Lab.ps1", ops1, SERVICE)
    start = _at(3, 25, 11, 10)
    world.agenda.at(start - HOUR, lambda: _retry_task(simulation, task, zsk_request(), start, "rotate-lab"))

    twice = Purpose("bulk-trigger", "piped-twice")

    def piped() -> None:
        session = open_session(world, ops1, JDOE, r"C:\Scripts\Roll-All.ps1")
        play(world, trigger_all(callers, session, DNS2, zone.name, twice))

    runs = _at(4, 8, 8), _at(4, 8, 8, 0, 42)
    for when in runs:
        world.agenda.at(when, piped)
    simulation.plants.append(Plant(twice, zone.name, *runs))

    old_tool = Purpose("manual-during-automatic", "dnscmd")

    def dnscmd(operation: str) -> None:
        callers.dnscmd(ops1, JDOE, zsk_request(operation), old_tool)

    when = _at(4, 15, 12, 5, 21)
    for number, operation in enumerate((INVOKE, SET, STEP)):
        world.agenda.at(when + timedelta(seconds=20 * number), partial(dnscmd, operation))
    simulation.plants.append(Plant(old_tool, zone.name, when, when + HOUR))


def _retry_task(simulation: Simulation, task: Task, request: Request, when: datetime, plant: str) -> None:
    """A task that asks every five minutes, up to twelve times."""
    callers = simulation.callers
    purpose = Purpose("retry-loop", plant)
    simulation.world.agenda.at(
        when,
        lambda: run_task(
            callers,
            task,
            lambda session: retry(callers, session, request, purpose, every=timedelta(minutes=5), times=12),
        ),
    )
    simulation.plants.append(Plant(purpose, request.zone, when, when + HOUR))


def _quiet(simulation: Simulation) -> None:
    zone = add_zone(simulation.world, "9116.example", ZoneSettings(), [DNS2])
    add_key(simulation.world, zone, "KSK", 755 * DAY, START + 300 * DAY)
    add_key(simulation.world, zone, "ZSK", 14 * DAY, _at(3, 13, 4, 30))


def _decoys(simulation: Simulation) -> None:
    world, logs = simulation.world, simulation.logs
    for day in (6, 21):
        when = _at(3, day, 11, 16, 9)
        world.agenda.at(when, partial(plant_on_server, logs, logs.hosts[DNS1], "corp.example", when))
        later = when + DAY
        world.agenda.at(later, partial(plant_on_operator, world, logs, logs.hosts[OPS1], JDOE, later))
