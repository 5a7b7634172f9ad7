"""Event Viewer, "Save as XML": one long line with a root, and the rendered text of each event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO
from xml.etree.ElementTree import Element, SubElement

from analyzer.simulate.emit import words
from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.emit.event_xml import event_element, single_quoted
from analyzer.simulate.entry import Entry

DECLARATION = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n'


def write(stream: BinaryIO, entries: Iterable[Entry], culture: Culture = EN_US) -> None:
    """Write the entries; loses nothing."""
    stream.write(f"{DECLARATION}<Events>".encode())
    for entry in entries:
        event = event_element(entry)
        event.append(_rendering(entry, culture))
        stream.write(single_quoted(event).encode())
    stream.write(b"</Events>")


def _rendering(entry: Entry, culture: Culture) -> Element:
    info = Element("RenderingInfo", Culture=culture.name)
    texts = {
        "Message": entry.message,
        "Level": culture.levels[entry.level],
        "Task": words.task(entry),
        "Opcode": culture.info if entry.opcode == 0 else "",
        "Channel": "",
        "Provider": entry.provider.name,
    }
    for name, text in texts.items():
        SubElement(info, name).text = text
    keywords = SubElement(info, "Keywords")
    keywords.text = ""
    for name in words.keywords(entry):
        SubElement(keywords, "Keyword").text = name
    return info
