"""The settings of zones and keys, and the time for which each value held."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from analyzer.knowledge.timing import Parameter, parameter, seconds
from analyzer.model import Action, Event, KeyRole, Setting, Snapshot
from analyzer.rollover.detail import fold, guid

TELL_SETTINGS = frozenset({Action.ZONE_SIGNED, Action.ZONE_RESIGNED, Action.KEY_ADDED, Action.KEY_MODIFIED})
END_SETTINGS = frozenset({Action.ZONE_UNSIGNED, Action.ZONE_DELETED, Action.KEY_DELETED})
LONG_AGO = datetime.min.replace(tzinfo=UTC)
KSK_WORDS, ZSK_WORDS = ("ksk", "keysigningkey"), ("zsk", "zonesigningkey")

Subject = tuple[str, str | None]


class _Claim(NamedTuple):
    """One value of one parameter as told at one time; a value of None ends it."""

    time: datetime
    source: str
    value: str | None
    role: KeyRole | None

    @property
    def since(self) -> datetime | None:
        """The time, unless the claim is a snapshot's without one."""
        return None if self.time == LONG_AGO else self.time


def settings(events: Iterable[Event], snapshots: Iterable[Snapshot]) -> tuple[Setting, ...]:
    """Every parameter of every zone and key, with since and until at each change.

    Times come from 525, 527, 569, 570 and snapshots; a value that is told again goes on.
    Times are in seconds, whatever their spelling, so that `90.00:00:00` and `7776000`
    are no change.  `since` is when the value was first told, not when it was set; it is
    None for a snapshot without time.  What a key's roll changes (pointers, status,
    times of rollovers) is no setting.  `source` names the event as `path#position`.
    """
    claims: dict[tuple[Subject, str], list[_Claim]] = defaultdict(list)
    ends: dict[Subject, list[_Claim]] = defaultdict(list)
    for event in events:
        zone = _zone(event.zone)
        source = f"{event.path}#{event.position}"
        if zone and event.action in TELL_SETTINGS:
            told = _Claim(event.time, source, None, event.key_role)
            _claim(claims, (zone, guid(event.key_guid)), event.detail, told)
        elif zone and event.action in END_SETTINGS:
            ends[zone, guid(event.key_guid)].append(_Claim(event.time, source, None, None))
    for shot in snapshots:
        fields = {fold(name): value for name, value in shot.fields.items()}
        zone = _zone(shot.zone or fields.get("zonename"))
        key = guid(fields.get("keyid"))
        if zone and (key or shot.kind == "zone"):
            role = _role(fields.get("keytype") or fields.get("kskorzsk"))
            told = _Claim(shot.time or LONG_AGO, f"{shot.path}#{shot.position}", None, role)
            _claim(claims, (zone, key), shot.fields, told)
    return tuple(
        setting
        for (subject, name), told in sorted(claims.items(), key=lambda item: _full_key(*item[0]))
        for setting in _spans(subject, name, [*told, *_ends_of(ends, subject)])
    )


def _claim(
    claims: dict[tuple[Subject, str], list[_Claim]], subject: Subject, values: dict[str, str], told: _Claim
) -> None:
    """File each value that is a setting under what it is a setting of: the key, or its zone."""
    zone, key = subject
    for name, text in values.items():
        known = parameter(name, told.role)
        value = canonical(known, text) if known else None
        if known is None or value is None:
            continue
        claim = told._replace(value=value)
        if known.scope == "zone":
            claims[(zone, None), known.name].append(claim)
        elif known.scope == "key" and key:
            claims[subject, known.name].append(claim)


def canonical(known: Parameter, text: str) -> str | None:
    """A value in one spelling: times in seconds; None where there is none."""
    bare = text.strip()
    span = seconds(bare) if known.unit == "s" else None
    if span is None:
        return bare or None
    return str(int(span)) if span == int(span) else str(span)


def _spans(subject: Subject, name: str, claims: Sequence[_Claim]) -> list[Setting]:
    zone, key = subject
    ordered = sorted(set(claims), key=lambda c: (c.time, c.value is not None, c.source, c.value or ""))
    role = next((c.role for c in ordered if c.role and key), None)
    found: list[Setting] = []
    now: _Claim | None = None
    for claim in ordered:
        if now and claim.value == now.value:
            continue
        if now and now.value is not None:
            found.append(Setting(zone, key, role, name, now.value, now.since, claim.time, now.source))
        now = claim
    if now and now.value is not None:
        found.append(Setting(zone, key, role, name, now.value, now.since, None, now.source))
    return found


def _ends_of(ends: dict[Subject, list[_Claim]], subject: Subject) -> list[_Claim]:
    """When a key was deleted, or its zone unsigned or deleted."""
    zone, key = subject
    return [*ends.get((zone, None), ()), *(ends.get(subject, ()) if key else ())]


def _full_key(subject: Subject, name: str) -> tuple[str, str, str]:
    return (subject[0], subject[1] or "", name)


def _zone(name: str | None) -> str:
    return (name or "").strip().lower().rstrip(".")


def _role(text: str | None) -> KeyRole | None:
    word = fold(text or "")
    return "KSK" if word in KSK_WORDS else "ZSK" if word in ZSK_WORDS else None


@dataclass(frozen=True, slots=True)
class Book:
    """Settings to look up: the value of a parameter of a zone or key at a time."""

    spans: dict[tuple[str, str | None, str], tuple[Setting, ...]]

    def at(self, zone: str, key: str | None, name: str, when: datetime) -> Setting | None:
        """The setting in force; before the first one known that one, for nothing tells of another."""
        told = self.spans.get((zone, key, name), ())
        place = bisect_right(told, when, key=lambda s: s.since or LONG_AGO) - 1
        found = told[max(place, 0)] if told else None
        return None if found is None or (found.until and found.until <= when) else found


def book(known: Iterable[Setting]) -> Book:
    """Sort settings for looking up."""
    grouped: dict[tuple[str, str | None, str], list[Setting]] = defaultdict(list)
    for setting in known:
        grouped[_zone(setting.zone), guid(setting.key_guid), setting.parameter].append(setting)
    return Book(
        {key: tuple(sorted(told, key=lambda s: s.since or LONG_AGO)) for key, told in grouped.items()}
    )
