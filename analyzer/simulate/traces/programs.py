"""What Windows logs of programs: the Task Scheduler's history, and processes that start and exit."""

from __future__ import annotations

from datetime import datetime, timedelta

from analyzer.simulate.entry import Entry
from analyzer.simulate.hosts import AUDITING, SECURITY_CHANNEL, TASKS, TASKS_CHANNEL
from analyzer.simulate.sessions import Process
from analyzer.simulate.world import SYSTEM, Actor

FACILITY_WIN32 = 0x80070000
AUDIT_SUCCESS = 0x8020000000000000
TASK_KEYWORDS = 0x8000000000000000
TASK_ENGINE = 3272
"""The process of the Task Scheduler service itself."""

Data = tuple[tuple[str, str], ...]
_TASK_EVENTS = {129: ("CreatedTaskProcess", 0, 0), 200: ("ActionStart", 1, 1), 201: ("ActionSuccess", 2, 2)}
"""Name of the EventData, version, opcode."""

_AUDIT_EVENTS = {4688: (13312, 2), 4689: (13313, 0)}
"""Task, version."""


def task_started(process: Process, task: str, instance: str, time: datetime) -> list[Entry]:
    """Events 129 and 200: a task's process was created, its action started."""
    created = (
        ("TaskName", task),
        ("Path", process.program),
        ("ProcessID", str(process.process_id)),
        ("Priority", "16384"),
    )
    started = (
        ("TaskName", task),
        ("ActionName", process.program),
        ("TaskInstanceId", f"{{{instance}}}"),
        ("EnginePID", str(process.process_id)),
    )
    later = time + timedelta(milliseconds=1)
    return [_task(process, 129, created, time), _task(process, 200, started, later)]


def task_ended(process: Process, task: str, instance: str, exit_code: int, time: datetime) -> Entry:
    """Event 201: the action ended; an exit code other than 0 prints as an HRESULT, unsigned decimal."""
    data = (
        ("TaskName", task),
        ("TaskInstanceId", f"{{{instance}}}"),
        ("ActionName", process.program),
        ("ResultCode", str(FACILITY_WIN32 | exit_code if exit_code else 0)),
        ("EnginePID", str(process.process_id)),
    )
    return _task(process, 201, data, time)


def process_started(process: Process, time: datetime) -> Entry:
    """Event 4688, with the command line, which needs a policy of its own."""
    data = (
        *_subject(process.actor),
        ("NewProcessId", hex(process.process_id)),
        ("NewProcessName", process.program),
        ("TokenElevationType", "%%1936"),
        ("ProcessId", "0x3a8"),
        ("CommandLine", process.command_line),
        ("TargetUserSid", "S-1-0-0"),
        ("TargetUserName", "-"),
        ("TargetDomainName", "-"),
        ("TargetLogonId", "0x0"),
        ("ParentProcessName", r"C:\Windows\System32\svchost.exe"),
        ("MandatoryLabel", "S-1-16-12288"),
    )
    return _audited(process, 4688, data, time)


def process_ended(process: Process, exit_code: int, time: datetime) -> Entry:
    """Event 4689: the exit status is in hexadecimal."""
    data = (
        *_subject(process.actor),
        ("Status", hex(exit_code)),
        ("ProcessId", hex(process.process_id)),
        ("ProcessName", process.program),
    )
    return _audited(process, 4689, data, time)


def _subject(actor: Actor) -> Data:
    domain, _, name = actor.name.partition("\\")
    return (
        ("SubjectUserSid", actor.sid),
        ("SubjectUserName", name),
        ("SubjectDomainName", domain),
        ("SubjectLogonId", hex(0x30000 + sum(actor.sid.encode()))),
    )


def _task(process: Process, event_id: int, data: Data, time: datetime) -> Entry:
    name, version, opcode = _TASK_EVENTS[event_id]
    return Entry(
        host=process.host.computer,
        channel=TASKS_CHANNEL,
        provider=TASKS,
        event_id=event_id,
        time=time,
        record_id=0,
        data=data,
        event_name=name,
        version=version,
        task=event_id,
        opcode=opcode,
        keywords=TASK_KEYWORDS,
        process_id=TASK_ENGINE,
        thread_id=18800,
        user=SYSTEM.sid,
        message=_lines(data),
    )


def _audited(process: Process, event_id: int, data: Data, time: datetime) -> Entry:
    task, version = _AUDIT_EVENTS[event_id]
    return Entry(
        host=process.host.computer,
        channel=SECURITY_CHANNEL,
        provider=AUDITING,
        event_id=event_id,
        time=time,
        record_id=0,
        data=data,
        version=version,
        level=0,
        task=task,
        keywords=AUDIT_SUCCESS,
        process_id=4,
        thread_id=3956,
        message=_lines(data),
    )


def _lines(data: Data) -> str:
    return "\r\n".join(f"{name}: {value}" for name, value in data)
