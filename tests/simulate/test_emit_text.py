"""Emitters of CSV and text: read back with a CSV parser, or field by field."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from analyzer.simulate.emit import eventviewer_csv, eventviewer_text, get_winevent, wevtutil_text
from analyzer.simulate.emit.cultures import DE_DE, EN_GB, EN_US, FR_FR, Culture
from analyzer.simulate.entry import Entry
from tests.simulate.sample_entries import BIND_FAILED, PIPELINE, STARTED, numbered

ENTRIES = numbered([STARTED, BIND_FAILED, PIPELINE], 4711)
EVENING = replace(STARTED, time=STARTED.time.replace(hour=22))


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    """What a CSV parser reads."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def lost(text: str, entry: Entry) -> bool:
    """Whether neither Binary nor computer nor record id nor channel are in the text."""
    return not any(word in text for word in ("9C23", "156 35", "9116", entry.host, "4712", entry.channel))


@pytest.mark.parametrize(
    ("culture", "header", "level", "time"),
    [
        (EN_US, "Level,Date and Time,Source,Event ID,Task Category", "Error", "3/27/2025 9:19:20 AM"),
        (EN_GB, "Level,Date and Time,Source,Event ID,Task Category", "Error", "27/03/2025 09:19:20"),
        (
            DE_DE,
            "Ebene,Datum und Uhrzeit,Quelle,Ereignis-ID,Aufgabenkategorie",
            "Fehler",
            "27.03.2025 09:19:20",
        ),
        (
            FR_FR,
            "Niveau,Date et heure,Source,ID de l’événement,Catégorie de la tâche",
            "Erreur",
            "27/03/2025 09:19:20",
        ),
    ],
    ids=lambda value: value.name if isinstance(value, Culture) else None,
)
def test_event_viewer_csv(culture: Culture, header: str, level: str, time: str) -> None:
    """Five names in the header and six fields in a row, commas in every culture, only the message is left."""
    stream = io.BytesIO()
    eventviewer_csv.write(stream, ENTRIES, "Europe/Berlin", culture)
    text = stream.getvalue().decode()
    assert text.startswith(f"{header}\r\n")
    _, started, failed, pipeline = rows(text)
    assert started[1:] == [time, STARTED.provider.name, "528", "DNSSEC_OP", STARTED.message]
    assert failed == [level, time, BIND_FAILED.provider.name, "407", culture.no_task, BIND_FAILED.message]
    assert pipeline[5] == PIPELINE.message
    assert lost(",".join(failed), BIND_FAILED)


def test_event_viewer_with_tabs() -> None:
    """The same columns come with tabs, and quotes only where needed."""
    stream = io.BytesIO()
    eventviewer_csv.write(stream, [BIND_FAILED, STARTED], delimiter="\t")
    lines = stream.getvalue().decode().split("\r\n")
    assert lines[0] == "Level\tDate and Time\tSource\tEvent ID\tTask Category"
    assert lines[1].split("\t")[5] == BIND_FAILED.message
    assert [len(row) for row in rows(stream.getvalue().decode(), "\t")] == [5, 6, 6]


@pytest.mark.parametrize(("hour", "clock"), [(0, "12:05:09 AM"), (12, "12:05:09 PM"), (22, "10:05:09 PM")])
def test_american_clock(hour: int, clock: str) -> None:
    """Midnight and noon are 12 o'clock, minutes have two digits."""
    time = STARTED.time.replace(hour=hour, minute=5, second=9)
    assert EN_US.clock(time) == f"3/27/2025 {clock}"


def test_streams_stay_open() -> None:
    """An emitter leaves the stream to whoever opened it."""
    stream = io.BytesIO()
    eventviewer_csv.write(stream, ENTRIES)
    assert not stream.closed


