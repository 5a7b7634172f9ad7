"""Microsoft Sentinel, a query on the table Event exported as CSV; columns by Microsoft's table reference."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from analyzer.simulate.emit import times, words
from analyzer.simulate.emit.cultures import EN_US
from analyzer.simulate.entry import Entry

_COLUMNS = (
    "TenantId",
    "SourceSystem",
    "TimeGenerated [UTC]",
    "Source",
    "EventLog",
    "Computer",
    "EventLevel",
    "EventLevelName",
    "ParameterXml",
    "EventData",
    "EventID",
    "RenderedDescription",
    "EventCategory",
    "UserName",
    "Type",
)
_BATCH = timedelta(milliseconds=1)


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the entries, in UTC with three digits of a second, under a mark of UTF-8.

    Loses the record id, the process, and time below a millisecond.  Binary stays in
    the XML of EventData.
    """
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    rows.writerows(map(_row, entries))
    text.detach()


def _row(entry: Entry) -> tuple[object, ...]:
    clock = EN_US.clock(entry.time)
    day, _, half = clock.rpartition(" ")
    milliseconds = entry.time.microsecond * timedelta(microseconds=1) // _BATCH
    account = words.account(entry)
    return (
        "00000000-0000-0000-0000-000000000000",
        "OpsManager",
        f"{day}.{milliseconds:03} {half}",
        entry.provider.name,
        entry.channel,
        entry.host,
        entry.level,
        words.level(entry),
        "".join(f"<Param>{escape(value)}</Param>" for _, value in entry.data),
        _event_data(entry),
        entry.event_id,
        entry.message,
        entry.task,
        f"{account.domain}\\{account.name}" if account else entry.user or "N/A",
        "Event",
    )


def _event_data(entry: Entry) -> str:
    name = f" Name={quoteattr(entry.event_name)}" if entry.event_name else ""
    data = "".join(
        f"<Data{f' Name={quoteattr(key)}' if key else ''}>{escape(value)}</Data>" for key, value in entry.data
    )
    binary = words.binary_hex(entry)
    data += "" if binary is None else f"<Binary>{binary}</Binary>"
    time = times.utc(entry.time, 7)
    return (
        f'<DataItem Type="System.XmlData" time="{time}" sourceHealthServiceId="0">'
        f"<EventData{name}>{data}</EventData></DataItem>"
    )
