"""Signs: what events tell of one key or zone, each once, however many logs and files tell it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TypeVar

from analyzer.knowledge import AUDIT_CHANNEL, Status, code, status
from analyzer.model import Action, Event, KeyRole
from analyzer.rollover.detail import detail, guid, yes

DOUBLE = timedelta(minutes=5)
"""How far apart two logs, or two servers' clocks, may put one event: Kerberos' limit of skew."""

GRAIN = timedelta(seconds=1)
"""The classic channel has whole seconds."""

KEY_ACTIONS = frozenset(
    {
        Action.TRIGGERED,
        Action.STARTED,
        Action.STAGE,
        Action.STEPPED,
        Action.TRANSIENT_ERROR,
        Action.FAILED,
        Action.COMPLETED,
        Action.RETIRED,
        Action.NOTICE,
        Action.KEY_ADDED,
        Action.KEY_MODIFIED,
        Action.KEY_DELETED,
        Action.KEY_STATE_SET,
    }
)
ZONE_ACTIONS = frozenset(
    {
        Action.ZONE_SIGNED,
        Action.ZONE_UNSIGNED,
        Action.ZONE_DELETED,
        Action.KEY_MASTER_MOVED,
        Action.KEY_MASTER_LOST,
        Action.KEY_MASTER_GAINED,
    }
)
EDGES = frozenset({Action.STARTED, Action.COMPLETED, Action.FAILED})
"""What only the key master logs, and always does: a channel that told of one tells of all."""

TIME = attrgetter("time")
T = TypeVar("T")

_ORDER = {
    action: place
    for place, action in enumerate(
        [
            Action.TRIGGERED,
            Action.STARTED,
            Action.STAGE,
            Action.STEPPED,
            Action.TRANSIENT_ERROR,
            Action.COMPLETED,
        ]
    )
}


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that happened to a key or zone, with every event that tells of it.

    `time` is that of the audit event where there is one, for the classic channel has
    whole seconds.  `status` is the rollover status that a stage event names; `servers`
    and `logs` (server and channel) are those that tell of it.
    """

    time: datetime
    action: Action
    zone: str
    guid: str | None
    role: KeyRole | None
    server: str
    channel: str
    status: Status | None
    event: Event
    servers: frozenset[str]
    logs: frozenset[tuple[str, str]]
    refs: tuple[str, ...]


@dataclass(slots=True)
class ZoneSigns:
    """All signs of one zone by time: those of each key, and those of the zone itself.

    `refused` are tries on a key that were refused because it was queued (9120): callers
    log them, so they tell of the key's state but of no server.
    """

    zone: str
    keys: dict[str, list[Sign]] = field(default_factory=dict)
    own: list[Sign] = field(default_factory=list)
    refused: dict[str, list[Sign]] = field(default_factory=dict)


def gather(events: Iterable[Event]) -> list[ZoneSigns]:
    """The signs of every zone, zones by name; copies of a record and doubled events are one sign."""
    by_zone: dict[str, dict[str | None, list[Sign]]] = defaultdict(lambda: defaultdict(list))
    refused: dict[str, dict[str, list[Sign]]] = defaultdict(lambda: defaultdict(list))
    for event in _once(events):
        zone = (event.zone or "").lower().rstrip(".")
        key = guid(event.key_guid)
        if zone and key and event.action in KEY_ACTIONS:
            by_zone[zone][key].append(_sign(event, zone, key))
        elif zone and event.action in ZONE_ACTIONS:
            by_zone[zone][None].append(_sign(event, zone, None))
        elif zone and key and event.action is Action.ATTEMPT:
            refused[zone][key].append(_sign(event, zone, key))
    found = []
    for zone, groups in sorted(by_zone.items()):
        own = _merged(groups.pop(None, []))
        keys = {key: _merged(signs) for key, signs in sorted(groups.items(), key=lambda item: item[0] or "")}
        tries = {key: sorted(signs, key=order) for key, signs in sorted(refused[zone].items())}
        found.append(ZoneSigns(zone, {k: v for k, v in keys.items() if k}, own, tries))
    return found


