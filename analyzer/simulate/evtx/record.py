"""One record, ready to go into any chunk."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from analyzer.simulate.entry import Entry
from analyzer.simulate.evtx.binxml import END, FRAGMENT, Type
from analyzer.simulate.evtx.chunk import Chunk
from analyzer.simulate.evtx.mould import Place
from analyzer.simulate.evtx.shapes import Body, System
from analyzer.simulate.evtx.values import filetime

_RECORD_HEADER = struct.Struct("<4sIQQ")
_BODY_DESCRIPTOR = struct.Struct("<HH")
_SIZE = struct.Struct("<I")
_INSTANCE = 10
"""Bytes of a template instance without its definition."""


@dataclass(frozen=True, slots=True)
class Record:
    """An entry, its shapes, and its values as bytes."""

    entry: Entry
    system: System
    body: Body
    values: bytes

    @classmethod
    def of(cls, entry: Entry, system: System, body: Body) -> Record:
        """The record of an entry of these shapes."""
        return cls(entry, system, body, body.values(entry))

    def fits(self, chunk: Chunk) -> bool:
        """Whether the chunk surely has room for it."""
        system = self.system
        size = _RECORD_HEADER.size + 2 * (len(FRAGMENT) + _INSTANCE + len(END)) + len(system.head)
        size += _BODY_DESCRIPTOR.size + system.numbers.size + len(system.rest)
        return chunk.room_for(size + len(self.values) + 7 + _SIZE.size, system.template, self.body.template)

    def put(self, chunk: Chunk, header_id: int, header_time: int | None) -> Place:
        """Append the record; its header has its own time where none is given."""
        system, start = self.system, len(chunk.data)
        time = filetime(self.entry.time)
        numbers = system.pack(self.entry, time)
        at = start + _RECORD_HEADER.size + len(FRAGMENT)
        outer = chunk.instance(system.template, at)
        numbers_at = at + len(outer) + len(system.head) + _BODY_DESCRIPTOR.size
        at = numbers_at + len(numbers) + len(system.rest)
        inner = chunk.instance(self.body.template, at + len(FRAGMENT))
        nested = len(FRAGMENT) + len(inner) + len(self.values) + len(END)
        at += nested + len(END) + _SIZE.size
        padding = -at % 8
        size = at + padding - start
        parts = (
            _RECORD_HEADER.pack(b"**\0\0", size, header_id, time if header_time is None else header_time),
            FRAGMENT,
            outer,
            system.head,
            _BODY_DESCRIPTOR.pack(nested, Type.FRAGMENT),
            numbers,
            system.rest,
            FRAGMENT,
            inner,
            self.values,
            END,
            END,
            bytes(padding),
            _SIZE.pack(size),
        )
        chunk.add(b"".join(parts), header_id)
        return Place(start, numbers_at + system.time_at, numbers_at + system.id_at)