@pytest.mark.parametrize("version", [5, 7])
def test_get_winevent_csv(version: get_winevent.PowerShell) -> None:
    """All fields are quoted, objects are their type's name, keywords signed; data and Binary are lost."""
    stream = io.BytesIO()
    high = replace(BIND_FAILED, record_id=4712, keywords=0x8000000000000000)
    get_winevent.write_csv(stream, [ENTRIES[0], high], "Europe/Berlin", DE_DE, version)
    text = stream.getvalue().decode("ascii" if version == 5 else "utf-8")
    assert text.startswith("#TYPE System.Diagnostics.Eventing.Reader.EventLogRecord\r\n") == (version == 5)
    header, *found = rows(text)[1 if version == 5 else 0 :]
    started, failed = (dict(zip(header, row, strict=True)) for row in found)
    assert started["Message"] == STARTED.message
    assert started["TimeCreated"] == "27.03.2025 09:19:20"
    assert (started["RecordId"], started["MachineName"]) == ("4711", STARTED.host)
    assert failed["Keywords"] == "-9223372036854775808"
    assert failed["Properties"].startswith("System.Collections.Generic.List`1")
    assert ("(?tat, ?)" in failed["Message"]) == (version == 5)
    assert "10.42.85.10" not in text
    assert "9C23" not in text


def test_get_winevent_csv_of_a_culture() -> None:
    """-UseCulture separates by what the culture separates lists with."""
    stream = io.BytesIO()
    get_winevent.write_csv(stream, ENTRIES, culture=DE_DE, version=7, use_culture=True)
    assert rows(stream.getvalue().decode(), ";")[1][1] == "528"


def test_wevtutil_text() -> None:
    """Blocks are numbered, labels English, times UTC with seven digits; data and Binary are lost."""
    stream = io.BytesIO()
    wevtutil_text.write(stream, ENTRIES, culture=DE_DE)
    first, second, *_ = stream.getvalue().decode().split("Event[")[1:]
    fields = dict(line.strip().partition(": ")[::2] for line in second.split("\r\n"))
    assert first.startswith("0]:\r\n  Log Name: Microsoft-Windows-DNSServer/Audit\r\n  Source: ")
    assert fields["Date"] == "2025-03-27T08:19:20.0000000Z"
    assert (fields["Event ID"], fields["Level"], fields["Keyword"]) == ("407", "Fehler", "Classic")
    assert (fields["User"], fields["Computer"]) == ("N/A", BIND_FAILED.host)
    assert f"  Description:\r\n{BIND_FAILED.message}\r\n" in second
    assert "9C23" not in second
    assert "4712" not in second


def test_wevtutil_text_of_older_builds() -> None:
    """Older builds print the local clock without a zone; the console's code page may lack a letter."""
    stream = io.BytesIO()
    wevtutil_text.write(stream, [BIND_FAILED, EVENING], "Europe/Berlin", encoding="cp437")
    text = stream.getvalue().decode("cp437")
    assert "  Date: 2025-03-27T23:19:20.219\r\n" in text
    assert "état" in text
    stream = io.BytesIO()
    wevtutil_text.write(stream, [BIND_FAILED], encoding="ascii")
    assert b"(?tat" in stream.getvalue()


def test_event_viewer_copy() -> None:
    """Labels stand in a column of their own, the description below; data and Binary are lost."""
    stream = io.BytesIO()
    eventviewer_text.write(stream, ENTRIES, "Europe/Berlin", EN_GB)
    first, second, _ = stream.getvalue().decode().split("Log Name:      ")[1:]
    assert first.startswith(f"{STARTED.channel}\r\nSource:        {STARTED.provider.name}\r\n")
    assert "Date:          27/03/2025 09:19:20\r\n" in second
    assert "Task Category: None\r\nLevel:         Error\r\nKeywords:      Classic\r\n" in second
    assert f"User:          {STARTED.user}\r\n" in first
    assert f"User:          N/A\r\nComputer:      NS1\r\nDescription:\r\n{BIND_FAILED.message}\r\n" in second
    assert "9C23" not in second
    assert "\n" not in first.replace("\r\n", "")


def test_event_viewer_copy_with_xml() -> None:
    """With the XML below, nothing but the zone is lost."""
    stream = io.BytesIO()
    eventviewer_text.write(stream, [BIND_FAILED], with_xml=True)
    _, _, xml = stream.getvalue().decode().partition("Event Xml:\r\n")
    assert xml.startswith(
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event">\r\n  <System>\r\n'
    )
    assert "<Security />" in xml
    event = ElementTree.fromstring(xml)
    assert [d.text or "" for d in event[1]] == ["10.42.85.10", "", "9C230000"]


def test_keywords_without_a_name_are_a_number() -> None:
    """Event Viewer prints keywords that only the provider knows as a number in brackets."""
    stream = io.BytesIO()
    eventviewer_text.write(stream, [replace(BIND_FAILED, keywords=0x8000000000020000)])
    assert b"Keywords:      (131072)\r\n" in stream.getvalue()
