"""Chunks whose records have values of any type: more than Windows is known to write."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime

from analyzer.simulate.entry import Entry, Provider
from analyzer.simulate.evtx.binxml import END, FRAGMENT, Element, Slot, Template, Type
from analyzer.simulate.evtx.chunk import Chunk
from analyzer.simulate.evtx.shapes import System
from analyzer.simulate.evtx.values import filetime

Value = tuple[int, bytes]
"""The type of a value, and its bytes."""

ENTRY = Entry(
    host="ns1.corp.example",
    channel="DNS Server",
    provider=Provider("Maker", "EB79061A-A566-4698-9119-3ED2807060E7"),
    event_id=150,
    time=datetime(2025, 3, 27, 8, 19, 20, 219123, tzinfo=UTC),
    record_id=7,
    process_id=3092,
    user="S-1-5-21-1004336348-1177238915-682003330-500",
)


def slots(values: Sequence[Value], optional: bool = False) -> tuple[Element, ...]:
    """A Data element, without a name, for every value."""
    return tuple(Element("Data", (), (Slot(index, Type.STRING, optional),)) for index, _ in enumerate(values))


def event_data(*children: Element, name: str | None = None) -> Element:
    """EventData with those children."""
    return Element("EventData", (("Name", name),) if name else (), children)


def crafted(root: Element, *arrays: Sequence[Value]) -> tuple[bytes, list[int]]:
    """A chunk with a record for each array of values, all of that body; and where the records stand."""
    system, body, chunk = System.of(ENTRY, literal=False), Template.of(root), Chunk()
    offsets = []
    for number, values in enumerate(arrays, 1):
        start = len(chunk.data)
        offsets.append(start)
        outer = chunk.instance(system.template, start + 28)
        numbers = system.pack(ENTRY, filetime(ENTRY.time))
        before = len(outer) + len(system.head) + 4 + len(numbers) + len(system.rest)
        inner = chunk.instance(body, start + 28 + before + 4)
        sizes = b"".join(struct.pack("<HH", len(raw), kind) for kind, raw in values)
        array = struct.pack("<I", len(values)) + sizes + b"".join(raw for _, raw in values)
        nested = FRAGMENT + inner + array + END
        content = FRAGMENT + outer + system.head + struct.pack("<HH", len(nested), Type.FRAGMENT)
        content += numbers + system.rest + nested + END
        size = -(-(24 + len(content) + 4) // 8) * 8
        head = struct.pack("<4sIQQ", b"**\0\0", size, number, filetime(ENTRY.time))
        chunk.add((head + content).ljust(size - 4, b"\0") + struct.pack("<I", size), number)
    return chunk.finished(1), offsets
