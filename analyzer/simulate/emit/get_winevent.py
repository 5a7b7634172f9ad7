"""`Get-WinEvent` as CSV, JSON, list and table: the properties of .NET's EventLogRecord."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from analyzer.simulate.emit import words
from analyzer.simulate.emit.console.text import write as write_lines
from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.emit.powershell import (
    PowerShell,
    Thing,
    Value,
    export_csv,
    format_list,
    format_table,
    to_json,
)
from analyzer.simulate.emit.powershell.format_table import Column
from analyzer.simulate.entry import Entry

_READER = "System.Diagnostics.Eventing.Reader"
_RECORD = f"{_READER}.EventLogRecord"
_AS_TYPES = {
    "MatchedQueryIds": "System.UInt32[]",
    "Bookmark": f"{_READER}.EventBookmark",
    "KeywordsDisplayNames": "System.Collections.ObjectModel.ReadOnlyCollection`1[System.String]",
    "Properties": f"System.Collections.Generic.List`1[{_READER}.EventProperty]",
}
"""What Export-Csv prints of objects."""

_SHOWN = ("TimeCreated", "ProviderName", "Id", "Message")
_COLUMNS = (
    Column("TimeCreated", 26),
    Column("Id", 8, right=True),
    Column("LevelDisplayName", 16),
    Column("Message"),
)


def write_csv(
    stream: BinaryIO,
    entries: Iterable[Entry],
    zone: str = "UTC",
    culture: Culture = EN_US,
    version: PowerShell = 5,
    *,
    use_culture: bool = False,
) -> None:
    """Write what Export-Csv does, with the clock of `zone`.

    Loses all data, Binary, the zone, and time below a second; 5.1 loses what is not ASCII.
    """
    things = (Thing(_RECORD, _properties(entry, culture), _AS_TYPES) for entry in entries)
    export_csv.write(stream, things, zone, culture, version, use_culture=use_culture)


def write_json(
    stream: BinaryIO,
    entries: Iterable[Entry],
    zone: str = "UTC",
    version: PowerShell = 5,
    *,
    compress: bool = True,
) -> None:
    """Write what ConvertTo-Json does, redirected into a file.

    Loses the names of the data; a Binary is its bytes in decimal, the last of the
    properties; 5.1 loses time below a millisecond.
    """
    to_json.write(stream, (_objects(entry) for entry in entries), zone, version, compress=compress)


def write_list(
    stream: BinaryIO,
    entries: Iterable[Entry],
    zone: str = "UTC",
    culture: Culture = EN_US,
    *,
    everything: bool = False,
) -> None:
    """Write what Format-List does, redirected by 5.1 into UTF-16; `everything` is `Format-List *`.

    Loses all data, Binary, the zone, and time below a second; without `everything` also
    the computer, the channel, the record id, the user and the process.
    """
    things = (_shown(_properties(entry, culture), everything=everything) for entry in entries)
    write_lines(stream, format_list.lines(things, zone, culture), "utf-16")


def write_table(
    stream: BinaryIO, entries: Iterable[Entry], zone: str = "UTC", culture: Culture = EN_US
) -> None:
    """Write what Get-WinEvent shows on the screen, redirected by 5.1 into UTF-16, by provider.

    Loses the computer, the channel, the record id, the user, the process, all data,
    Binary, the zone, time below a second, and the end of every longer message.
    """
    things = (Thing(_RECORD, _properties(entry, culture)) for entry in entries)
    write_lines(stream, format_table.lines(things, _COLUMNS, zone, culture, group="ProviderName"), "utf-16")


def _shown(properties: dict[str, Value], *, everything: bool) -> Thing:
    return Thing(_RECORD, properties if everything else {name: properties[name] for name in _SHOWN})


def _objects(entry: Entry) -> dict[str, Any]:
    values: list[str] = [value for _, value in entry.data]
    if entry.binary is not None:
        values.append(" ".join(map(str, entry.binary)))
    return _properties(entry, EN_US) | {
        "UserId": {"Value": entry.user} if entry.user else None,
        "MatchedQueryIds": [],
        "Bookmark": {},
        "KeywordsDisplayNames": words.keywords(entry),
        "Properties": [{"Value": value} for value in values],
    }


def _properties(entry: Entry, culture: Culture) -> dict[str, Value]:
    guid = entry.provider.guid
    return {
        "Message": entry.message,
        "Id": entry.event_id,
        "Version": entry.version,
        "Qualifiers": entry.qualifiers,
        "Level": entry.level,
        "Task": entry.task,
        "Opcode": entry.opcode,
        "Keywords": words.signed_keywords(entry),
        "RecordId": entry.record_id,
        "ProviderName": entry.provider.name,
        "ProviderId": guid.lower() if guid else None,
        "LogName": entry.channel,
        "ProcessId": entry.process_id,
        "ThreadId": entry.thread_id,
        "MachineName": entry.host,
        "UserId": entry.user,
        "TimeCreated": entry.time,
        "ActivityId": None,
        "RelatedActivityId": None,
        "ContainerLog": entry.channel,
        "MatchedQueryIds": (),
        "Bookmark": f"{_READER}.EventBookmark",
        "LevelDisplayName": culture.levels[entry.level],
        "OpcodeDisplayName": culture.info if entry.opcode == 0 else None,
        "TaskDisplayName": words.task(entry) or None,
        "KeywordsDisplayNames": tuple(words.keywords(entry)),
        "Properties": (f"{_READER}.EventProperty",) * len(entry.data),
    }