def order(sign: Sign) -> tuple[object, ...]:
    """The order of signs: by time, those of one instant as a rollover runs."""
    return (
        sign.time,
        _ORDER.get(sign.action, len(_ORDER)),
        sign.status.number if sign.status else -1,
        sign.refs,
    )


def seizes_with_new_keys(sign: Sign) -> bool:
    """Whether a key master took the role over with new keys, which voids the old ones (event 568)."""
    if sign.action is not Action.KEY_MASTER_MOVED:
        return False
    how = (detail(sign.event, "SeizedOrTransfered", "how") or "").lower()
    return "seize" in how and yes(detail(sign.event, "WithNewKeys"))


def _once(events: Iterable[Event]) -> list[Event]:
    """Each record once: the copy that comes first by path and position."""
    kept: dict[tuple[object, ...], Event] = {}
    for event in events:
        if event.action in KEY_ACTIONS or event.action in ZONE_ACTIONS or _is_refusal(event):
            identity = (
                (event.host.lower(), event.channel.lower(), event.event_id, event.record_id, event.time)
                if event.record_id is not None
                else (event.path, event.position)
            )
            known = kept.get(identity)
            if known is None or (event.path, event.position) < (known.path, known.position):
                kept[identity] = event
    return list(kept.values())


def _is_refusal(event: Event) -> bool:
    """Whether a try failed with a code that only a queued key gives."""
    return event.action is Action.ATTEMPT and any(
        d.code is not None and code(d.code).exposure == "queued" for d in event.detections
    )


def _sign(event: Event, zone: str, key: str | None) -> Sign:
    server = (event.server or event.host).lower()
    channel = event.channel.lower()
    return Sign(
        time=event.time,
        action=event.action,
        zone=zone,
        guid=key,
        role=event.key_role,
        server=server,
        channel=channel,
        status=_status(event),
        event=event,
        servers=_only(server),
        logs=_only((server, channel)),
        refs=(f"{event.path}#{event.position}",),
    )


@lru_cache(maxsize=4096)
def _only(one: T) -> frozenset[T]:
    """A set of one, shared by all signs of a log."""
    return frozenset((one,))


def _status(event: Event) -> Status | None:
    if event.action not in (Action.STAGE, Action.KEY_MODIFIED):
        return None
    text = detail(event, "status", "stage", "CurrentRolloverStatus")
    return status(text) if text else None


def _merged(signs: list[Sign]) -> list[Sign]:
    """Signs of one key by time, the doubles of each put together.

    Doubles are the same action (and status) told by another channel or server within
    five minutes, or by the same one within a second: a copy in another form.
    """
    groups: list[list[Sign]] = []
    latest: dict[tuple[Action, int | None], list[Sign]] = {}
    for sign in sorted(signs, key=order):
        kind = (sign.action, sign.status.number if sign.status else None)
        group = latest.get(kind)
        if group and _doubles(group, sign):
            group.append(sign)
        else:
            latest[kind] = [sign]
            groups.append(latest[kind])
    return sorted((_one(group) for group in groups), key=TIME)


def _doubles(group: Sequence[Sign], sign: Sign) -> bool:
    if sign.time - group[0].time > DOUBLE:
        return False
    same_log = [s for s in group if (s.server, s.channel) == (sign.server, sign.channel)]
    return all(sign.time - s.time <= GRAIN for s in same_log)


def _one(group: Sequence[Sign]) -> Sign:
    if len(group) == 1:
        return group[0]
    best = min(group, key=lambda s: (s.channel != AUDIT_CHANNEL.lower(), order(s)))
    return Sign(
        time=best.time,
        action=best.action,
        zone=best.zone,
        guid=best.guid,
        role=next((s.role for s in (best, *group) if s.role), None),
        server=best.server,
        channel=best.channel,
        status=best.status,
        event=best.event,
        servers=frozenset(server for s in group for server in s.servers),
        logs=frozenset(log for s in group for log in s.logs),
        refs=tuple(sorted({ref for s in group for ref in s.refs})),
    )


def is_audit(channel: str) -> bool:
    """Whether a channel is the DNS server's audit channel."""
    return channel.lower() == AUDIT_CHANNEL.lower()
