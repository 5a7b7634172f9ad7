"""The Task Scheduler's history: which task ran as which process, and how its action ended."""

from __future__ import annotations

import re

from analyzer.events.evidence import make_event
from analyzer.events.fields import Fields, name_fields, named_in
from analyzer.events.identity import actor_name
from analyzer.events.values import detect_result, read_number
from analyzer.model import Action, Event, Record

_FIELDS = {
    129: ("TaskName", "Path", "ProcessID", "Priority"),
    200: ("TaskName", "ActionName", "TaskInstanceId", "EnginePID"),
    201: ("TaskName", "TaskInstanceId", "ActionName", "ResultCode", "EnginePID"),
}

_TASK = re.compile(r"[\"„“«]\s?(\\[^\"”“»]{1,400}?)\s?[\"”“»]")
_INSTANCE = re.compile(r"\{[0-9a-f-]{36}\}", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"(0x[0-9a-f]+|-?[0-9]+)[^0-9]*$", re.IGNORECASE)


def interpret_task(record: Record) -> Event | None:
    """A task's process was created (129), its action started (200) or ended (201, with its result).

    The scheduler prints what a program exits with as an HRESULT: 9116 as 2147951516.
    """
    names = _FIELDS.get(record.event_id)
    if names is None:
        return None
    data = name_fields(record, names) if record.fields else _from_message(record)
    code = detect_result(data.get("ResultCode"), "task-result", "medium")
    instance = (data.get("TaskInstanceId") or "").strip("{}").lower()
    process = read_number(data.get("ProcessID") or data.get("EnginePID"))
    return make_event(
        record,
        action=Action.TASK_RAN,
        outcome="failed" if code else None,
        actor=actor_name(data.get("UserContext") or data.get("UserName")),
        session=f"task:{instance}" if instance else None,
        detail={
            "task": data.get("TaskName"),
            "pid": str(process) if process else None,
            "process": data.get("ActionName") or data.get("Path"),
            "result": data.get("ResultCode"),
        },
        matches=[code] if code else [],
    )


def _from_message(record: Record) -> Fields:
    """What a message in any language shows: a task's path begins with a backslash, the number comes last."""
    message = record.message or ""
    if named := named_in(message, "TaskName"):
        return Fields(named)
    task, instance, number = (p.search(message) for p in (_TASK, _INSTANCE, _LAST_NUMBER))
    found = {"TaskName": task[1] if task else "", "TaskInstanceId": instance[0] if instance else ""}
    last = {129: "ProcessID", 201: "ResultCode"}.get(record.event_id)
    return Fields(found | ({last: number[1]} if last and number else {}))
