"""Wazuh's eventchannel decoder: fields under `win.system` and `win.eventdata`, in camel case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.json_lines import write_lines
from analyzer.simulate.entry import Entry

_SEVERITIES = {1: "CRITICAL", 2: "ERROR", 3: "WARNING", 4: "INFORMATION", 5: "VERBOSE"}


def write(stream: BinaryIO, entries: Iterable[Entry], *, binary: bool = False) -> None:
    """Write the entries; loses the user, qualifiers, values that are empty or `-`, and spaces at their end.

    Binary is lost unless `binary` is set: the decoder's public source keeps it, what
    was seen of its output did not.  Data without names become one text.
    """
    write_lines(stream, (_record(entry, binary) for entry in entries))


def _record(entry: Entry, binary: bool) -> dict[str, Any]:
    win: dict[str, Any] = {"system": _system(entry)}
    data = {_camel(name): value.rstrip() for name, value in entry.data if name and _told(value)}
    unnamed = [value.rstrip() for name, value in entry.data if name is None and _told(value)]
    if binary and entry.binary:
        data["binary"] = entry.binary.hex().upper()
    if unnamed:
        data["data"] = ", ".join(unnamed)
    if data:
        win[_camel(entry.user_data) if entry.user_data else "eventdata"] = data
    return {"win": win}


def _system(entry: Entry) -> dict[str, str]:
    fields = {
        "providerName": entry.provider.name,
        "providerGuid": words.braced(entry.provider.guid),
        "eventSourceName": entry.provider.source_name or "",
        "eventID": str(entry.event_id),
        "version": str(entry.version),
        "level": str(entry.level),
        "task": str(entry.task),
        "opcode": str(entry.opcode),
        "keywords": hex(entry.keywords),
        "systemTime": times.utc(entry.time, 7),
        "eventRecordID": str(entry.record_id),
        "processID": str(entry.process_id),
        "threadID": str(entry.thread_id),
        "channel": entry.channel,
        "computer": entry.host,
        "severityValue": _severity(entry),
        "message": f'"{entry.message.rstrip()}"' if entry.message else "",
    }
    return {name: text for name, text in fields.items() if text}


def _severity(entry: Entry) -> str:
    if entry.level == 0 and entry.keywords & words.AUDIT_FAILURE:
        return "AUDIT_FAILURE"
    if entry.level == 0 and entry.keywords & words.AUDIT_SUCCESS:
        return "AUDIT_SUCCESS"
    return _SEVERITIES.get(entry.level, "UNKNOWN")


def _told(value: str) -> bool:
    return value not in ("", "-", "(NULL)")


def _camel(name: str) -> str:
    return name[:1].lower() + name[1:]
