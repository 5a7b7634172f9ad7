"""The keys that a zone has now, with everything that tells when each rolls next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from analyzer.model import Action, Event, KeyRole, Rollover, Setting, Snapshot
from analyzer.rollover.detail import fold, guid

TELL = frozenset({Action.KEY_ADDED, Action.KEY_MODIFIED, Action.NOTICE, Action.TRIGGERED})
ENDS_ZONE = frozenset({Action.ZONE_UNSIGNED, Action.ZONE_DELETED})
ENDS_KEY = frozenset({Action.KEY_DELETED, Action.RETIRED})
Place = tuple[str, str]
"""Zone and GUID."""


@dataclass(frozen=True, slots=True)
class KnownKey:
    """One key descriptor: its rolls, and events and snapshots that tell of its plans, each by time."""

    zone: str
    guid: str
    role: KeyRole | None
    rolls: tuple[Rollover, ...]
    told: tuple[Event, ...]
    shots: tuple[Snapshot, ...]

    @property
    def last(self) -> Rollover | None:
        """The key's last roll."""
        return self.rolls[-1] if self.rolls else None


def keys_of(
    rollovers: Iterable[Rollover],
    events: Sequence[Event],
    settings: Iterable[Setting],
    snapshots: Iterable[Snapshot],
) -> tuple[KnownKey, ...]:
    """Every key that something tells of and that is not known to be gone, by zone and GUID."""
    rolls: dict[Place, list[Rollover]] = defaultdict(list)
    told: dict[Place, list[Event]] = defaultdict(list)
    shots: dict[Place, list[Snapshot]] = defaultdict(list)
    roles: dict[Place, KeyRole] = {}
    for roll in rollovers:
        rolls[roll.zone, roll.key_guid].append(roll)
        if roll.key_role:
            roles[roll.zone, roll.key_guid] = roll.key_role
    for setting in settings:
        if setting.key_guid and setting.until is None and setting.key_role:
            roles.setdefault((setting.zone, setting.key_guid), setting.key_role)
    for event in events:
        if event.zone and event.key_guid and event.action in TELL:
            told[event.zone, event.key_guid].append(event)
            if event.key_role:
                roles.setdefault((event.zone, event.key_guid), event.key_role)
    for shot in snapshots:
        key = guid({fold(k): v for k, v in shot.fields.items()}.get("keyid"))
        if shot.kind == "key" and shot.zone and key and shot.time:
            shots[shot.zone, key].append(shot)
    gone = _gone(events)
    return tuple(
        KnownKey(
            *place,
            roles.get(place),
            tuple(sorted(rolls[place], key=began)),
            tuple(sorted(told[place], key=lambda e: e.time)),
            tuple(sorted(shots[place], key=lambda s: (s.time, s.path, s.position))),
        )
        for place in sorted({*rolls, *roles, *told, *shots})
        if not gone.covers(place, _last_sign(rolls[place], told[place]))
    )


def began(roll: Rollover) -> datetime:
    """When a roll began, at the latest."""
    known = roll.start or roll.start_max or roll.start_min or roll.end or roll.end_max
    if known is None:
        raise ValueError(f"{roll.id} has no time")
    return known


@dataclass(frozen=True, slots=True)
class _Gone:
    zones: dict[str, datetime]
    keys: dict[Place, datetime]

    def covers(self, place: Place, last: datetime | None) -> bool:
        ends = [t for t in (self.zones.get(place[0]), self.keys.get(place)) if t]
        return bool(ends) and (last is None or max(ends) >= last)


def _gone(events: Iterable[Event]) -> _Gone:
    found = _Gone({}, {})
    for event in events:
        if event.zone and event.action in ENDS_ZONE:
            found.zones[event.zone] = max(event.time, found.zones.get(event.zone, event.time))
        elif event.zone and event.key_guid and event.action in ENDS_KEY:
            place = event.zone, event.key_guid
            found.keys[place] = max(event.time, found.keys.get(place, event.time))
    return found


def _last_sign(rolls: Sequence[Rollover], told: Sequence[Event]) -> datetime | None:
    return max([*(began(r) for r in rolls), *(e.time for e in told)], default=None)
