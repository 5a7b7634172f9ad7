"""One event from two copies is one event, whatever shapes the copies have.

Where server, channel and record id are known, they and the time name the event.  Else
two events of different files are the same if nothing that both tell speaks against it,
and each event of a file has one partner in another at most: the second of two equal
events in a copy is the second in the original, so that a retry within the same second
stays a retry.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from analyzer.events.identity import is_same_host
from analyzer.model import Event

_SECOND, _MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)
_QUARTER = timedelta(minutes=15)
_FARTHEST = timedelta(hours=14)
"""By how much a zone can be wrong that was assumed, and the steps in which it can be."""

_ALIASES = {
    "dns": "microsoft-windows-dns-server-service",
    "dns debug log": "",
}
"""The legacy source name of classic events; and the debug log, which repeats those of another channel."""


def once(events: Iterable[Event]) -> tuple[tuple[Event, ...], Counter[str]]:
    """Each event once, in its richest copy, by time; and how many copies each file held besides.

    The order of the input does not matter.
    """
    doubled: Counter[str] = Counter()
    kept: list[Event] = []
    named: dict[Hashable, list[Event]] = defaultdict(list)
    buckets: dict[Hashable, list[Event]] = defaultdict(list)
    for event in sorted(events, key=_rank):
        name = _name(event)
        if name and any(_is_same_time(event, other) for other in named[name]):
            doubled[event.path] += 1
            continue
        if name:
            named[name].append(event)
        buckets[_bucket(event)].append(event)
    for bucket in buckets.values():
        slots = _matched(bucket)
        kept += (slot.event for slot in slots)
        doubled.update(path for slot in slots for path in slot.others)
    return tuple(sorted(kept, key=_order)), doubled


@dataclass(slots=True)
class _Slot:
    """One event, the files that tell of it, and those of them whose copy was not kept."""

    event: Event
    paths: set[str]
    others: list[str] = field(default_factory=list)


def _matched(bucket: Sequence[Event]) -> list[_Slot]:
    """The events of one second and id, the copies of each together; the richest come first."""
    slots: list[_Slot] = []
    for event in bucket:
        fits = (s for s in slots if event.path not in s.paths and _may_be_same(s.event, event))
        slot = next(fits, None)
        if slot is None:
            slots.append(_Slot(event, {event.path}))
        else:
            slot.paths.add(event.path)
            slot.others.append(event.path)
    return slots


def _name(event: Event) -> Hashable:
    """What names a record for good, but for its time; None where the copy does not tell it."""
    if event.record_id is None or not event.host or not event.channel:
        return None
    return (event.host, event.channel.lower(), event.event_id, event.record_id)


def _bucket(event: Event) -> Hashable:
    return (event.event_id, event.time.replace(microsecond=0))


def _may_be_same(one: Event, other: Event) -> bool:
    """Whether nothing that both events tell speaks against their being the same."""
    if _name(one) and _name(other):
        return False
    same_place = one.event_id != 0 or one.position == other.position
    ids = (one.record_id, other.record_id)
    return (
        same_place
        and (None in ids or ids[0] == ids[1])
        and _is_same_moment(one.time, other.time)
        and (not one.host or not other.host or is_same_host(one.host, other.host))
        and _agree(_alias(one.channel), _alias(other.channel))
        and _agree(_alias(one.provider), _alias(other.provider))
        and one.action is other.action
        and _agree(one.zone, other.zone)
        and _agree(one.key_guid, other.key_guid)
        and _agree(one.key_role, other.key_role)
        and _agree(one.operation, other.operation)
        and _agree(one.server, other.server)
        and _agree_in_codes(one, other)
    )


def _agree(one: str | None, other: str | None) -> bool:
    return not one or not other or one == other


def _agree_in_codes(one: Event, other: Event) -> bool:
    """A form may lose the code, but shows no other."""
    a, b = ({d.name for d in event.detections} for event in (one, other))
    return a <= b or b <= a


def _alias(name: str) -> str:
    folded = name.lower()
    return _ALIASES.get(folded, folded)


def _is_same_time(one: Event, other: Event) -> bool:
    """Whether two times of one record id are the same, perhaps read in a zone that was assumed wrongly."""
    if _is_same_moment(one.time, other.time):
        return True
    if "assumed" not in (one.time_basis, other.time_basis):
        return False
    apart = abs(_cut(one.time, _SECOND) - _cut(other.time, _SECOND))
    return apart <= _FARTHEST and apart % _QUARTER == timedelta(0)


def _is_same_moment(one: datetime, other: datetime) -> bool:
    """Whether two times are the same at the precision of the coarser: forms cut off, they do not round."""
    step = max(_precision(one), _precision(other))
    return _cut(one, step) == _cut(other, step)


def _precision(time: datetime) -> timedelta:
    if time.microsecond == 0:
        return _SECOND
    return _MILLISECOND if time.microsecond % 1000 == 0 else timedelta(microseconds=1)


def _cut(time: datetime, step: timedelta) -> datetime:
    micro = time.microsecond - time.microsecond % (step // timedelta(microseconds=1))
    return time.replace(microsecond=micro)


def _rank(event: Event) -> tuple[object, ...]:
    """The richest copy first; then by file, and within a file in its order."""
    told = (
        event.host,
        event.channel,
        event.server,
        event.zone,
        event.key_guid,
        event.key_role,
        event.operation,
    )
    wealth = (
        not event.recovered,
        _name(event) is not None,
        event.time_basis == "utc",
        event.time_basis == "zone",
        len(event.detections),
        -(_precision(event.time) // timedelta(microseconds=1)),
        sum(map(bool, (*told, event.outcome, event.actor, event.session))),
        len(event.detail),
    )
    named = (event.channel, event.host, event.zone or "", event.key_guid or "", event.operation or "")
    tie = (event.time, event.event_id, event.record_id or 0, *named)
    return (*(-int(x) for x in wealth), event.path, _place(event.position), *tie)


def _place(position: str) -> tuple[int, str]:
    """A position in the order of the file, where it is a number."""
    digits = position.rpartition(":")[2]
    return (int(digits) if digits.isascii() and digits.isdigit() else 0, position)


def _order(event: Event) -> tuple[object, ...]:
    record_id = -1 if event.record_id is None else event.record_id
    return (event.time, event.host, event.channel.lower(), record_id, event.path, event.position)
