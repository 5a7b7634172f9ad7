"""Filebeat's ETW input: a session's events, with numbers where channels have names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.json_lines import write_lines
from analyzer.simulate.entry import Entry


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the entries; loses the computer, the channel's name, the record id, Binary, empty values, and
    time below a millisecond.
    """
    write_lines(stream, map(_record, entries))


def _record(entry: Entry) -> dict[str, Any]:
    return {
        "@timestamp": times.utc(entry.time, 3),
        "event": {"code": str(entry.event_id), "kind": "event", "provider": entry.provider.name},
        "input": {"type": "etw"},
        "log": {"level": words.level(entry).lower()},
        "message": entry.message,
        "winlog": {
            "activity_guid": "{00000000-0000-0000-0000-000000000000}",
            "channel": "16",
            "event_data": {name: value for name, value in words.named(entry) if value},
            "event_id": str(entry.event_id),
            "flags": ["EXTENDED_INFO", "64_BIT_HEADER"],
            "keywords": str(entry.keywords),
            "opcode": str(entry.opcode),
            "process_id": str(entry.process_id),
            "provider_guid": words.braced(entry.provider.guid).upper(),
            "provider_name": entry.provider.name,
            "session": "Elastic-DNSServer-Audit",
            "task": str(entry.task),
            "thread_id": str(entry.thread_id),
            "version": str(entry.version),
        },
    }
