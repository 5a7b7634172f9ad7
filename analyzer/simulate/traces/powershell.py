"""What PowerShell logs of a cmdlet of the DnsServer module on its caller's host.

4100 is always logged where an error ends the command, and shows the number.  4103 and
the classic 800 need module logging, and print the error without its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from analyzer.simulate.entry import Entry
from analyzer.simulate.hosts import (
    OLD_POWERSHELL,
    OLD_POWERSHELL_CHANNEL,
    POWERSHELL,
    POWERSHELL_CHANNEL,
    PWSH,
    PWSH_CHANNEL,
)
from analyzer.simulate.operations import ADD, INVOKE, REMOVE, RESET, SET, SIGN, STEP, UNSIGN, Request
from analyzer.simulate.sessions import Session

_DOING = {
    INVOKE: "roll over signing key",
    STEP: "step the rollover of signing key",
    SET: "set the properties of signing key",
    REMOVE: "remove signing key",
    ADD: "add a signing key",
    SIGN: "sign",
    UNSIGN: "unsign",
    RESET: "reset the key master role",
}
OLD_KEYWORDS = 0x80000000000000


def error_text(request: Request) -> str:
    """The sentence of the module: English, without the number (its true wording was never seen)."""
    doing = _DOING.get(request.operation, "change the rollover of signing key")
    key = f" {request.guid} in" if request.guid else " in"
    return f"Failed to {doing}{key} zone {request.zone} on server {request.server}."


def terminating_error(session: Session, request: Request, code: int, time: datetime) -> Entry:
    """Event 4100: an error that ended the command, with its number in the error id."""
    payload = (
        f"Error Message = {error_text(request)}\r\n"
        f"Fully Qualified Error ID = WIN32 {code},{request.operation}\r\n"
    )
    return _operational(session, request, 4100, time, payload)


def pipeline_details(
    session: Session, request: Request, time: datetime, *, failed: bool
) -> tuple[Entry, ...]:
    """Events 4103 and 800: the command, its parameters, and its error without a number; 7 has no 800."""
    payload = _payload(request, failed, session.stops)
    details = _operational(session, request, 4103, time, payload)
    if session.core:
        return (details,)
    old = Entry(
        host=session.process.host.computer,
        channel=OLD_POWERSHELL_CHANNEL,
        provider=OLD_POWERSHELL,
        event_id=800,
        time=time + timedelta(milliseconds=2),
        record_id=0,
        data=(
            (None, command(request)),
            (None, _old_context(session, request)),
            (None, payload),
        ),
        level=4,
        task=8,
        keywords=OLD_KEYWORDS,
        qualifiers=0,
        message=f"Pipeline execution details for command line: {command(request)}.\r\n\r\n{payload}",
    )
    return details, old


def script_block(session: Session, text: str, block_id: str, time: datetime) -> Entry:
    """Event 4104: the text of a script, as it was compiled."""
    return Entry(
        host=session.process.host.computer,
        channel=POWERSHELL_CHANNEL,
        provider=POWERSHELL,
        event_id=4104,
        time=time,
        record_id=0,
        data=(
            ("MessageNumber", "1"),
            ("MessageTotal", "1"),
            ("ScriptBlockText", text),
            ("ScriptBlockId", block_id),
            ("Path", session.script),
        ),
        version=1,
        level=3,
        task=2,
        opcode=15,
        process_id=session.process.process_id,
        thread_id=session.thread_id,
        user=session.process.actor.sid,
        message=f"Creating Scriptblock text (1 of 1):\r\n{text}",
    )


def command(request: Request) -> str:
    """The command as somebody would type it."""
    words = [request.operation]
    words += [f"-{name} {value}" for name, value in _bindings(request)]
    return " ".join(words).replace(" True", "")


def _operational(session: Session, request: Request, event_id: int, time: datetime, payload: str) -> Entry:
    failed = event_id == 4100
    context = _context(session, request, "Warning" if failed else "Informational")
    return Entry(
        host=session.process.host.computer,
        channel=PWSH_CHANNEL if session.core else POWERSHELL_CHANNEL,
        provider=PWSH if session.core else POWERSHELL,
        event_id=event_id,
        time=time,
        record_id=0,
        data=(("ContextInfo", context), ("UserData", ""), ("Payload", payload)),
        version=1,
        level=3 if failed else 4,
        task=106,
        opcode=19 if failed else 20,
        process_id=session.process.process_id,
        thread_id=session.thread_id,
        user=session.process.actor.sid,
        message=f"{payload}\r\n\r\nContext:\r\n{context}\r\n\r\nUser Data:\r\n\r\n",
    )


def _payload(request: Request, failed: bool, stops: bool) -> str:
    name = request.operation
    lines = [f'CommandInvocation({name}): "{name}"']
    lines += [f'ParameterBinding({name}): name="{n}"; value="{v}"' for n, v in _bindings(request)]
    if failed:
        kind = "TerminatingError" if stops else "NonTerminatingError"
        lines.append(f'{kind}({name}): "{error_text(request)}"')
    return "\r\n".join(lines) + "\r\n"


def _bindings(request: Request) -> list[tuple[str, str]]:
    named = [("ZoneName", request.zone)]
    if request.guid:
        named.append(("KeyId", request.guid))
    named += [(name, _value(value)) for name, value in _given(request.parameters)]
    return [*named, ("ComputerName", request.server), ("Force", "True")]


def _given(parameters: Mapping[str, Any]) -> list[tuple[str, Any]]:
    names = {"KSK": "KeySigningKey", "ZSK": "ZoneSigningKey"}
    return [(n, names.get(v, v) if n == "Type" else v) for n, v in parameters.items()]


def _value(value: object) -> str:
    """A parameter's value as PowerShell prints it: spans as `d.hh:mm:ss`."""
    if isinstance(value, timedelta):
        hours, rest = divmod(value.seconds, 3600)
        return f"{value.days}.{hours:02}:{rest // 60:02}:{rest % 60:02}"
    return str(value)


def _context(session: Session, request: Request, severity: str) -> str:
    facts = (
        ("Severity", severity),
        ("Host Name", "ConsoleHost"),
        ("Host Version", session.version),
        ("Host ID", session.host_id),
        ("Host Application", session.process.command_line),
        ("Engine Version", session.version),
        ("Runspace ID", session.runspace_id),
        ("Pipeline ID", str(session.pipeline)),
        ("Command Name", request.operation),
        ("Command Type", "Function"),
        ("Script Name", session.script),
        ("Command Path", ""),
        ("Sequence Number", str(session.sequence)),
        ("User", session.process.actor.name),
        ("Connected User", ""),
        ("Shell ID", "Microsoft.PowerShell"),
    )
    return "".join(f"        {name} = {value}\r\n" for name, value in facts)


def _old_context(session: Session, request: Request) -> str:
    return (
        "\tDetailSequence=1\r\n\tDetailTotal=1\r\n\r\n"
        f"\tSequenceNumber={session.sequence + 1}\r\n\r\n"
        f"\tUserId={session.process.actor.name}\r\n\tHostName=ConsoleHost\r\n\tHostVersion={session.version}\r\n"
        f"\tHostId={session.host_id}\r\n\tHostApplication={session.process.command_line}\r\n"
        f"\tEngineVersion={session.version}\r\n\tRunspaceId={session.runspace_id}\r\n"
        f"\tPipelineId={session.pipeline}\r\n\tScriptName={session.script}\r\n"
        f"\tCommandLine={command(request)}"
    )
