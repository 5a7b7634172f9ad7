"""Windows' security log: programs that start (4688) and end (4689), tasks that are made (4698).

Only those count that run an operation on keys, or end with a DNS error.
"""

from __future__ import annotations

import html
import ntpath
import re

from analyzer.events.commands import target_of
from analyzer.events.evidence import make_event
from analyzer.events.fields import Fields, name_fields, named_in
from analyzer.events.identity import account, actor_name
from analyzer.events.typed import script_of, typed_commands
from analyzer.events.values import detect_result, read_number
from analyzer.model import Action, Event, Record

DNSCMD = "dnscmd.exe"
POWERSHELL = frozenset({"powershell.exe", "pwsh.exe", "powershell_ise.exe"})
SCRIPTED = POWERSHELL | {"cscript.exe", "wscript.exe", "python.exe", "pythonw.exe", "perl.exe"}
"""Programs that end with what a script tells them to.

Not `cmd.exe`: it repeats how the program ended that it started, which is logged itself.
"""

_SUBJECT = ("SubjectUserSid", "SubjectUserName", "SubjectDomainName", "SubjectLogonId")
_NAMES = {
    4688: (
        *_SUBJECT,
        *("NewProcessId", "NewProcessName", "TokenElevationType", "ProcessId", "CommandLine"),
        *("TargetUserSid", "TargetUserName", "TargetDomainName", "TargetLogonId", "ParentProcessName"),
        "MandatoryLabel",
    ),
    4689: (*_SUBJECT, "Status", "ProcessId", "ProcessName"),
    4698: (*_SUBJECT, "TaskName", "TaskContent"),
}
"""The names of the data in their order, for forms that give them by place."""

_LABELS = {
    "New Process ID": "NewProcessId",
    "New Process Name": "NewProcessName",
    "Process Command Line": "CommandLine",
    "Creator Process ID": "ProcessId",
    "Process ID": "ProcessId",
    "Process Name": "ProcessName",
    "Exit Status": "Status",
    "Task Name": "TaskName",
    "Account Name": "SubjectUserName",
    "Account Domain": "SubjectDomainName",
}
_LABELLED = re.compile(rf"^[^\S\n]*+({'|'.join(_LABELS)}):(.*)$", re.MULTILINE)


def interpret_security(record: Record) -> Event | None:
    """An event of the security log about a program or task that acts on keys."""
    message = record.message or ""
    listed = named_in(message, "SubjectUserSid") or _from_message(message)
    data = name_fields(record, _NAMES.get(record.event_id, ())) if record.fields else Fields(listed)
    match record.event_id:
        case 4688:
            return _process_started(record, data)
        case 4689:
            return _process_ended(record, data)
        case 4698:
            return _task_made(record, data)
    return None


def _from_message(message: str) -> dict[str, str]:
    """The values of an English message by the names of the data; of each label the first."""
    return {_LABELS[label]: value.strip() for label, value in reversed(_LABELLED.findall(message))}


def _process_started(record: Record, data: Fields) -> Event | None:
    """A program that runs an operation itself, not one that only starts such a program."""
    line = data.get("CommandLine") or ""
    program = _program(data.get("NewProcessName"))
    commands = typed_commands(line) if program == DNSCMD or program in POWERSHELL else []
    if not commands:
        return None
    command = commands[0]
    pid = read_number(data.get("NewProcessId"))
    return make_event(
        record,
        action=Action.ATTEMPT,
        operation=command.operation,
        **target_of(command, record.computer),
        actor=_who(data),
        session=f"pid:{pid}" if pid else None,
        detail={
            "pid": str(pid) if pid else None,
            "sid": _sid(data),
            "parent": str(parent) if (parent := read_number(data.get("ProcessId"))) else None,
            "process": program,
            "script": script_of(line),
            "command": line,
            "keys": " ".join(command.key_guids),
        },
    )


def _process_ended(record: Record, data: Fields) -> Event | None:
    program = _program(data.get("ProcessName"))
    if program != DNSCMD and program not in SCRIPTED:
        return None
    code = detect_result(data.get("Status"), "exit-status", "high" if program == DNSCMD else "medium")
    if code is None:
        return None
    pid = read_number(data.get("ProcessId"))
    return make_event(
        record,
        action=Action.ATTEMPT,
        outcome="failed",
        actor=_who(data),
        session=f"pid:{pid}" if pid else None,
        detail={
            "pid": str(pid) if pid else None,
            "sid": _sid(data),
            "process": program,
            "result": data.get("Status"),
        },
        matches=[code],
    )


def _task_made(record: Record, data: Fields) -> Event | None:
    """A task that will act on keys: no try yet, so it has no operation of its own."""
    definition = html.unescape(data.get("TaskContent") or "")
    actions = re.findall(r"<(?:Command|Arguments)>([^<]*+)</", definition)
    commands = typed_commands(" ".join(a.strip() for a in actions))
    command = commands[0] if commands else None
    event = make_event(
        record,
        **target_of(command, record.computer),
        actor=_who(data),
        detail={
            "task": data.get("TaskName"),
            "script": script_of(" ".join(actions)),
            "runs": command.operation if command else None,
        },
        mentions={"definition of a task": definition},
    )
    return event if command or event.sightings else None


def _who(data: Fields) -> str | None:
    """The account; where another one was given to a new process, that one."""
    return (
        account(data.get("TargetDomainName"), data.get("TargetUserName"))
        or account(data.get("SubjectDomainName"), data.get("SubjectUserName"))
        or actor_name(data.get("SubjectUserSid"))
    )


def _sid(data: Fields) -> str | None:
    """The SID of the same account."""
    other = account(data.get("TargetDomainName"), data.get("TargetUserName"))
    return actor_name(data.get("TargetUserSid" if other else "SubjectUserSid"))


def _program(path: str | None) -> str | None:
    return ntpath.basename(path or "").lower() or None
