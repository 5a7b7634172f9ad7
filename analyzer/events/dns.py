"""What the DNS server itself logs: its audit channel, and the classic channel `DNS Server`.

The audit channel tells only of what succeeded, and who did it.  Codes stand in the
classic channel, where the table of its events says that they do, and nowhere else: the
Binary of many events is a packet.
"""

from __future__ import annotations

from functools import cache

from analyzer.events.codes import Match, detect_text, one_per_failure
from analyzer.events.evidence import make_event
from analyzer.events.fields import Fields, read_fields, spellings
from analyzer.events.hosts import KEY_MASTERS
from analyzer.events.identity import actor_name, host_name, key_guid, key_role, zone_name
from analyzer.events.stages import stage_status
from analyzer.events.values import detect_binary, detect_insert
from analyzer.knowledge import EventKind, event_kind, operation
from analyzer.knowledge.tables import rows
from analyzer.model import Action, Event, KeyRole, Record


def interpret_audit(record: Record) -> Event | None:
    """An event of the audit channel: an operation that succeeded, with the account that asked for it."""
    kind = event_kind("audit", record.event_id)
    if kind is None:
        return None
    fields = read_fields(record, kind)
    is_operation = kind.operation is not None and operation(kind.operation) is not None
    role = key_role(fields.meaning("key_role"))
    return make_event(
        record,
        action=_audit_action(kind, fields),
        operation=kind.operation,
        outcome="succeeded" if is_operation else None,
        server=host_name(record.computer),
        zone=zone_name(fields.meaning("zone")),
        key_guid=key_guid(fields.meaning("key_guid")),
        key_role=role,
        actor=actor_name(record.user),
        detail=_detail(kind, fields, role),
        mentions={"record data": fields.get("RDATA")},
    )


def interpret_classic(record: Record) -> Event | None:
    """An event of the classic channel, with its code where it has one; the server acts by itself."""
    kind = event_kind("classic", record.event_id)
    if kind is None:
        return None
    fields = read_fields(record, kind)
    role = kind.role or key_role(fields.meaning("key_role"))
    return make_event(
        record,
        action=kind.action,
        operation=kind.operation,
        server=host_name(record.computer),
        zone=zone_name(fields.meaning("zone")),
        key_guid=key_guid(fields.meaning("key_guid")),
        key_role=role,
        detail=_detail(kind, fields, role),
        matches=_codes(record, kind, fields),
    )


def _audit_action(kind: EventKind, fields: Fields) -> Action:
    """The table's action; of the many settings of event 541 only some are about logging."""
    if kind.action is Action.LOGGING_CHANGED and (fields.get("Setting") or "").lower() not in _logging():
        return Action.OTHER
    return kind.action


def _detail(kind: EventKind, fields: Fields, role: KeyRole | None) -> dict[str, str | None]:
    """The values that are no identity, under the table's names; a stage also by its known name."""
    detail = {name: fields.get(name) for name in _no_identities(kind.log, kind.event_id)}
    for name in KEY_MASTERS:
        if name in detail:
            detail[name] = host_name(detail[name])
    if found := stage_status(detail.get("stage"), role):
        detail["status"] = found.powershell
    return detail


def _codes(record: Record, kind: EventKind, fields: Fields) -> tuple[Match, ...]:
    """The code of an event: in its Binary, in an insert, or in what is left of it, its message."""
    found = detect_binary(record.binary, kind.code_in)
    if kind.code_in.startswith("param"):
        insert = kind.fields[int(kind.code_in.removeprefix("param")) - 1]
        found = detect_insert(fields.get(insert))
        if found is None and not record.fields:
            return one_per_failure(detect_text(record.message or ""))
    return (found,) if found else ()


@cache
def _no_identities(log: str, event_id: int) -> tuple[str, ...]:
    """The names of an event's data that are no identity."""
    kind = event_kind(log, event_id)
    return tuple(name for name in (kind.fields if kind else ()) if name.lower() not in _identities())


@cache
def _identities() -> frozenset[str]:
    return frozenset(name for what in ("zone", "key_guid", "key_role") for name in spellings(what)) | {
        "skd_guid"
    }


@cache
def _logging() -> frozenset[str]:
    return frozenset(r["setting"].lower() for r in rows("logging_settings"))
