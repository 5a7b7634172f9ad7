"""CSV and its variants."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from analyzer.knowledge import AUDIT_CHANNEL
from analyzer.model import Loss
from analyzer.sources.shape import Options
from tests.sources.shaped import read_bytes, read_path

DNS = "Microsoft-Windows-DNSServer"
VIEWER = "Level,Date and Time,Source,Event ID,Task Category\r\n"
SENTINEL = (
    '\ufeff"TimeGenerated [UTC]",Source,EventLog,Computer,EventID,RenderedDescription,EventData,Type\n'
    f'"3/27/2025, 8:19:20.219 AM",{DNS},{AUDIT_CHANNEL},ns1,528,text,'
    '"<DataItem type=""System.XmlData""><EventData xmlns=""http://schemas.microsoft.com/win/2004/08/events/event"">'
    '<Data Name=""Type"">KSK</Data></EventData></DataItem>",Event\n'
)


def test_real_event_viewer(real: Path) -> None:
    """A German export: five names, six fields, messages over several lines; every event is counted."""
    found = read_path(real / "csv/eventviewer-save-as-csv_de-DE_PrintService.csv")
    assert found.guess is not None
    assert found.guess.format == "CSV (Event Viewer)"
    assert {t.event_id: t.count for t in found.tallies} == {
        300: 1, 301: 1, 302: 2, 304: 1, 306: 3, 316: 1, 317: 1, 354: 1, 808: 2, 823: 1,
    }  # fmt: skip
    assert {t.start for t in found.tallies} == {datetime(2021, 10, 27, 12, 28, 26, tzinfo=UTC)}
    assert found.count == 14
    assert not found.losses
    assert {"no computer name", "no record ids", "no time zone"} <= set(found.lacks)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_separator_and_language(separator: str) -> None:
    """The order of Event Viewer's columns is enough, whatever they are called."""
    rows = [
        ["Уровень", "Дата и время", "Источник", "Код события", "Категория задачи"],
        ["Сведения", "27.03.2025 8:19:20", DNS, "528", "(7)", '"KSK, ""text""\r\nsecond line"'],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)
    (record,) = read_bytes(text.encode("utf-8-sig"), Options(ZoneInfo("Europe/Moscow"))).records
    assert (record.channel, record.event_id, record.record_id) == (AUDIT_CHANNEL, 528, None)
    assert record.time == datetime(2025, 3, 27, 5, 19, 20, tzinfo=UTC)
    assert record.time_basis == "assumed"
    assert record.message == 'KSK, "text"\r\nsecond line'


def test_one_telling_date_orders_all() -> None:
    """A day above 12 anywhere in the file decides how every row is read."""
    rows = [f"Information,{day},{DNS},528,None,x\r\n" for day in ("3/4/2025 1:00:00", "13/4/2025 1:00:00")]
    found = read_bytes((VIEWER + "".join(rows)).encode())
    assert [r.time.day for r in found.records] == [3, 13]


def test_dates_that_nothing_orders() -> None:
    """The file is refused with the cure, and read with it."""
    data = (VIEWER + f"Information,3/4/2025 1:00:00,{DNS},528,None,x\r\n").encode()
    assert [loss.kind for loss in read_bytes(data).losses] == ["refused"]
    for order, month in (("dmy", 4), ("mdy", 3)):
        (record,) = read_bytes(data, Options(date_order=order)).records  # type: ignore[arg-type]
        assert record.time.month == month


def test_sentinel_says_that_it_is_utc() -> None:
    """The name of a column tells the zone; data stand in XML of their own."""
    (record,) = read_bytes(SENTINEL.encode(), Options(ZoneInfo("Asia/Tokyo"))).records
    assert (record.time, record.time_basis) == (datetime(2025, 3, 27, 8, 19, 20, 219000, tzinfo=UTC), "utc")
    assert (record.computer, record.fields, record.message) == ("ns1", {"Type": "KSK"}, "text")


def test_columns_in_any_order_with_others_between() -> None:
    """Columns are known by their names, in any spelling and order."""
    text = (
        f"computer,Message,event_id,note,provider_name,Time Created\nns1,hi,528,x,{DNS},2025-03-27 08:19:20\n"
    )
    (record,) = read_bytes(text.encode()).records
    assert (record.computer, record.message, record.fields) == ("ns1", "hi", {})


def test_a_selection_without_the_provider() -> None:
    """What PowerShell's users like to select is enough where the English text names the event."""
    started = (
        "Rollover was started on the type KSK with GUID {60901E33-AD11-429B-BBC8-0234171931C0} of zone a."
    )
    text = f'"TimeCreated","Id","Message"\n"27.03.2025 8:19:20","528","{started}"\n'
    text += '"27.03.2025 8:19:21","528","x"\n'
    found = read_bytes(text.encode())
    assert [(r.provider, r.channel) for r in found.records] == [(DNS, AUDIT_CHANNEL)]
    assert [(t.provider, t.channel, t.event_id) for t in found.tallies] == [("", "", 528)]
    assert any("inferred" in lack for lack in found.lacks)


def test_kibanas_columns() -> None:
    """Names with what is around them are known too, and data are told from the other columns."""
    names = (
        "@timestamp",
        "winlog.event_id",
        "winlog.provider_name",
        "winlog.channel",
        "winlog.computer_name",
    )
    values = ("2025-03-27T08:19:20.219Z", "528", DNS, AUDIT_CHANNEL, "ns1", "447", "KSK", "-")
    data = ("winlog.record_id", "winlog.event_data.Type", "winlog.event_data.Zone")
    text = f"{','.join((*names, *data))}\n{','.join(values)}\n"
    (record,) = read_bytes(text.encode()).records
    assert (record.computer, record.record_id, record.fields) == ("ns1", 447, {"Type": "KSK"})


