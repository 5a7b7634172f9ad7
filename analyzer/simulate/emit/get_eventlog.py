"""`Get-EventLog | Export-Csv` of Windows PowerShell 5.1, which knows the logs of old only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from analyzer.simulate.emit import words
from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.emit.powershell import Thing, Value, export_csv
from analyzer.simulate.entry import Entry

_TYPE = "System.Diagnostics.EventLogEntry"
_AS_TYPES = {"Data": "System.Byte[]", "ReplacementStrings": "System.String[]"}


def write(stream: BinaryIO, entries: Iterable[Entry], zone: str = "UTC", culture: Culture = EN_US) -> None:
    """Write the entries, with the clock of `zone`.

    Loses the channel except in the first line, the process, all data, Binary, the zone,
    time below a second, and what is not ASCII.
    """
    export_csv.write(stream, map(_thing, entries), zone, culture)


def _thing(entry: Entry) -> Thing:
    account = words.account(entry)
    properties: dict[str, Value] = {
        "EventID": entry.event_id,
        "MachineName": entry.host,
        "Data": None,
        "Index": entry.record_id,
        "Category": words.task(entry) or f"({entry.task})",
        "CategoryNumber": entry.task,
        "EntryType": _kind(entry),
        "Message": entry.message,
        "Source": entry.provider.source_name or entry.provider.name,
        "ReplacementStrings": None,
        "InstanceId": (entry.qualifiers or 0) << 16 | entry.event_id,
        "TimeGenerated": entry.time,
        "TimeWritten": entry.time,
        "UserName": f"{account.domain}\\{account.name}" if account else entry.user,
        "Site": None,
        "Container": None,
    }
    return Thing(f"{_TYPE}#{entry.channel}/{entry.provider.name}/{entry.event_id}", properties, _AS_TYPES)


def _kind(entry: Entry) -> str:
    """The entry's type: an enumeration, English in every culture."""
    if entry.keywords & words.AUDIT_FAILURE:
        return "FailureAudit"
    if entry.keywords & words.AUDIT_SUCCESS:
        return "SuccessAudit"
    return {1: "Error", 2: "Error", 3: "Warning"}.get(entry.level, "Information")
