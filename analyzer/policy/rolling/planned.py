"""Periods that leave keys little rest, or make them due together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from analyzer.knowledge import NEVER
from analyzer.knowledge.timing import default_seconds, seconds
from analyzer.model import Event, KeyRole, Rollover
from analyzer.policy.case import Case, evidence
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed, passed
from analyzer.policy.subjects import keys_of, zones_without_rolls
from analyzer.policy.texts import remedy
from analyzer.rollover.detail import detail, guid, instant
from analyzer.rollover.dues import SPREAD
from analyzer.words import percent

DAY_S = 86400
PAUSES = 2
HOLD_DOWN = "WaitingForRFC5011RemoveHoldDown"


def period_of(case: Case, zone: str, key: str) -> float | None:
    """A key's rollover period in seconds as last told; None where it is off or not known."""
    told = case.book.at(zone, key, "RolloverPeriod", case.as_of)
    span = seconds(told.value) if told else None
    return None if span is None or span >= NEVER else span


def lengths(rolls: Sequence[Rollover]) -> list[float]:
    """How many seconds the completed rolls of a key took, the remove hold-down of RFC 5011 not counted."""
    return [
        (r.end - r.start).total_seconds()
        - (default_seconds("RemoveHoldDown") if any(s.name == HOLD_DOWN for s in r.stages) else 0)
        for r in rolls
        if r.outcome in ("completed", "forced") and r.start and r.end
    ]


def habit(rolls: Sequence[Rollover]) -> float | None:
    """A key's period in seconds as its automatic rolls keep it, from the end of one to the start of the next.

    From two such pauses on that differ from their median by no more than a tenth, if they are
    most of all: a key that waited behind another one paused longer.  Else None.
    """
    pauses = [
        (after.start - before.end).total_seconds()
        for before, after in pairwise(rolls)
        if after.start and before.end and after.trigger == "automatic"
    ]
    usual = median(pauses) if pauses else 0.0
    alike = [p for p in pauses if abs(p - usual) <= SPREAD * usual]
    return median(alike) if len(alike) >= PAUSES and 2 * len(alike) > len(pauses) else None


class LongShare(Rule):
    """ROLL-LONG-SHARE."""

    id = "ROLL-LONG-SHARE"
    severity = "low"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every key by the usual length of its rolls against its period."""
        for zone, rolls in case.rollovers_by_zone.items():
            for subject, own in keys_of(rolls):
                took = lengths(own)
                every = period_of(case, zone, own[0].key_guid) or habit(own)
                if every is None:
                    yield not_assessed(
                        subject, "its rollover period is neither logged nor told by its rollovers, or is off"
                    )
                elif not took:
                    yield not_assessed(subject, "no rollover of it was seen from start to end")
                elif median(took) / every < profile.limits.long_share:
                    yield passed(subject, f"its rollovers take {percent(median(took) / every)} of its period")
                else:
                    yield found(subject, _long(self.id, case, own, median(took), every))
        yield from zones_without_rolls(case, profile)


def _long(rule: str, case: Case, rolls: Sequence[Rollover], took: float, every: float) -> Fault:
    last = rolls[-1]
    told = case.book.at(last.zone, last.key_guid, "RolloverPeriod", case.as_of)
    return Fault(
        confidence="high" if told else "medium",
        title=f"Rollovers of the {last.key_role or 'key'} of {last.zone} take {percent(took / every)} "
        "of its period",
        explanation=f"They take {took / DAY_S:.1f} days, and its period is {every / DAY_S:.0f} days, so "
        "that operations on it are refused for much of the time.",
        numbers={
            "days a rollover takes": round(took / DAY_S, 2),
            "days of the period": round(every / DAY_S, 2),
            "share": round(took / every, 3),
        },
        evidence=evidence((r.id for r in rolls), (told.source,) if told else ()),
        remedy=remedy(rule, zone=last.zone, key=last.key_guid, server=case.master(last.zone)),
        first_seen=min(r.start for r in rolls if r.start),
        last_seen=case.as_of,
        zone=last.zone,
        key_guid=last.key_guid,
        key_role=last.key_role,
    )


@dataclass(frozen=True, slots=True)
class _Due:
    """When a key rolls next, as last told, and what tells it."""

    time: datetime
    role: KeyRole
    key: str
    lasts: timedelta
    refs: tuple[str, ...]


class DueTogether(Rule):
    """ROLL-DUE-TOGETHER."""

    id = "ROLL-DUE-TOGETHER"
    severity = "low"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone by the next due times of its keys, where those of both roles are known."""
        del profile
        for zone in case.zones:
            dues = _dues(case, zone)
            pairs = [(k, z) for k in dues for z in dues if (k.role, z.role) == ("KSK", "ZSK")]
            close = [(k, z) for k, z in pairs if _meet(k, z)]
            if close:
                yield found(
                    zone, _together(self.id, case, zone, *min(close, key=lambda p: (p[0].time, p[1].time)))
                )
            elif pairs:
                yield passed(zone, "the next rollovers of its keys do not meet")
            else:
                yield not_assessed(zone, "when its keys of both roles are due next is not known")


