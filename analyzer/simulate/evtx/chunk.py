"""A chunk: 64 KiB of records, with the names and templates that they share.

Layout: MS-EVEN6 2.2.12; Metz, "Windows XML Event Log (EVTX) format" (libevtx).
"""

from __future__ import annotations

import struct
from zlib import crc32

from analyzer.simulate.evtx.binxml import Template, name_hash

SIZE = 0x10000
FIRST_RECORD = 0x200
_HEADER = struct.Struct("<8s4Q4I64xI4x")
_TABLES = struct.Struct("<64I32I")
_INSTANCE = struct.Struct("<BB4sI")
_OFFSET = struct.Struct("<I")
_NOBODY = 0xFFFF_FFFF_FFFF_FFFF


class Chunk:
    """A chunk in the making."""

    def __init__(self) -> None:
        """A chunk without records."""
        self.data = bytearray(FIRST_RECORD)
        self.records = 0
        self._ids = (_NOBODY, _NOBODY)
        self._last_at = 0
        self._names: dict[str, int] = {}
        self._name_table = [0] * 64
        self._instances: dict[bytes, bytes] = {}
        self._template_table = [0] * 32

    def room_for(self, size: int, *templates: Template) -> bool:
        """Whether a record surely fits: its size without definitions, and the templates it needs."""
        size += sum(t.largest for t in templates if t.guid not in self._instances)
        return len(self.data) + size <= SIZE

    def instance(self, template: Template, at: int) -> bytes:
        """The beginning of a template instance at an offset: a pointer, or the definition itself."""
        known = self._instances.get(template.guid)
        if known is not None:
            return known
        instance = _INSTANCE.pack(0x0C, 1, template.guid[:4], at + _INSTANCE.size)
        self._instances[template.guid] = instance
        return instance + self._define(template, at + _INSTANCE.size)

    def add(self, record: bytes, header_id: int) -> None:
        """Append a whole record."""
        self._last_at = len(self.data)
        self._ids = (header_id if self.records == 0 else self._ids[0], header_id)
        self.records += 1
        self.data += record

    def finished(self, first: int, ids: tuple[int, int] | None = None) -> bytes:
        """The chunk as it stands in the file; `first` is the number there of its first record, from 1.

        `ids` are those of the first and last record's header, where they are not as added.
        """
        last = first + self.records - 1 if self.records else _NOBODY
        checksum = crc32(memoryview(self.data)[FIRST_RECORD:])
        header = _HEADER.pack(
            b"ElfChnk\0", first, last, *(ids or self._ids), 128, self._last_at, len(self.data), checksum, 1
        )
        tables = _TABLES.pack(*self._name_table, *self._template_table)
        self.data[:FIRST_RECORD] = header + tables
        _OFFSET.pack_into(self.data, 124, crc32(tables, crc32(header[:120])))
        return bytes(self.data.ljust(SIZE, b"\0"))

    def _define(self, template: Template, at: int) -> bytes:
        definition = template.definition(self._names)
        raw = bytearray(definition.raw)
        bucket = name_hash(struct.unpack("<8H", template.guid)) % len(self._template_table)
        _OFFSET.pack_into(raw, 0, self._template_table[bucket])
        self._template_table[bucket] = at
        for place in definition.names:
            if place.spelt_out:
                name_at = at + place.at + _OFFSET.size
                (filed_as,) = struct.unpack_from("<H", raw, place.at + 2 * _OFFSET.size)
                bucket = filed_as % len(self._name_table)
                _OFFSET.pack_into(raw, place.at + _OFFSET.size, self._name_table[bucket])
                self._name_table[bucket] = self._names[place.name] = name_at
            _OFFSET.pack_into(raw, place.at, self._names[place.name])
        return bytes(raw)
