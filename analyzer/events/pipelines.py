"""Pipelines as PowerShell's module logging tells of them: event 4103, and the classic 800.

Both print an error without its number, so a failed operation on keys has no code here.
That no error is printed does not say that all went well: an error that ended the
command is event 4100.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyzer.events.codes import Match, detect_text, one_per_failure
from analyzer.events.commands import Command, bound_command, target_of
from analyzer.events.context import Context, read_context
from analyzer.events.evidence import make_event, tells_of_keys
from analyzer.events.fields import name_fields
from analyzer.events.identity import actor_name
from analyzer.events.payload import Entry, read_payload
from analyzer.events.typed import typed_commands
from analyzer.knowledge import operation
from analyzer.model import Action, Event, Record

CLIENT_SIDE = "error of another command"
"""Why a code in an error of a command that is not the DNS server's is only a mention."""

_OLD_FIELDS = ("command", "context", "details")


def interpret_classic_powershell(record: Record) -> Event | None:
    """Event 800 of the classic channel `Windows PowerShell`; its other events tell of no command."""
    if record.event_id != 800:
        return None
    data = name_fields(record, _OLD_FIELDS)
    told, message = data.get("context"), record.message or ""
    context = read_context(told or message)
    line = data.get("command") if told else None
    context = replace(context, command=line or context.command)
    return pipeline_event(record, context, data.get("details") or message)


def pipeline_event(record: Record, context: Context, payload: str) -> Event | None:
    """The event of a pipeline that runs an operation on keys, or in which a code is met or mentioned."""
    entries = read_payload(payload)
    name = _operation_in(entries)
    own = [e for e in entries if name and e.command.lower() == name.lower()]
    command = _command(name, own, context) if name else None
    matches, others = _errors(entries)
    tried = operation(name) if name and command else None
    failed = tried is not None and any(e.kind == "error" for e in own)
    event = make_event(
        record,
        action=Action.ATTEMPT if tried or tells_of_keys(matches) else Action.OTHER,
        operation=tried.cmdlet if tried else _server_cmdlet(entries),
        outcome="failed" if failed or matches else None,
        **target_of(command, record.computer),
        actor=context.user or actor_name(record.user),
        session=context.session,
        detail=run_detail(record, context, command)
        | {"error": next((e.text for e in own if e.kind == "error"), None)},
        matches=matches,
        mentions={
            "value of a parameter": "\n".join(e.text for e in entries if e.kind == "parameter"),
            CLIENT_SIDE: others,
        },
    )
    return event if tried or matches or event.sightings else None


def run_detail(record: Record, context: Context, command: Command | None) -> dict[str, str | None]:
    """What ran, as which process and account; and all keys that the command names."""
    return {
        "script": context.script,
        "process": context.program,
        "pid": str(record.process_id) if record.process_id else None,
        "sid": None if context.is_for_another else actor_name(record.user),
        "keys": " ".join(command.key_guids) if command else None,
    }


def is_of_dns_server(cmdlet: str) -> bool:
    """Whether a cmdlet is one of the DnsServer module's."""
    return "-dnsserver" in cmdlet.lower()


def _operation_in(entries: Sequence[Entry]) -> str | None:
    """The operation on keys that failed, else the first that was run."""
    tried = [e for e in entries if operation(e.command)]
    return next((e.command for e in [*(e for e in tried if e.kind == "error"), *tried]), None)


def _server_cmdlet(entries: Sequence[Entry]) -> str | None:
    """The cmdlet of the DNS server's module that failed, where it is no operation on keys."""
    failed = (e.command for e in entries if e.kind == "error" and is_of_dns_server(e.command))
    return next((name for name in failed if not operation(name)), None)


def _command(name: str, own: Sequence[Entry], context: Context) -> Command | None:
    """The operation as it was bound, with what only the line tells; None where it was only rehearsed."""
    bindings = [(e.name, e.text) for e in own if e.kind == "parameter"]
    typed = [c for c in typed_commands(context.command or "") if c.operation.lower() == name.lower()]
    if not bindings:
        return typed[0] if len(typed) == 1 else Command(operation=name)
    bound = bound_command(name, bindings)
    if bound is None or len(typed) != 1:
        return bound
    return replace(
        bound,
        zone=bound.zone or typed[0].zone,
        key_guids=bound.key_guids or typed[0].key_guids,
        key_role=bound.key_role or typed[0].key_role,
    )


def _errors(entries: Sequence[Entry]) -> tuple[tuple[Match, ...], str]:
    """Codes met in errors of the DNS server's cmdlets, or about keys; and the texts of all other errors."""
    met: list[Match] = []
    others: list[str] = []
    for entry in entries:
        if entry.kind == "error":
            found = one_per_failure(detect_text(entry.text))
            if is_of_dns_server(entry.command) or tells_of_keys(found):
                met.extend(found)
            else:
                others.append(entry.text)
    return tuple({m.name: m for m in reversed(met)}.values()), "\n".join(others)
