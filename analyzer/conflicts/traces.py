"""One event's part in a try: what it tells of who tried what on which target, and how that ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from analyzer.knowledge import code, code_named, observes, operation
from analyzer.model import Action, Detection, Event, Outcome

SYSTEM = "S-1-5-18"
"""The account as which the DNS server itself acts."""

OWN_ACTIONS = frozenset(
    {
        Action.KEY_ADDED,
        Action.KEY_MODIFIED,
        Action.KEY_DELETED,
        Action.KEY_STATE_SET,
        Action.RETIRE_MARKED,
        Action.ZONE_RESIGNED,
    }
)
"""What a server also does by itself while keys roll; the rest is done only where somebody asks for it."""

OWN_ERRORS = frozenset({Action.FAILED, Action.TRANSIENT_ERROR})
"""Errors of a rollover itself, whatever their code: the server rolls, nobody tries."""

KEY_CHANGES = frozenset(
    {"Set-DnsServerSigningKey", "Enable-DnsServerSigningKeyRollover", "Disable-DnsServerSigningKeyRollover"}
)
"""Cmdlets that are one RPC (ModifyZoneSigningKeyDescriptor), and so one kind of audit event."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One or more events that tell of one try; what none of them tells is None.

    `caller` is the host where it was run, None where only a DNS server told of it.
    `handles` name the run by kind: `ps` (a PowerShell pipeline), `pid`, `task`.
    `kinds` are the (channel, event id) of its events: a try leaves one of each.
    """

    events: tuple[Event, ...]
    first: datetime
    last: datetime
    kinds: frozenset[tuple[str, int]]
    codes: frozenset[int | str]
    outcome: Outcome | None
    caller: str | None
    server: str | None
    operation: str | None
    zone: str | None
    key_guid: str | None
    handles: dict[str, str]

    @property
    def is_loose(self) -> bool:
        """Whether it names no host: a script's own log, which also gives the whole second only."""
        return self.caller is None and all(observes(channel) != "state" for channel, _ in self.kinds)


def trace(event: Event) -> Trace | None:
    """The event as a trace of a try on keys or zone signing, if it is one."""
    at_server = observes(event.channel) == "state"
    if not (_tells_of_server(event) if at_server else _tells_of_caller(event)):
        return None
    codes = frozenset(name_of(d) for d in event.detections)
    return Trace(
        events=(event,),
        first=event.time,
        last=event.time,
        kinds=frozenset({(event.channel, event.event_id)}),
        codes=codes,
        outcome="failed" if codes else event.outcome,
        caller=None if at_server else event.host or None,
        server=(event.server or event.host) if at_server else event.server,
        operation=event.operation,
        zone=event.zone,
        key_guid=event.key_guid,
        handles={} if at_server else dict(_handles(event)),
    )


def name_of(detection: Detection) -> int | str:
    """A code by its number, or by its name where no published header numbers it."""
    return detection.name if detection.code is None else detection.code


def _tells_of_caller(event: Event) -> bool:
    """Whether an event at a caller's host is about keys; without an operation, the code must say so."""
    if event.operation is not None:
        return operation(event.operation) is not None
    return any(_is_about_keys(d) for d in event.detections)


def _tells_of_server(event: Event) -> bool:
    """Whether an event of a DNS channel is about a try: one that succeeded, or was refused for a rollover.

    Other errors there are the server's own.  What it does by itself is no try; where
    nobody is named for such an action, nobody can be said to have tried.
    """
    if event.outcome == "succeeded" and event.operation is not None:
        return event.action not in OWN_ACTIONS or event.actor not in (None, SYSTEM)
    if event.action in OWN_ERRORS:
        return False
    return any(d.code is not None and code(d.code).is_conflict for d in event.detections)


def _is_about_keys(detection: Detection) -> bool:
    known = code_named(detection.name) if detection.code is None else code(detection.code)
    return known is not None and known.group.startswith("dnssec-")


def _handles(event: Event) -> Iterator[tuple[str, str]]:
    if event.session:
        kind, _, name = event.session.partition(":")
        yield kind, name
    if event.detail.get("pid"):
        yield "pid", event.detail["pid"]


def joined(one: Trace, other: Trace) -> Trace:
    """Two traces of one try as one; what the caller's side tells counts before the server's."""
    near, far = (other, one) if one.caller is None else (one, other)
    return Trace(
        events=one.events + other.events,
        first=min(one.first, other.first),
        last=max(one.last, other.last),
        kinds=one.kinds | other.kinds,
        codes=one.codes | other.codes,
        outcome=near.outcome or far.outcome,
        caller=near.caller or far.caller,
        server=near.server or far.server,
        operation=near.operation or far.operation,
        zone=near.zone or far.zone,
        key_guid=near.key_guid or far.key_guid,
        handles=far.handles | near.handles,
    )


def may_be_one(one: Trace, other: Trace) -> bool:
    """Whether nothing that both tell speaks against their being traces of one try.

    Accounts are not compared: one side names them, the other gives a SID.
    """
    return (
        one.kinds.isdisjoint(other.kinds)
        and not (one.codes and other.codes and one.codes.isdisjoint(other.codes))
        and _agree(one.outcome, other.outcome)
        and _agree(one.caller, other.caller)
        and _agree(one.server, other.server)
        and _agree(one.zone, other.zone)
        and _agree(one.key_guid, other.key_guid)
        and _same_operation(one, other)
        and all(
            one.handles[kind] == other.handles[kind] for kind in one.handles.keys() & other.handles.keys()
        )
    )


def _agree(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _same_operation(one: Trace, other: Trace) -> bool:
    if _agree(one.operation, other.operation):
        return True
    one_told_by_server = (one.caller is None) != (other.caller is None)
    return one_told_by_server and one.operation in KEY_CHANGES and other.operation in KEY_CHANGES
