"""True histories of rolls for tests: what happened, and the records that a key master keeps of it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL, event_kinds
from analyzer.model import Action, Event, KeyRole, Rollover, RolloverOutcome, Setting, Stretch
from analyzer.rollover import coverage, rebuild

START = datetime(2025, 1, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
POWERSHELL = "Microsoft-Windows-PowerShell/Operational"
_KINDS = {(k.log, k.action, k.role): k.event_id for k in reversed(event_kinds())}


def at(days: float) -> datetime:
    """A time so many days after the start of every history."""
    return START + timedelta(days=days)


def event(action: Action, time: datetime, **values: object) -> Event:
    """An event of the audit channel of `ns1` about the KSK `k1` of `a.example`, unless told otherwise."""
    given: dict[str, object] = {
        "zone": "a.example",
        "key_guid": "k1",
        "key_role": None,
        "host": "ns1",
        "channel": AUDIT_CHANNEL,
        "path": "audit.evtx",
        "record_id": None,
        "detail": {},
    } | values
    given.setdefault("server", given["host"])
    log = "audit" if given["channel"] == AUDIT_CHANNEL else "classic"
    number = next((i for (where, what, _), i in _KINDS.items() if (where, what) == (log, action)), 0)
    position = f"event:{time.timestamp():.3f}/{action}/{given['key_guid']}"
    rest: dict[str, object] = {
        "time_basis": "utc",
        "operation": None,
        "outcome": None,
        "actor": None,
        "session": None,
        "provider": "p",
        "event_id": number,
        "position": position,
    }
    return Event(time=time, action=action, **(rest | given))  # type: ignore[arg-type]  # values of many types


def classic(action: Action, time: datetime, **values: object) -> Event:
    """The same in the classic channel, which has whole seconds."""
    own = {"channel": CLASSIC_CHANNEL, "path": "dns.evtx"}
    return event(action, time.replace(microsecond=0), **(own | values))


def stage(number: int, time: datetime, **values: object) -> Event:
    """A stage event of the classic channel."""
    return classic(Action.STAGE, time, **({"detail": {"stage": str(number)}} | values))


def stretch(channel: str, start: datetime, end: datetime, **values: object) -> Stretch:
    """A log of `ns1` without ids, covering start to end, unless told otherwise."""
    given: dict[str, object] = {
        "path": "x.evtx",
        "host": "ns1",
        "first_id": None,
        "last_id": None,
        "records": 2,
    } | values
    return Stretch(channel=channel, start=start, end=end, **given)  # type: ignore[arg-type]  # values of many types


def dns_logs(start: datetime, end: datetime, host: str = "ns1") -> list[Stretch]:
    """Both DNS logs of a host, complete from start to end."""
    return [stretch(channel, start, end, host=host) for channel in (AUDIT_CHANNEL, CLASSIC_CHANNEL)]


def rebuilt(
    events: Iterable[Event],
    as_of: datetime,
    logs: Iterable[Stretch] | None = None,
    settings: Iterable[Setting] = (),
) -> tuple[Rollover, ...]:
    """The rollovers of events, with both logs of `ns1` complete from the start to `as_of` unless given.

    Without logs nothing is covered, not even by the events themselves.
    """
    told = tuple(events)
    known = dns_logs(START, as_of) if logs is None else tuple(logs)
    return rebuild(told, coverage(known, [], told) if known else (), settings, as_of)


@dataclass
class TrueRoll:
    """One roll as it truly went."""

    zone: str
    guid: str
    role: KeyRole
    trigger: str
    start: datetime
    end: datetime | None = None
    outcome: RolloverOutcome = "open"


@dataclass
class Key:
    """A key of the history: when it is due next, and whether by hand."""

    guid: str
    role: KeyRole
    period: timedelta
    due: datetime
    trigger: str = "automatic"


@dataclass
class History:
    """Rolls and the events that tell of them, until `end`."""

    end: datetime
    rolls: list[TrueRoll] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def logged(self, rng: random.Random) -> list[Event]:
        """The events with record ids among records about other things, as each channel numbers them."""
        numbered: list[Event] = []
        for channel in (AUDIT_CHANNEL, CLASSIC_CHANNEL):
            own = [e for e in self.events if e.channel == channel]
            days = (self.end - START) / DAY
            other = [
                event(Action.OTHER, at(rng.uniform(0, days)), channel=channel, zone=None, key_guid=None)
                for _ in range(int(days * 2))
            ]
            edges = [event(Action.OTHER, time, channel=channel, zone=None) for time in (START, self.end)]
            ordered = sorted([*own, *other, *edges], key=lambda e: e.time)
            path = "audit.evtx" if channel == AUDIT_CHANNEL else "dns.evtx"
            numbered += [
                replace(e, path=path, record_id=i, position=f"event:{i}") for i, e in enumerate(ordered, 1)
            ]
        return numbered


def stretches_of(events: Iterable[Event]) -> list[Stretch]:
    """The runs of record ids that the events make, one stretch for each record."""
    return [
        stretch(e.channel, e.time, e.time, first_id=e.record_id, last_id=e.record_id, records=1, path=e.path)
        for e in events
    ]


def history(seed: int, days: int = 400, zones: int = 1) -> History:
    """A history of zones with a KSK and a ZSK that roll by period and by hand, one at a time."""
    rng = random.Random(seed)
    told = History(at(days))
    for number in range(zones):
        _zone(told, f"z{number}.example", rng)
    return told


def _zone(told: History, zone: str, rng: random.Random) -> None:
    first, second = (timedelta(hours=rng.uniform(1, 60)) for _ in range(2))
    keys = [
        Key(f"{zone}-ksk", "KSK", timedelta(days=rng.uniform(150, 250)), at(rng.uniform(1, 150))),
        Key(f"{zone}-zsk", "ZSK", timedelta(days=rng.uniform(25, 60)), at(rng.uniform(1, 30))),
    ]
    free = START
    while True:
        key = min(keys, key=lambda k: (max(k.due, free), k.due, k.guid))
        if max(key.due, free) >= told.end:
            return
        start = max(key.due, free) + timedelta(milliseconds=rng.randrange(50, 300))
        roll = TrueRoll(zone, key.guid, key.role, key.trigger, start)
        steps = _steps(key.role, rng, first, second)
        if roll.trigger == "manual":
            _tell(told, roll, Action.TRIGGERED, key.due)
        free = _run(told, roll, steps, fails=rng.random() < 0.05)
        told.rolls.append(roll)
        by_hand = rng.random() < 0.3
        key.due = free + key.period * (rng.uniform(0.3, 0.9) if by_hand else 1)
        key.trigger = "manual" if by_hand else "automatic"


def _steps(
    role: KeyRole, rng: random.Random, first: timedelta, second: timedelta
) -> list[tuple[int, timedelta]]:
    if role == "ZSK":
        return [(3, first), (4, second)]
    return [(5, timedelta(days=rng.uniform(0.1, 20))), (6, timedelta(hours=rng.uniform(1, 24)))]


def _run(told: History, roll: TrueRoll, steps: list[tuple[int, timedelta]], fails: bool) -> datetime:
    _tell(told, roll, Action.STARTED, roll.start)
    now = roll.start
    for number, wait in steps:
        if now < told.end:
            _tell(told, roll, Action.STAGE, now, str(number))
        now += wait
    if now < told.end:
        roll.end = now
        roll.outcome = "failed" if fails else "completed"
        _tell(told, roll, Action.FAILED if fails else Action.COMPLETED, now)
    return now


def _tell(
    told: History, roll: TrueRoll, action: Action, time: datetime, stage_name: str | None = None
) -> None:
    """Log what happened where the server would: triggers in the audit channel, stages in the classic one."""
    detail = {"stage": stage_name} if stage_name else {}
    known = {"zone": roll.zone, "key_guid": roll.guid, "key_role": roll.role, "detail": detail}
    if action not in (Action.STAGE, Action.FAILED):
        told.events.append(event(action, time, **known))
    if action is not Action.TRIGGERED:
        told.events.append(classic(action, time, **known))
