"""What the DNS server itself logs: its audit channel, and the classic channel `DNS Server`.

The audit channel tells only of what succeeded, and who did it.  Codes stand in the
classic channel, where the table of its events says that they do, and nowhere else: the
Binary of many events is a packet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from analyzer.events.codes import Match, detect_text, one_per_failure
from analyzer.events.evidence import make_event
from analyzer.events.fields import folded, from_message, names_given, spellings
from analyzer.events.hosts import KEY_MASTERS
from analyzer.events.identity import actor_name, host_name, key_role, zone_name
from analyzer.events.stages import stage_status
from analyzer.events.texts import first_value, key_guid, picked
from analyzer.events.values import detect_binary, detect_insert
from analyzer.knowledge import EventKind, event_kind, operation
from analyzer.knowledge.tables import rows
from analyzer.model import Action, Event, KeyRole, Outcome, Record


@dataclass(frozen=True, slots=True)
class _Plan:
    """Under which names the records of one event keep what they tell: best first, none for what is not there.

    `detail` are the values that are no identity, by the table's names; the `action` of
    one whose `is_setting` depends on what was set.
    """

    kind: EventKind
    action: Action
    is_setting: bool
    outcome: Outcome | None
    zone: tuple[str, ...]
    key_guid: tuple[str, ...]
    key_role: tuple[str, ...]
    detail: tuple[tuple[str, str], ...]
    key_masters: tuple[str, ...]
    record_data: tuple[str, ...]
    insert: tuple[str, ...]


def interpret_audit(record: Record) -> Event | None:
    """An event of the audit channel: an operation that succeeded, with the account that asked for it."""
    read = _read("audit", record)
    if read is None:
        return None
    plan, values = read
    kind = plan.kind
    role = key_role(first_value(values, plan.key_role))
    detail = _detail(plan, values, role)
    return make_event(
        record,
        action=_of_setting(detail) if plan.is_setting else plan.action,
        operation=kind.operation,
        outcome=plan.outcome,
        server=host_name(record.computer),
        zone=zone_name(first_value(values, plan.zone)),
        key_guid=key_guid(first_value(values, plan.key_guid)),
        key_role=role,
        actor=actor_name(record.user),
        detail=detail,
        mentions={"record data": first_value(values, plan.record_data)} if plan.record_data else None,
    )


def interpret_classic(record: Record) -> Event | None:
    """An event of the classic channel, with its code where it has one; the server acts by itself."""
    read = _read("classic", record)
    if read is None:
        return None
    plan, values = read
    kind = plan.kind
    role = kind.role or key_role(first_value(values, plan.key_role))
    return make_event(
        record,
        action=kind.action,
        operation=kind.operation,
        server=host_name(record.computer),
        zone=zone_name(first_value(values, plan.zone)),
        key_guid=key_guid(first_value(values, plan.key_guid)),
        key_role=role,
        detail=_detail(plan, values, role),
        matches=_codes(record, plan, values),
    )


def _read(log: str, record: Record) -> tuple[_Plan, dict[str, str]] | None:
    """The data of a record and where in them is what; of a record without data, those that its message tells.

    The table's patterns of messages are English.
    """
    values = record.fields
    plan = _plan(log, record.event_id, tuple(values))
    if plan and plan.kind.message and not values:
        values = from_message(record.message or "", plan.kind.message)
        plan = _plan(log, record.event_id, tuple(values))
    return (plan, values) if plan else None


def _of_setting(detail: dict[str, str | None]) -> Action:
    """The action of event 541: of the many settings only some are about logging."""
    is_logging = (detail.get("Setting") or "").lower() in _logging()
    return Action.LOGGING_CHANGED if is_logging else Action.OTHER


def _detail(plan: _Plan, values: dict[str, str], role: KeyRole | None) -> dict[str, str | None]:
    """The values that are no identity, under the table's names; a stage also by its known name."""
    detail = picked(values, plan.detail)
    for name in plan.key_masters:
        if name in detail:
            detail[name] = host_name(detail[name])
    if "stage" in detail and (found := stage_status(detail["stage"], role)):
        detail["status"] = found.powershell
    return detail


def _codes(record: Record, plan: _Plan, values: dict[str, str]) -> tuple[Match, ...]:
    """The code of an event: in its Binary, in an insert, or in what is left of it, its message."""
    code_in = plan.kind.code_in
    found = detect_binary(record.binary, code_in)
    if code_in.startswith("param"):
        found = detect_insert(first_value(values, plan.insert))
        if found is None and not record.fields:
            return one_per_failure(detect_text(record.message or ""))
    return (found,) if found else ()


# Logs use few names, again and again.
@lru_cache(4096)
def _plan(log: str, event_id: int, names: tuple[str, ...]) -> _Plan | None:
    """The plan of an event with data of these names; None for an event that the table does not know."""
    kind = event_kind(log, event_id)
    if kind is None:
        return None
    given = names_given(names, kind.fields)

    def under(*spelt: str) -> tuple[str, ...]:
        return tuple(given[name] for name in map(folded, spelt) if name in given)

    others = [name for name in kind.fields if name.lower() not in _identities() and under(name)]
    place = kind.code_in.removeprefix("param")
    return _Plan(
        kind=kind,
        action=kind.action,
        is_setting=kind.action is Action.LOGGING_CHANGED,
        outcome="succeeded" if operation(kind.operation or "") else None,
        zone=under(*spellings("zone")),
        key_guid=under(*spellings("key_guid")),
        key_role=under(*spellings("key_role")),
        detail=tuple((name, given[folded(name)]) for name in others),
        key_masters=tuple(name for name in others if name in KEY_MASTERS),
        record_data=under("RDATA"),
        insert=under(kind.fields[int(place) - 1]) if place.isdigit() else (),
    )


@cache
def _identities() -> frozenset[str]:
    return frozenset(name for what in ("zone", "key_guid", "key_role") for name in spellings(what)) | {
        "skd_guid"
    }


@cache
def _logging() -> frozenset[str]:
    return frozenset(r["setting"].lower() for r in rows("logging_settings"))
