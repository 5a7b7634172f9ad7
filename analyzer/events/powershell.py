"""PowerShell's own log: errors that ended a command (4100), pipelines (4103), scripts (4104).

Only 4100 prints an error with its number.  A script block is a text that somebody wrote:
codes in it are mentioned, not met.
"""

from __future__ import annotations

import re

from analyzer.events.codes import detect_text, one_per_failure
from analyzer.events.commands import LOCAL, Command, target_of
from analyzer.events.context import Context, read_context
from analyzer.events.evidence import make_event, tells_of_keys
from analyzer.events.fields import name_fields
from analyzer.events.identity import actor_name, host_name, key_guids, zone_name
from analyzer.events.pipelines import CLIENT_SIDE, is_of_dns_server, pipeline_event, run_detail
from analyzer.events.typed import typed_commands
from analyzer.knowledge import operation
from analyzer.model import Action, Event, Record

_FIELDS = ("ContextInfo", "UserData", "Payload")
_SCRIPT_FIELDS = ("MessageNumber", "MessageTotal", "ScriptBlockText", "ScriptBlockId", "Path")
_SOURCE_LINE = re.compile(r"^[^\S\n]*+\+ .*$", re.MULTILINE)
"""A line of a script, as an error shows where it happened."""

_ID_CMDLET = re.compile(r",\s?([A-Za-z]+-[A-Za-z]\w*)")
_TARGET = re.compile(
    r"\bzon\w*\s+[\"'„“«]?(?!(?:is|was|ist|est)\b)(?P<zone>[\w.-]+)[\"'“”»]?\s+"
    r"(?:on|auf|sur|en|su)\s+(?:\w{2,3}\s+)?(?:dns[- ])?ser\w+\s+[\"'„“«]?(?P<server>[\w.-]*\w)",
    re.IGNORECASE,
)
"""The zone and server of a sentence such as `Failed to … zone a.example on server DC1.`"""


def interpret_powershell(record: Record) -> Event | None:
    """An event of PowerShell's operational channel, of Windows' own or of PowerShell 7."""
    match record.event_id:
        case 4100:
            return _terminating_error(record)
        case 4103:
            context, payload = _read(record)
            return pipeline_event(record, context, payload)
        case 4104:
            return _script_block(record)
    return None


def _read(record: Record) -> tuple[Context, str]:
    """The context and the payload, from the data or from what is left of them, the message."""
    data = name_fields(record, _FIELDS)
    message = record.message or ""
    told = data.get("ContextInfo")
    context = read_context(told or message)
    return context, data.get("Payload") or (message if told else message[: context.start])


def _terminating_error(record: Record) -> Event | None:
    context, payload = _read(record)
    source = "\n".join(_SOURCE_LINE.findall(payload))
    text = _SOURCE_LINE.sub("", payload)
    matches = one_per_failure(detect_text(text))
    named = [m.cmdlet for m in matches] + _ID_CMDLET.findall(text)[::-1] + [context.cmdlet]
    given = [name for name in named if name]
    cmdlet = next((n for n in given if operation(n)), None) or next(filter(is_of_dns_server, given), None)
    known = operation(cmdlet or "")
    counts = bool(matches) and (cmdlet is not None or tells_of_keys(matches))
    command = _target(text, context, known.cmdlet) if known else None
    event = make_event(
        record,
        action=Action.ATTEMPT if known or tells_of_keys(matches) else Action.OTHER,
        operation=known.cmdlet if known else cmdlet,
        outcome="failed" if known or counts else None,
        **target_of(command, record.computer),
        actor=context.user or actor_name(record.user),
        session=context.session,
        detail=run_detail(record, context, command) | {"error": " ".join(text.split())},
        matches=matches if counts else (),
        mentions={"script text": source, CLIENT_SIDE: None if counts else text},
    )
    return event if known or counts or event.sightings else None


def _target(text: str, context: Context, cmdlet: str) -> Command:
    """What the failed command was about: as the command line of its process says, else as the error does."""
    typed = [c for c in typed_commands(context.application or "") if c.operation == cmdlet]
    if len(typed) == 1:
        return typed[0]
    told = _TARGET.search(text)
    server = told["server"] if told else None
    is_local = server is not None and server.lower() in LOCAL
    return Command(
        operation=cmdlet,
        zone=zone_name(told["zone"]) if told else None,
        key_guids=key_guids(text),
        server=None if is_local else host_name(server),
        is_local=is_local,
    )


def _script_block(record: Record) -> Event | None:
    data = name_fields(record, _SCRIPT_FIELDS)
    text = data.get("ScriptBlockText") or record.message or ""
    if not detect_text(text):
        return None
    return make_event(
        record,
        actor=actor_name(record.user),
        detail={"script": data.get("Path"), "pid": str(record.process_id) if record.process_id else None},
        mentions={"script text": text},
    )