def _dues(case: Case, zone: str) -> list[_Due]:
    """When each key of a zone is due next, of those of which that is known."""
    rolls: dict[str, list[Rollover]] = {}
    told: dict[str, list[Event]] = {}
    for roll in case.rollovers_by_zone.get(zone, ()):
        rolls.setdefault(roll.key_guid, []).append(roll)
    for event in sorted(case.events_by_zone.get(zone, ()), key=lambda e: (e.time, e.path, e.position)):
        if key := guid(event.key_guid):
            told.setdefault(key, []).append(event)
    found_ = (
        _next(case, zone, key, rolls.get(key, []), told.get(key, [])) for key in sorted({*rolls, *told})
    )
    return [due for due in found_ if due]


def _next(case: Case, zone: str, key: str, rolls: Sequence[Rollover], told: Sequence[Event]) -> _Due | None:
    """When a key is due next: a period after its last roll, or later as an event told; only in the future."""
    roles = [*(r.key_role for r in rolls), *(e.key_role for e in told)]
    role = next((r for r in roles if r), None)
    last = rolls[-1] if rolls else None
    ended = last.end if last and last.outcome in ("completed", "forced") else None
    setting = case.book.at(zone, key, "RolloverPeriod", case.as_of)
    every = period_of(case, zone, key)
    if role is None or every is None or setting is None or (last and not ended):
        return None
    time = ended + timedelta(seconds=every) if ended else None
    refs: tuple[str, ...] = (*((last.id,) if last else ()), setting.source)
    for event in told:
        due = instant(detail(event, "NextRolloverTime"))
        if due and due > event.time and (ended is None or event.time > ended):
            time, refs = due, (f"{event.path}#{event.position}",)
    took = lengths(rolls)
    lasts = timedelta(seconds=median(took) if took else default_seconds("ShortestWait"))
    return _Due(time, role, key, lasts, refs) if time and time > case.as_of else None


def _meet(one: _Due, other: _Due) -> bool:
    first, second = sorted((one, other), key=lambda d: d.time)
    return second.time <= first.time + first.lasts


def _together(rule: str, case: Case, zone: str, ksk: _Due, zsk: _Due) -> Fault:
    return Fault(
        confidence="medium",
        title=f"KSK and ZSK of {zone} are due together around {min(ksk.time, zsk.time):%Y-%m-%d}",
        explanation=f"The key signing key is due at {ksk.time:%Y-%m-%d %H:%M}, the zone signing key at "
        f"{zsk.time:%Y-%m-%d %H:%M} UTC. One has to wait for the other, and a key signing key "
        "that waits for its DS holds the other up for as long as that takes.",
        numbers={"hours apart": round(abs(ksk.time - zsk.time) / timedelta(hours=1), 1)},
        evidence=evidence(ksk.refs, zsk.refs),
        remedy=remedy(rule, zone=zone, key=zsk.key, server=case.master(zone)),
        first_seen=case.as_of,
        last_seen=case.as_of,
        zone=zone,
    )
