"""Emitters of XML: read back with an XML parser that knows nothing of them."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from analyzer.simulate.emit import azure, eventviewer_xml, wevtutil_xml
from analyzer.simulate.emit.cultures import DE_DE, FR_FR
from analyzer.simulate.emit.event_xml import single_quoted
from analyzer.simulate.entry import Entry
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, EMPTY, NO_NUMBER, PIPELINE, STARTED, numbered

NS = "{http://schemas.microsoft.com/win/2004/08/events/event}"
ENTRIES = numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER], 4711)


def check(event: ElementTree.Element, entry: Entry) -> None:
    """The XML says of the entry all but the message."""
    system = event[0]
    texts = {child.tag.removeprefix(NS): child.text for child in system}
    attributes = {child.tag.removeprefix(NS): child.attrib for child in system}
    assert texts["EventID"] == str(entry.event_id)
    assert attributes["EventID"].get("Qualifiers") == (
        None if entry.qualifiers is None else str(entry.qualifiers)
    )
    assert texts["EventRecordID"] == str(entry.record_id)
    assert (texts["Channel"], texts["Computer"]) == (entry.channel, entry.host)
    assert int(texts["Keywords"] or "", 16) == entry.keywords
    assert [texts[n] for n in ("Version", "Level", "Task", "Opcode")] == [
        str(n) for n in (entry.version, entry.level, entry.task, entry.opcode)
    ]
    assert attributes["TimeCreated"]["SystemTime"] == f"{entry.time:%Y-%m-%dT%H:%M:%S.%f}0Z"
    assert attributes["Provider"]["Name"] == entry.provider.name
    assert attributes["Provider"].get("EventSourceName") == entry.provider.source_name
    assert attributes["Security"].get("UserID") == entry.user
    body = event[1]
    if entry.user_data:
        assert body.tag == f"{NS}UserData"
        assert body[0].tag.endswith(f"eventlog}}{entry.user_data}")
        data = [(child.tag.partition("}")[2], child.text or "") for child in body[0]]
        assert tuple(data) == entry.data
        return
    assert body.tag == f"{NS}EventData"
    assert body.get("Name") == entry.event_name
    assert [(d.get("Name"), d.text or "") for d in body.findall(f"{NS}Data")] == list(entry.data)
    binary = body.find(f"{NS}Binary")
    assert (None if binary is None else bytes.fromhex(binary.text or "")) == entry.binary


def parse(text: str) -> ElementTree.Element:
    """XML, whose carriage returns a parser would drop."""
    return ElementTree.fromstring(text.replace("\r", "&#13;"))


def test_wevtutil() -> None:
    """An event a line, without a root or a declaration, in single quotes."""
    stream = io.BytesIO()
    wevtutil_xml.write(stream, ENTRIES)
    # A text may hold line breaks: an event ends where its tag does.
    parts = stream.getvalue().decode().split("</Event>\r\n")
    assert parts.pop() == ""
    for part, entry in zip(parts, ENTRIES, strict=True):
        assert part.startswith(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        )
        check(parse(f"{part}</Event>"), entry)


def test_wevtutil_spells_as_windows_does(real: Path) -> None:
    """Real rendered events, parsed and spelt again, are the same bytes."""
    for line in (real / "xml" / "evtrender-no-root.xml").read_text(encoding="utf-8").splitlines():
        if not line:
            continue
        element = parse(line)
        for child in element.iter():
            child.tag = child.tag.removeprefix(NS)
        element.attrib = {"xmlns": NS.strip("{}"), **element.attrib}
        assert single_quoted(element) == line


def test_event_viewer() -> None:
    """One line under a root, each event with its rendered text in the culture's words."""
    stream = io.BytesIO()
    eventviewer_xml.write(stream, ENTRIES, FR_FR)
    declaration, _, rest = stream.getvalue().decode().partition("\r\n")
    assert declaration == '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'
    events = parse(rest)
    assert events.tag == "Events"
    for event, entry in zip(events, ENTRIES, strict=True):
        check(event, entry)
        info = event[2]
        assert info.get("Culture") == "fr-FR"
        assert (info.findtext(f"{NS}Message") or "") == entry.message
        assert info.findtext(f"{NS}Provider") == entry.provider.name
    assert [e[2].findtext(f"{NS}Level") for e in events][:2] == ["Information", "Erreur"]
    assert events[1][2].findtext(f"{NS}Keywords/{NS}Keyword") == "Classic"


def test_control_characters_are_not_hidden() -> None:
    """A control character stands in the XML as Windows writes it, which is then no XML."""
    stream = io.BytesIO()
    wevtutil_xml.write(stream, [replace(STARTED, data=(("QNAME", "a\x01b"),))])
    assert b"a\x01b" in stream.getvalue()
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(stream.getvalue())


def test_azure_raw_xml() -> None:
    """The diagnostics extension carries the whole event as XML within JSON."""
    stream = io.BytesIO()
    azure.write_diagnostics(stream, ENTRIES)
    for line, entry in zip(stream.getvalue().decode().splitlines(), ENTRIES, strict=True):
        (record,) = json.loads(line)["records"]
        check(parse(record["properties"]["RawXml"]), entry)
        assert record["properties"]["Description"] == entry.message


def test_german_levels_are_those_of_a_real_file(real: Path) -> None:
    """The German words for levels and columns are the ones in a real German export."""
    text = (real / "csv" / "eventviewer-save-as-csv_de-DE_PrintService.csv").read_text(encoding="utf-8-sig")
    lines = text.splitlines()
    assert ",".join(DE_DE.header) == lines[0]
    assert {line.partition(",")[0] for line in lines[1:]} >= {DE_DE.levels[4], DE_DE.levels[2]}
