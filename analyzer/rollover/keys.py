"""Which keys a descriptor used when a roll began: its active, standby and next key."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analyzer.model import Action
from analyzer.rollover.detail import detail, guid
from analyzer.rollover.signs import Sign

TELL_POINTERS = frozenset({Action.KEY_ADDED, Action.KEY_MODIFIED, Action.KEY_STATE_SET})


@dataclass(frozen=True, slots=True)
class Pointers:
    """The keys of a descriptor as one event (569, 570, 572) tells them."""

    time: datetime
    active: str | None
    standby: str | None
    next: str | None
    refs: tuple[str, ...]


def pointers(signs: Sequence[Sign]) -> list[Pointers]:
    """All that a key's signs tell of its pointers, by time."""
    told = []
    for sign in signs:
        if sign.action in TELL_POINTERS:
            names = ("ActiveKey", "StandbyKey", "NextKey")
            active, standby, following = (guid(detail(sign.event, name)) for name in names)
            if active or standby or following:
                told.append(Pointers(sign.time, active, standby, following, sign.refs))
    return told


def at_start(told: Sequence[Pointers], since: datetime | None, start: datetime | None) -> Pointers | None:
    """The pointers in force when a roll began: the last told since the key's previous roll.

    A roll moves the pointers, so what was told before the previous one (`since` is when
    that began) is out of date.
    """
    place = bisect_right(told, start, key=lambda p: p.time) - 1 if start else -1
    found = told[place] if place >= 0 else None
    return found if found and (since is None or found.time > since) else None
