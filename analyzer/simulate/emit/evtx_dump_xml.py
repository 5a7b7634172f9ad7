"""`evtx_dump` (the Rust reader): each record a document of its own, under a line with its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from analyzer.simulate.emit import times
from analyzer.simulate.emit.event_xml import event_element
from analyzer.simulate.entry import Entry

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'


def write(stream: BinaryIO, entries: Iterable[Entry]) -> None:
    """Write the entries; loses the message, and time below a microsecond."""
    for entry in entries:
        lines = [f"Record {entry.record_id}", _DECLARATION, *_lines(_respelt(entry), 0), ""]
        stream.write("".join(f"{line}\n" for line in lines).encode())


def _respelt(entry: Entry) -> Element:
    """The event with this tool's spellings: no braces where the GUID is a number, six digits."""
    event = event_element(entry)
    system, body = event[0], event[1]
    provider = system[0]
    if guid := entry.provider.guid:
        provider.set("Guid", f"{{{guid.upper()}}}" if entry.provider.source_name else guid.upper())
    for child in system:
        if child.tag == "TimeCreated":
            child.set("SystemTime", times.utc(entry.time, 6))
    unnamed = [child for child in body if child.tag == "Data" and not child.get("Name")]
    for child in unnamed:
        child.text = child.text or None
    if unnamed and entry.binary is None:
        _empty_binary(body)
    if len(body) == 0:
        body.text = None
    return event


def _empty_binary(body: Element) -> None:
    binary = Element("Binary")
    binary.text = ""
    body.append(binary)


def _lines(element: Element, depth: int) -> Iterator[str]:
    attributes = "".join(f' {name}="{_attribute(value)}"' for name, value in element.items())
    indent = "  " * depth
    start = f"{indent}<{element.tag}{attributes}>"
    if len(element) == 0 and element.text is not None:
        yield f"{start}{escape(element.text)}</{element.tag}>"
        return
    yield start
    for child in element:
        yield from _lines(child, depth + 1)
    yield f"{indent}</{element.tag}>"


def _attribute(value: str) -> str:
    return escape(value, {'"': "&quot;"})
