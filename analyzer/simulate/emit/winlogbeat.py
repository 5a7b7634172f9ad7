"""Winlogbeat: the fields of an event under `winlog`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.json_lines import write_lines
from analyzer.simulate.entry import Entry


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the entries; loses empty values, qualifiers, the EventData's name, time below a millisecond."""
    write_lines(stream, map(record, entries))


def record(entry: Entry) -> dict[str, Any]:
    """One event as a document."""
    return {
        "@timestamp": times.utc(entry.time, 3),
        "event": {"code": str(entry.event_id), "kind": "event", "provider": entry.provider.name},
        "host": {"name": entry.host},
        "log": {"level": words.level(entry).lower()},
        "message": entry.message,
        "winlog": _without_nothing(_winlog(entry)),
    }


def _winlog(entry: Entry) -> dict[str, Any]:
    data = {name: value for name, value in words.named(entry) if value}
    if binary := words.binary_hex(entry):
        data["Binary"] = binary
    return {
        "api": "wineventlog",
        "channel": entry.channel,
        "computer_name": entry.host,
        "event_data": data if entry.user_data is None else {},
        "event_id": str(entry.event_id),
        "keywords": words.keywords(entry),
        "opcode": words.INFO if entry.opcode == 0 else "",
        "process": {"pid": entry.process_id, "thread": {"id": entry.thread_id}},
        "provider_guid": words.braced(entry.provider.guid),
        "provider_name": entry.provider.name,
        "record_id": entry.record_id,
        "task": words.task(entry),
        "user": _user(entry),
        "user_data": {**data, "xml_name": entry.user_data} if entry.user_data else {},
        "version": entry.version,
    }


def _user(entry: Entry) -> dict[str, str]:
    if entry.user is None:
        return {}
    account = words.account(entry)
    known = {"domain": account.domain, "name": account.name, "type": account.kind} if account else {}
    return {**known, "identifier": entry.user}


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in ("", 0, {}, [])}