RAW = (
    "03/27/2025 08:19:20 AM\nLogName=DNS Server\nEventCode=4015\nEventType=2\nComputerName=ns1.corp.example\n"
    "SourceName=Microsoft-Windows-DNS-Server-Service\nRecordNumber=12\nMessage=Bad = worse\nEnd"
)


@pytest.mark.parametrize("time", ["2025-03-27T09:19:20.000+0100", ""])
def test_splunks_older_text(time: str) -> None:
    """Lines of names and values in `_raw`; the result's time has a zone, the text's own has none."""
    text = f'"_raw","_time"\n"{RAW}","{time}"\n'
    (record,) = read_bytes(text.encode()).records
    assert (record.event_id, record.channel, record.record_id) == (4015, "DNS Server", 12)
    assert (record.computer, record.message) == ("ns1.corp.example", "Bad = worse\nEnd")
    assert record.time == datetime(2025, 3, 27, 8, 19, 20, tzinfo=UTC)
    assert record.time_basis == ("zone" if time else "assumed")
    result = json.dumps({"preview": False, "result": {"_raw": RAW, "_time": time}})
    assert read_bytes(result.encode()).records == [replace(record, position="line:1")]


def test_joined_files_and_a_line_that_names_the_separator() -> None:
    """A second header is none of the rows, and Excel's first line is none either."""
    row = f"Information;27.3.2025 8:19:20;{DNS};528;None;x\n"
    header = VIEWER.replace(",", ";")
    found = read_bytes(("sep=;\n" + header + row + header + row).encode())
    assert (len(found.records), found.losses) == (2, [])


def test_rows_that_are_none() -> None:
    """A row without id or time is counted as lost, an empty line is nothing."""
    row = f"Information,27.3.2025 8:19:20,{DNS},528,None,x\n"
    found = read_bytes((VIEWER + row + "\n" + "torn,row\n" + row).encode())
    assert len(found.records) == 2
    assert [(loss.position, loss.count) for loss in found.losses] == [("event:3", 1)]


def test_a_quote_that_never_closes() -> None:
    """It takes the rest of the file with it, and nothing that came before."""
    row = f"Information,27.3.2025 8:19:20,{DNS},528,None,x\n"
    found = read_bytes((VIEWER + row + row[:-2] + '"' + row * 3).encode())
    assert len(found.records) >= 1


@pytest.mark.parametrize(
    "text", ["name,age\nbob,17\n", "a;b\n", "Ebene,Datum,Quelle,ID,Aufgabe\nx,y,z,1,2,3\n", ","]
)
def test_other_tables(text: str) -> None:
    """A table of something else is not recognised."""
    assert read_bytes(text.encode()).guess is None


def test_dates_behind_a_message_of_several_lines_are_looked_at() -> None:
    """The order of day and month shows in rows of which the line that holds the time begins in a message."""
    row = '"Rollover was started on\nthe type ""KSK"", with","528","7","Microsoft-Windows-DNSServer","{}"\r\n'
    text = "Message,Id,RecordId,ProviderName,TimeCreated\r\n" + row.format("2/3/2025 8:19:20")
    found = read_bytes((text + row.format("27/3/2025 8:19:20")).encode())
    assert [r.time.month for r in found.records] == [3, 3]


def test_the_order_that_is_said_counts_where_no_date_was_found() -> None:
    """`--date-order` is for every file that does not tell, wherever its dates stand."""
    names = 'Message,"a b","Id",ProviderName,TimeCreated\n'
    text = f'{names}"x\ny","q\nr",528,Microsoft-Windows-DNSServer,2/3/2025 8:19\n'
    found = read_bytes(text.encode(), Options(date_order="dmy"))
    assert [r.time.month for r in found.records] == [3]


def test_server_managers_tile_pasted_without_its_tabs() -> None:
    """Two blanks or more part the columns."""
    text = (
        "ID      Severity     Source                                Log         Date and Time\n"
        "7669    Information  Microsoft-Windows-DNS-Server-Service  DNS Server  3/27/2025 8:19:20 AM\n"
        "4000    Error        Microsoft-Windows-DNS-Server-Service  DNS Server  3/27/2025 8:20:00 AM  \n"
    )
    found = read_bytes(text.replace("Date and Time", "Date").encode())
    assert found.guess is not None
    assert "Server Manager" in found.guess.format
    assert [(r.event_id, r.channel, r.time.minute) for r in found.records] == [
        (7669, "DNS Server", 19),
        (4000, "DNS Server", 20),
    ]


def test_an_empty_cell_of_a_pasted_tile() -> None:
    """It is known by where the others stand; where they do not stand below their names, the row is a loss."""
    text = (
        "ID      Severity     Source                                Log         Date\n"
        "7669                 Microsoft-Windows-DNS-Server-Service  DNS Server  3/27/2025 8:19:20 AM\n"
        "4000    Error    Microsoft-Windows-DNS-Server-Service  3/27/2025 8:20:00 AM\n"
    )
    found = read_bytes(text.encode())
    assert [(r.event_id, r.channel, r.time.minute) for r in found.records] == [(7669, "DNS Server", 19)]
    assert [i.reason for i in found.items if isinstance(i, Loss)] == [
        "a column is empty, and nothing tells which"
    ]
