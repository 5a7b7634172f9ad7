"""Datadog: XML as JSON, every value a text.

The fields are those of the one real event known; the agent's own source keeps Computer
and Execution as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.json_lines import write_lines
from analyzer.simulate.entry import Entry
from analyzer.simulate.namespaces import EVENT, USER_DATA


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the entries; loses the computer, the process, empty values, time below a millisecond.

    A Binary is printed as if it were UTF-16: the error 9116 is the letter U+239C.
    """
    write_lines(stream, map(_record, entries))


def _record(entry: Entry) -> dict[str, Any]:
    event: dict[str, Any] = {"xmlns": EVENT}
    if entry.user_data is not None:
        root = {"xmlns": USER_DATA[entry.user_data], **dict(words.named(entry))}
        event["UserData"] = {entry.user_data: root}
    else:
        event["EventData"] = _event_data(entry)
    event["System"] = _system(entry)
    return {"level": words.level(entry), "Event": event, "message": entry.message}


def _system(entry: Entry) -> dict[str, Any]:
    provider = {
        "Name": entry.provider.name,
        "Guid": words.braced(entry.provider.guid),
        "EventSourceName": entry.provider.source_name,
    }
    fields = {
        "Task": words.task(entry) or str(entry.task),
        "Keywords": hex(entry.keywords),
        "Channel": entry.channel,
        "Opcode": words.INFO if entry.opcode == 0 else str(entry.opcode),
        "Security": {"UserID": entry.user} if entry.user else "",
        "Provider": {name: text for name, text in provider.items() if text},
        "TimeCreated": {"SystemTime": times.utc(entry.time, 3)},
        "EventRecordID": str(entry.record_id),
        "EventID": str(entry.event_id),
        "Level": str(entry.level),
    }
    return fields if entry.qualifiers is None else {**fields, "EventIDQualifier": str(entry.qualifiers)}


def _event_data(entry: Entry) -> dict[str, Any] | str:
    named = {name: value for name, value in entry.data if name and value}
    unnamed = [value for name, value in entry.data if name is None]
    fields: dict[str, Any] = {"Name": entry.event_name} if entry.event_name else {}
    if named or unnamed:
        fields["Data"] = named or (unnamed if len(unnamed) > 1 else unnamed[0])
    if entry.binary is not None:
        fields["Binary"] = _as_text(entry.binary)
    return fields or ""


def _as_text(binary: bytes) -> str:
    """What the agent makes of bytes: UTF-16 without the zeros at its end, or hex if their number is odd."""
    if len(binary) % 2:
        return binary.hex().upper()
    return binary.decode("utf-16-le", errors="replace").rstrip("\0")
