"""Tries out of traces: everything that tells of one try becomes one attempt.

A try leaves traces in many logs: PowerShell's 4100 has the code, its 4103 and the
classic 800 have the target, the process's exit and the task's result repeat the code,
and the server's audit channel tells of success.  They are joined step by step, from the
surest tie to the loosest: one pipeline, one process, one host, one zone.  Only the last
step joins traces of different hosts, and allows for what is known of their clocks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from analyzer.conflicts.accounts import account_names
from analyzer.conflicts.clocks import clocks
from analyzer.conflicts.processes import Tasks, process_of
from analyzer.conflicts.traces import Trace, joined, may_be_one, trace
from analyzer.ids import make_id
from analyzer.model import Attempt, Detection, Event, KeyRole

WINDOW = timedelta(seconds=5)
"""How far apart the traces of one try may be: the slowest are written when the cmdlet returns."""

PROCESS_WINDOW = timedelta(hours=1)
"""How long after a try its process may end and repeat the code as its exit status."""

_SECOND = timedelta(seconds=1)


def merge(events: Iterable[Event]) -> tuple[Attempt, ...]:
    """All tries whose outcome is known, by time; a trace belongs to one try at most.

    What no trace of a try tells is None, and a failed try whose code no trace tells has
    no codes.  A try whose outcome nothing tells is left out: it is not known to have
    failed.
    """
    ordered = _once(events)
    tasks, names = Tasks(ordered), account_names(ordered)
    roles = {e.key_guid: e.key_role for e in ordered if e.key_guid and e.key_role}
    traces = [found for event in ordered if (found := trace(event))]
    traces = _join(traces, lambda t: _handle(t, "ps"), may_be_one, WINDOW)
    traces = _join(traces, _failed(lambda t: _handle(t, "pid")), may_be_one, PROCESS_WINDOW)
    traces = _join(traces, lambda t: _handle(t, "pid"), _starts, PROCESS_WINDOW)
    traces = _join(traces, _failed(lambda t: _handle(t, "task")), may_be_one, PROCESS_WINDOW)
    traces = _join(traces, _failed(lambda t: t.caller), may_be_one, WINDOW)
    traces = _with_loose(traces)
    known = clocks(traces)
    traces = _join(map(known.set_right, traces), lambda t: t.zone, may_be_one, WINDOW)
    attempts = (_attempt(one, tasks, names, roles) for one in traces)
    return tuple(sorted(filter(None, attempts), key=lambda a: (a.time, a.id)))


def assign(detections: Iterable[Detection], attempts: Iterable[Attempt]) -> tuple[Detection, ...]:
    """The detections, each with the id of the attempt that it tells of, if there is one."""
    owner = {detection: attempt.id for attempt in attempts for detection in attempt.detections}
    return tuple(replace(d, attempt_id=owner.get(d.id)) for d in detections)


def _handle(one: Trace, kind: str) -> Hashable:
    return (one.caller, one.handles[kind]) if kind in one.handles else None


def _failed(group: Callable[[Trace], Hashable]) -> Callable[[Trace], Hashable]:
    """The groups of failed traces alone.

    An exit status and a task's result repeat a failure, and say nothing of what went well
    between it and them.
    """
    return lambda one: group(one) if one.outcome == "failed" else None


def _starts(one: Trace, other: Trace) -> bool:
    """The start of a process tells of what its exit status means; a pipeline tells its own end."""
    without_end = (t for t in (one, other) if t.outcome is None)
    return all("ps" not in t.handles for t in without_end) and may_be_one(one, other)


def _join(
    traces: Iterable[Trace],
    group: Callable[[Trace], Hashable],
    fits: Callable[[Trace, Trace], bool],
    window: timedelta,
) -> list[Trace]:
    """The traces, those of each group joined where they fit; those without a group as they were."""
    groups: defaultdict[Hashable, list[Trace]] = defaultdict(list)
    for one in traces:
        groups[group(one)].append(one)
    alone = groups.pop(None, [])
    return alone + [t for members in groups.values() for t in _neighbours(members, fits, window)]


def _with_loose(traces: Iterable[Trace]) -> list[Trace]:
    """The traces, each loose one joined to the try on a known host that it fits, the nearest in time.

    A script's own log tells no host and no process, and the whole second only: several of
    its lines may stand before all that the host logged of them, so that neighbours do not
    find each other.  They stand in the order of the tries, and each try takes one of them.
    """
    ordered = sorted(traces, key=_order)
    known = [one for one in ordered if not one.is_loose]
    times = [one.first for one in known]
    left = []
    for one in (one for one in ordered if one.is_loose):
        end = one.first + _SECOND
        near = range(bisect_left(times, one.first - WINDOW), bisect_right(times, end + WINDOW))
        fits = [i for i in near if known[i].caller and may_be_one(known[i], one)]
        if fits:
            best = min(fits, key=lambda i: max(one.first - times[i], times[i] - end, timedelta(0)))
            known[best] = joined(known[best], one)
        else:
            left.append(one)
    return known + left


def _neighbours(
    traces: Sequence[Trace], fits: Callable[[Trace, Trace], bool], window: timedelta
) -> Sequence[Trace]:
    """Neighbours in time joined where they fit, the closest first.

    Closest first, because in a loop the last trace of one try and the first of the next
    would fit as well.  Each gap between neighbours is looked at once: n log n.
    """
    if len(traces) == 1:
        return traces
    ordered = sorted(traces, key=_order)
    gaps = sorted((b.first - a.last, i) for i, (a, b) in enumerate(pairwise(ordered)))
    result: list[Trace | None] = list(ordered)
    ends = list(range(len(ordered)))  # of a joined row, its first place leads to its last and back
    for gap, left in gaps:
        if gap > window:
            break
        first, last = ends[left], ends[left + 1]
        one, other = result[first], result[left + 1]
        if one and other and fits(one, other):
            result[first], result[left + 1] = joined(one, other), None
            ends[first], ends[last] = last, first
    return [t for t in result if t]


def _order(one: Trace) -> tuple[object, ...]:
    event = one.events[0]
    return (
        one.first,
        one.last,
        event.channel,
        event.record_id or 0,
        event.path,
        event.position,
        event.event_id,
    )


def _once(events: Iterable[Event]) -> list[Event]:
    """Each event once, in a full order: a log exported twice tells of its tries once, from the first path."""
    last_path_first = sorted(events, key=lambda e: (e.path, e.position), reverse=True)
    return [event for _, event in sorted({_identity(e): e for e in last_path_first}.items())]


def _identity(event: Event) -> tuple[str, ...]:
    place = (event.path, event.position) if event.record_id is None else (f"{event.record_id:020}",)
    target = (event.operation, event.zone, event.key_guid, event.server)
    return (
        event.time.isoformat(),
        event.host,
        event.channel,
        str(event.event_id),
        *(t or "" for t in target),
        *place,
    )


def _attempt(
    one: Trace, tasks: Tasks, names: Mapping[str, str], roles: Mapping[str, KeyRole]
) -> Attempt | None:
    """The try that the traces tell of, by whom; None where they do not tell how it ended.

    Who acts on a key names it, and not its role: that any event of the key may tell.
    """
    if one.outcome is None:
        return None
    events = sorted(one.events, key=lambda e: (e.time, e.channel, e.record_id or 0, e.path, e.position))
    # A record that its log numbers tells the time best, and is named alike whatever else was collected.
    lead = min(events, key=lambda e: (e.record_id is None, not e.detections, not e.outcome))
    caller_first = [e for e in events if e.host == one.caller] + events
    place = f"{lead.path}#{lead.position}" if lead.record_id is None else lead.record_id
    actor = next((e.actor for e in caller_first if e.actor), None)
    task = tasks.of(one.caller, one.handles.get("pid"), lead.time)
    return Attempt(
        id=make_id("A", lead.host, lead.channel, place, lead.time.isoformat(), one.zone, one.key_guid),
        time=lead.time,
        host=one.caller or lead.host,
        server=one.server,
        actor=names.get(actor or "", actor),
        process=task or next((p for e in caller_first if (p := process_of(e))), None),
        operation=one.operation,
        zone=one.zone,
        key_guid=one.key_guid,
        key_role=next((e.key_role for e in caller_first if e.key_role), roles.get(one.key_guid or "")),
        outcome=one.outcome,
        codes=tuple(sorted(one.codes, key=lambda c: (isinstance(c, str), c))),
        detections=tuple(sorted({d.id for e in events for d in e.detections})),
        evidence=tuple(sorted({f"{e.path}#{e.position}" for e in events})),
    )
