"""Azure: rows of the table DnsAuditEvents, and events of the diagnostics extension with their XML.

The columns are those of Microsoft's table reference; no real row was seen, and which
column holds the GUID of a rollover event is inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.event_xml import event_element, single_quoted
from analyzer.simulate.emit.json_lines import write_lines
from analyzer.simulate.entry import Entry

_COLUMNS = {"GUID": "EventGuid", "NAME": "Name"}
"""Columns that are called otherwise than the data."""


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write entries of the audit channel as rows of DnsAuditEvents.

    Loses the channel, the record id, the user, the process, Binary and empty values.
    """
    write_lines(stream, map(_row, entries))


def write_diagnostics(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write entries as the diagnostics extension streams them, with their XML in `RawXml`; loses nothing."""
    write_lines(stream, ({"records": [_diagnostic(entry)]} for entry in entries))


def _row(entry: Entry) -> dict[str, Any]:
    data = {_column(name, value): value for name, value in words.named(entry) if value}
    return {
        "TimeGenerated": times.utc(entry.time, 7),
        "NameServer": entry.host,
        "EventId": str(entry.event_id),
        "EventType": words.task(entry),
        "EventString": entry.message,
        **data,
        "SourceSystem": "OpsManager",
        "Type": "DnsAuditEvents",
    }


def _column(name: str, value: str) -> str:
    """The column of a value; the table's own `Type` is its name."""
    if name == "Type":
        return "KskOrZsk" if value in ("KSK", "ZSK") else "DnsQueryType"
    return _COLUMNS.get(name, name)


def _diagnostic(entry: Entry) -> dict[str, Any]:
    properties = {
        "DeploymentId": "00000000-0000-0000-0000-000000000000",
        "Role": "IaaS",
        "RoleInstance": f"_{entry.host.partition('.')[0]}",
        "ProviderGuid": words.braced(entry.provider.guid),
        "ProviderName": entry.provider.name,
        "EventId": entry.event_id,
        "Level": entry.level,
        "Pid": entry.process_id,
        "Tid": entry.thread_id,
        "Opcode": entry.opcode,
        "Task": entry.task,
        "Channel": entry.channel,
        "Description": entry.message,
        "RawXml": single_quoted(event_element(entry)),
    }
    return {
        "time": times.utc(entry.time, 7),
        "category": "WindowsEventLogsTable",
        "level": words.level(entry),
        "properties": properties,
    }
