"""Snapshots of keys held beside the logs: which keys a roll began with, and where server and logs disagree.

An export does not say when it was made, but it tells when the key last rolled: it is
younger than that.  Only times that are sure to be UTC count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from analyzer.knowledge import status
from analyzer.model import Coverage, Rollover, Snapshot
from analyzer.rollover.coverage import covered
from analyzer.rollover.detail import fold, guid, instant
from analyzer.rollover.intervals import EVER, NEVER, contains
from analyzer.rollover.keys import Pointers
from analyzer.rollover.signs import DOUBLE

IDLE = (0, 1)
"""NotRolling and Queued: the pointers are those with which the next roll will begin."""

Key = tuple[str, str]
"""Zone and SKD GUID."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What one snapshot tells of one key; `last_rolled` is when its last roll ended."""

    zone: str
    key: str
    last_rolled: datetime
    idle: bool
    pointers: Pointers
    ref: str


def shots(snapshots: Iterable[Snapshot]) -> tuple[Shot, ...]:
    """The snapshots of keys that have rolled, by zone, key and time."""
    found = (_shot(one) for one in snapshots if one.kind == "key")
    return tuple(sorted((s for s in found if s), key=lambda s: (s.zone, s.key, s.last_rolled, s.ref)))


def idle_pointers(known: Iterable[Shot]) -> dict[Key, list[Pointers]]:
    """Of every key, the pointers that it had between two rolls, as if told when the first one ended."""
    told: dict[Key, list[Pointers]] = defaultdict(list)
    for shot in known:
        if shot.idle:
            told[shot.zone, shot.key].append(shot.pointers)
    return told


def disagreements(
    rollovers: Iterable[Rollover], snapshots: Iterable[Snapshot], coverage: Sequence[Coverage]
) -> tuple[str, ...]:
    """Sentences about rolls that the server knows of and the logs do not, though they cover the time.

    Each names the server's statement and its place, and what the logs tell instead.
    """
    rolls: dict[Key, list[Rollover]] = defaultdict(list)
    servers: dict[str, set[str]] = defaultdict(set)
    for roll in rollovers:
        rolls[roll.zone, roll.key_guid].append(roll)
        servers[roll.zone].update(roll.servers)
    return tuple(dict.fromkeys(_disagreements(shots(snapshots), rolls, servers, coverage)))


def _disagreements(
    known: Iterable[Shot],
    rolls: Mapping[Key, Sequence[Rollover]],
    servers: Mapping[str, set[str]],
    coverage: Sequence[Coverage],
) -> Iterator[str]:
    for shot in known:
        own, when = rolls.get((shot.zone, shot.key), ()), shot.last_rolled
        masters = servers.get(shot.zone, set())
        seen = masters and all(
            contains(covered(coverage, server, "state"), when - DOUBLE, when + DOUBLE) for server in masters
        )
        if seen and not any(_may_have_ended(roll, when) for roll in own):
            yield (
                f"The server says that key {shot.key} of {shot.zone} last rolled until {_at(when)} "
                f"({shot.ref}); the logs cover that time and tell of no such rollover: {_nearest(own, when)}."
            )


def _may_have_ended(roll: Rollover, when: datetime) -> bool:
    low, high = roll.end_min or roll.end or EVER, roll.end_max or roll.end or NEVER
    return (low == EVER or low - DOUBLE <= when) and (high == NEVER or when <= high + DOUBLE)


def _nearest(own: Sequence[Rollover], when: datetime) -> str:
    ends = [roll.end for roll in own if roll.end]
    if not ends:
        return "by them it did not roll"
    return f"by them a rollover of it ended on {_at(min(ends, key=lambda end: abs(end - when)))}"


def _at(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"


def _shot(snapshot: Snapshot) -> Shot | None:
    fields = {fold(name): value for name, value in snapshot.fields.items()}
    zone = (snapshot.zone or fields.get("zonename") or "").strip().lower().rstrip(".")
    key, when = guid(fields.get("keyid")), instant(fields.get("lastrollovertime"))
    if not (zone and key and when):
        return None
    now = status(fields.get("currentrolloverstatus", ""))
    active, standby, following = (guid(fields.get(name)) for name in ("activekey", "standbykey", "nextkey"))
    ref = f"{snapshot.path}#{snapshot.position}"
    pointers = Pointers(when, active, standby, following, (ref,))
    return Shot(zone, key, when, now is not None and now.number in IDLE, pointers, ref)
