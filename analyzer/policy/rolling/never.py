"""Keys that have never rolled though their time has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from analyzer.knowledge.timing import seconds
from analyzer.model import Action, KeyRole
from analyzer.policy.case import Case, hours
from analyzer.policy.profile import Profile
from analyzer.policy.rolling.planned import period_of
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_applicable, not_assessed, passed
from analyzer.policy.subjects import key_subject
from analyzer.policy.texts import remedy
from analyzer.rollover.detail import fold, guid, instant
from analyzer.rollover.intervals import clip

GRACE = timedelta(days=1)
BLANK = ("", "0", "-", "never")
TELL = frozenset({Action.KEY_ADDED, Action.KEY_MODIFIED})


@dataclass(frozen=True, slots=True)
class Telling:
    """What events and snapshots tell of whether one key has rolled.

    `added` is when the key was made, `told` when its LastRolloverTime was last told,
    `rolled` what that said (None where nothing said it), `due` its NextRolloverTime.
    """

    zone: str
    key: str
    role: KeyRole | None
    added: datetime | None = None
    told: datetime | None = None
    rolled: bool | None = None
    due: datetime | None = None
    offset: timedelta = timedelta(0)
    refs: tuple[str, ...] = ()


class Never(Rule):
    """ROLL-NEVER."""

    id = "ROLL-NEVER"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every key of which an event or snapshot tells, by its age or NextRolloverTime."""
        tellings = _tellings(case)
        for one in tellings:
            yield self._of(case, profile, one)
        for zone in sorted(set(case.zones) - {one.zone for one in tellings}):
            yield not_assessed(zone, "no event or snapshot tells the LastRolloverTime of its keys")

    def _of(self, case: Case, profile: Profile, one: Telling) -> Ruling:
        subject = key_subject(one.zone, one.role, one.key)
        if aside := _aside(case, subject, one):
            return aside
        every = period_of(case, one.zone, one.key)
        limit = timedelta(seconds=every) if every else timedelta(days=profile.limits.never_rolled_days)
        due = one.due or (one.added + limit + one.offset if one.added else None)
        since = max(one.told or case.period.start, case.period.start)
        if due is None:
            return not_assessed(subject, "how old it is and when it is due is not known")
        if due + GRACE >= case.as_of:
            return passed(subject, f"it is not due before {due:%Y-%m-%d}")
        if hours(clip(case.blind(one.zone), since, case.as_of)) > GRACE / timedelta(hours=1):
            return not_assessed(subject, "its first rollover may have passed where no log covers it")
        return found(subject, self._fault(case, one, due, every))

    def _fault(self, case: Case, one: Telling, due: datetime, every: float | None) -> Fault:
        key = f"{one.role or 'key'} of {one.zone}"
        plan = (
            f"It was due on {due:%Y-%m-%d}." if every else "Automatic rollover is off, and nobody rolled it."
        )
        return Fault(
            confidence="high" if one.added or one.due else "medium",
            title=f"The {key} has never rolled",
            explanation=f"{plan} The key master's log covers the time since and tells of no rollover of it.",
            numbers={
                "due": f"{due:%Y-%m-%d}",
                "days over": round((case.as_of - due) / timedelta(days=1), 1),
                "automatic": "on" if every else "off",
            },
            evidence=one.refs,
            remedy=remedy(self.id, zone=one.zone, key=one.key, server=case.master(one.zone)),
            first_seen=due,
            last_seen=case.as_of,
            zone=one.zone,
            key_guid=one.key,
            key_role=one.role,
        )


def _aside(case: Case, subject: str, one: Telling) -> Ruling | None:
    """What to say of a key that needs no look at when it is due."""
    rolls = case.rollovers_by_zone.get(one.zone, ())
    named = (one.zone, one.key, "RolloverPeriod") in case.book.spans
    if named and not case.book.at(one.zone, one.key, "RolloverPeriod", case.as_of):
        return not_applicable(subject, "it is gone, or its zone is not signed any more")
    if one.rolled or any(r.key_guid == one.key for r in rolls):
        return passed(subject, "it has rolled")
    if one.rolled is None:
        return not_assessed(subject, "nothing tells its LastRolloverTime")
    if any(r.outcome == "open" for r in rolls):
        return not_applicable(subject, "another key of the zone is rolling, behind which it would wait")
    return None


def _tellings(case: Case) -> list[Telling]:
    """What is told of each key, by zone and key; what was told last counts."""
    found_: dict[tuple[str, str], Telling] = {}
    told = [e for action in TELL for e in case.events_by_action.get(action, ())]
    for event in sorted(told, key=lambda e: (e.time, e.path, e.position)):
        key = guid(event.key_guid)
        if event.zone and key:
            fields = {fold(name): value for name, value in event.detail.items()}
            one = found_.get((event.zone, key)) or Telling(event.zone, key, event.key_role)
            if event.action is Action.KEY_ADDED:
                one = replace(one, added=event.time, told=event.time, rolled=False)
            found_[event.zone, key] = _with(one, fields, event.time, f"{event.path}#{event.position}")
    for shot in sorted(case.snapshots, key=lambda s: (s.time or case.period.start, s.path, s.position)):
        fields = {fold(name): value for name, value in shot.fields.items()}
        key, zone = guid(fields.get("keyid")), (shot.zone or fields.get("zonename", "")).lower().rstrip(".")
        if shot.kind == "key" and zone and key:
            one = found_.get((zone, key)) or Telling(zone, key, None)
            found_[zone, key] = _with(one, fields, shot.time, f"{shot.path}#{shot.position}")
    return [one for _, one in sorted(found_.items())]


def _with(one: Telling, fields: Mapping[str, str], when: datetime | None, ref: str) -> Telling:
    """The same with what one event or snapshot tells."""
    last = fields.get("lastrollovertime")
    offset = seconds(fields.get("initialrolloveroffset", ""))
    return replace(
        one,
        told=when if last is not None else one.told,
        rolled=one.rolled if last is None else last.strip().lower() not in BLANK,
        due=instant(fields.get("nextrollovertime")) or one.due,
        offset=one.offset if offset is None else timedelta(seconds=offset),
        refs=tuple(sorted({*one.refs, ref})),
    )
