"""Times for what a transcript dates by its session, or by the second: other logs of the process tell them.

The tries of one operation on one zone by one process come in the same order in every log.
Where another log has exactly as many of them within the session, each is given its time;
where it has not, the time of the header stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from analyzer.model import Event

HEADERS = ("session", "command")
"""What the detail `time_of` says of an event that a header dates."""

_LONGEST = timedelta(days=1)
_SLACK = timedelta(seconds=1)


def placed(events: Iterable[Event]) -> tuple[Event, ...]:
    """The same events; those that a header dates, at the time that another log of the process gives."""
    given = tuple(events)
    vague: dict[tuple[Hashable, str], list[int]] = defaultdict(list)
    sharp: dict[Hashable, list[Event]] = defaultdict(list)
    for index, event in enumerate(given):
        if not event.detail.get("pid") or not event.operation:
            continue
        if event.detail.get("time_of") in HEADERS:
            vague[_try(event), event.path].append(index)
        elif event.event_id:
            sharp[_try(event)].append(event)
    times: dict[int, Event] = {}
    for (tried, _), indices in vague.items():
        ordered = sorted(indices, key=lambda i: (len(given[i].position), given[i].position))
        found = _as_many(sharp.get(tried, []), [given[i] for i in ordered])
        times |= dict(zip(ordered, found, strict=False))
    moved = (_moved(event, times[i]) if i in times else event for i, event in enumerate(given))
    return tuple(sorted(moved, key=lambda e: e.time)) if times else given


def _try(event: Event) -> Hashable:
    """What the same tries of one process have in common."""
    return (event.host, event.detail["pid"], event.operation, event.zone, event.outcome == "failed")


def _as_many(known: Sequence[Event], wanted: Sequence[Event]) -> list[Event]:
    """As many events of one kind as are wanted, within the session, in order of time; or none."""
    first = min(event.time for event in wanted) - _SLACK
    last = max(_until(event) for event in wanted) + _SLACK
    kinds: dict[tuple[str, int], list[Event]] = defaultdict(list)
    for event in sorted(known, key=lambda e: (e.time, e.record_id or 0)):
        if first <= event.time <= last:
            kinds[event.channel, event.event_id].append(event)
    fitting = (some for _, some in sorted(kinds.items()) if len(some) == len(wanted))
    return next(fitting, [])


def _until(event: Event) -> datetime:
    """The time after which an event cannot have been."""
    told = event.detail.get("not_after")
    return datetime.fromisoformat(told) if told else event.time + _LONGEST


def _moved(event: Event, known: Event) -> Event:
    detail = event.detail | {"time_of": f"the same process in {known.channel}"}
    time, basis = known.time, known.time_basis
    return replace(
        event,
        time=time,
        time_basis=basis,
        detail=detail,
        detections=tuple(replace(d, time=time, time_basis=basis) for d in event.detections),
        sightings=tuple(replace(s, time=time) for s in event.sightings),
    )
