"""`evtx_dump -o jsonl` (the Rust reader): XML as JSON, attributes under `#attributes`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.json_lines import write_lines
from analyzer.simulate.entry import Entry
from analyzer.simulate.namespaces import EVENT, USER_DATA


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the entries; loses the message."""
    write_lines(stream, map(_record, entries))


def _record(entry: Entry) -> dict[str, Any]:
    event: dict[str, Any] = {"#attributes": {"xmlns": EVENT}, "System": _system(entry)}
    if entry.user_data is not None:
        root = {"#attributes": {"xmlns": USER_DATA[entry.user_data]}, **dict(words.named(entry))}
        event["UserData"] = {entry.user_data: root}
    else:
        event["EventData"] = _event_data(entry) or None
    return {"Event": event}


def _system(entry: Entry) -> dict[str, Any]:
    qualified = {"#attributes": {"Qualifiers": entry.qualifiers}, "#text": entry.event_id}
    return {
        "Provider": {"#attributes": _provider(entry)},
        "EventID": entry.event_id if entry.qualifiers is None else qualified,
        "Version": entry.version,
        "Level": entry.level,
        "Task": entry.task,
        "Opcode": entry.opcode,
        "Keywords": hex(entry.keywords),
        "TimeCreated": {"#attributes": {"SystemTime": times.utc(entry.time, 6)}},
        "EventRecordID": entry.record_id,
        "Correlation": None,
        "Execution": {"#attributes": {"ProcessID": entry.process_id, "ThreadID": entry.thread_id}},
        "Channel": entry.channel,
        "Computer": entry.host,
        "Security": {"#attributes": {"UserID": entry.user}} if entry.user else None,
    }


def _provider(entry: Entry) -> dict[str, str]:
    """A GUID in the template is text with braces, one among the values is a number and has none."""
    provider = entry.provider
    found = {"Name": provider.name}
    if provider.guid:
        guid = provider.guid.upper()
        found["Guid"] = f"{{{guid}}}" if provider.source_name else guid
    if provider.source_name:
        found["EventSourceName"] = provider.source_name
    return found


def _event_data(entry: Entry) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if entry.event_name:
        data["#attributes"] = {"Name": entry.event_name}
    unnamed = [value for name, value in entry.data if name is None]
    if unnamed:
        data["Data"] = {"#text": unnamed if len(unnamed) > 1 else unnamed[0]}
    data |= {name: value for name, value in entry.data if name is not None}
    if unnamed or entry.binary is not None:
        data["Binary"] = words.binary_hex(entry) or None
    return data
