"""Event Viewer, "XML View" copied from the screen: with the marks of a tree, and so no XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from analyzer.simulate.emit import times
from analyzer.simulate.emit.event_xml import event_element
from analyzer.simulate.entry import Entry


def write(stream: BinaryIO, entries: Iterable[Entry], digits: int = 7) -> None:
    """Write the entries one below the other; times have 7 digits, or 9 as older Windows showed them.

    Loses the message.
    """
    for entry in entries:
        event = event_element(entry)
        created = event[0].find("TimeCreated")
        if created is not None:
            created.set("SystemTime", f"{times.utc(entry.time, 7)[:-1]}{'0' * (digits - 7)}Z")
        text = "\r\n".join(_lines(event, 0))
        stream.write(f"{text}\r\n\r\n".encode())


def _lines(element: Element, depth: int) -> Iterator[str]:
    attributes = "".join(f" {name}={_quoted(value)}" for name, value in element.items())
    indent = "  " * depth
    start = f"<{element.tag}{attributes}"
    if len(element):
        yield f"{indent}- {start}>"
        for child in element:
            yield from _lines(child, depth + 1)
        yield f"{indent}</{element.tag}>"
    elif element.text:
        yield f"{indent}{start}>{escape(element.text)}</{element.tag}> "
    else:
        yield f"{indent}{start} /> "


def _quoted(value: str) -> str:
    return quoteattr(value, {'"': "&quot;"})
