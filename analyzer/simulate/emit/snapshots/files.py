"""Snapshots as files: what `Get-DnsServer… | Format-List`, Export-Csv and the like write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from analyzer.simulate.emit.console.text import write as write_lines
from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.emit.powershell import Thing, clixml, export_csv, format_list, format_table, to_json
from analyzer.simulate.emit.powershell.format_table import Column

_ZONE_COLUMNS = (
    Column("ZoneName", 35),
    Column("ZoneType", 15),
    Column("IsAutoCreated", 15),
    Column("IsDsIntegrated", 15),
    Column("IsReverseLookupZone", 20),
    Column("IsSigned", 8),
)
_KEY_COLUMNS = ("KeyId", "KeyType", "CurrentRolloverStatus", "NextRolloverTime")
_SETTING_COLUMNS = ("ZoneName", "KeyMasterServer", "EnableRfc5011KeyRollover", "PropagationTime")

WriteThings = Callable[[BinaryIO, Sequence[Thing], str, Culture], None]


def write_list(stream: BinaryIO, things: Sequence[Thing], zone: str, culture: Culture = EN_US) -> None:
    """Format-List, redirected by 5.1 into UTF-16; loses the zone of times."""
    write_lines(stream, format_list.lines(things, zone, culture), "utf-16")


def write_table(stream: BinaryIO, things: Sequence[Thing], zone: str, culture: Culture = EN_US) -> None:
    """Format-Table of a few columns, redirected by 5.1 into UTF-16; loses all the others and the zone."""
    if things and "ZoneType" in things[0].properties:
        columns: Sequence[Column] = _ZONE_COLUMNS
    else:
        is_key = bool(things) and "KeyId" in things[0].properties
        names = _KEY_COLUMNS if is_key else _SETTING_COLUMNS
        columns = format_table.fitted(things, names, zone, culture)
    write_lines(stream, format_table.lines(things, columns, zone, culture), "utf-16")


def write_csv(stream: BinaryIO, things: Sequence[Thing], zone: str, culture: Culture = EN_US) -> None:
    """Export-Csv of 5.1; loses lists (their type is printed) and the zone of times."""
    export_csv.write(stream, things, zone, culture)


def write_json(stream: BinaryIO, things: Sequence[Thing], zone: str, _culture: Culture = EN_US) -> None:
    """ConvertTo-Json of 5.1; loses nothing."""
    to_json.write(stream, (thing.properties for thing in things), zone, compress=False)


def write_json_7(stream: BinaryIO, things: Sequence[Thing], zone: str, _culture: Culture = EN_US) -> None:
    """ConvertTo-Json of 7; loses nothing."""
    to_json.write(stream, (thing.properties for thing in things), zone, 7, compress=False)


def write_clixml(stream: BinaryIO, things: Sequence[Thing], zone: str, _culture: Culture = EN_US) -> None:
    """Export-Clixml; loses nothing."""
    clixml.write(stream, things, zone)


SNAPSHOTS: dict[str, WriteThings] = {
    "snapshot-list": write_list,
    "snapshot-table": write_table,
    "snapshot-csv": write_csv,
    "snapshot-json-5": write_json,
    "snapshot-json-7": write_json_7,
    "snapshot-clixml": write_clixml,
}
"""Who writes each format of snapshots, by its name in the table of formats."""
