"""Records read straight from their arrays of values, without a detour by way of XML.

A record is a reference to a template definition and an array of values, one of which
mostly is such a pair again: the body.  Each definition is taken apart once, each shape of
an array once, and then a record costs little more than its texts.  What is not wholly
understood is left to readers of all of XML.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from analyzer.sources.evtx.binxml import FRAGMENT, Element, Pointer, UnknownBinXmlError, parse_definition
from analyzer.sources.evtx.layout import TEMPLATE_HEAD
from analyzer.sources.evtx.scalars import sid
from analyzer.sources.evtx.shapes import BodyShape, EventShape, body_shape, event_shape

_HEAD = 24
_INSTANCE = struct.Struct("<HII")
_TEMPLATE = 0x010C
"""Token and version of a template instance."""

_DEFINITION = struct.Struct("<I16sI")
_SIZE = struct.Struct("<I")
_MOST_SHAPES = 4096
_MOST_DEFINITIONS = 1024
"""More than logs hold; files made of nothing else must not fill the memory."""


class Content(NamedTuple):
    """What a record tells beside what it is: names as in `EventXml`."""

    user: str | None
    process_id: int | None
    event_name: str | None
    fields: dict[str, str]
    binary: bytes | None


Shape = TypeVar("Shape", EventShape, BodyShape)


class Definition:
    """A definition, and the shapes of its arrays, by the bytes with which these begin.

    Copies of it differ in offsets: of the next definition, and of names that stand elsewhere.
    """

    def __init__(self, chunk: bytes, offset: int, size: int) -> None:
        """Take apart the definition of that size at an offset; it may turn out as unknown."""
        self.size = size
        self.root: Element | None = None
        self.events: dict[bytes, EventShape | None] = {}
        self.bodies: tuple[dict[bytes, BodyShape | None], ...] = ({}, {})
        self._pointers: tuple[Pointer, ...] = ()
        mask = bytearray(b"\xff" * size)
        try:
            self.root, self._pointers = parse_definition(chunk, offset, size)
        except UnknownBinXmlError:
            pass
        for at in (0, *(p.at for p in self._pointers), *(p.at + 4 for p in self._pointers if p.follows)):
            mask[at : at + 4] = bytes(4)
        self._mask = int.from_bytes(mask, "little")
        self._fixed = int.from_bytes(chunk[offset : offset + size], "little") & self._mask

    def stands_at(self, chunk: bytes, offset: int) -> bool:
        """Whether a copy of it stands at an offset of another chunk."""
        copy = chunk[offset : offset + self.size]
        if int.from_bytes(copy, "little") & self._mask != self._fixed:
            return False
        for pointer in self._pointers:
            (place,) = _SIZE.unpack_from(copy, pointer.at)
            if pointer.follows != (place == offset + pointer.at + 4) or not chunk.startswith(pointer.name, place + 6):
                return False
        return True


class Direct:
    """Reads the records of one file; what it learns of definitions it keeps."""

    def __init__(self) -> None:
        """Know no definition yet."""
        self._known: defaultdict[tuple[bytes, int], list[Definition]] = defaultdict(list)
        self._count = 0

    def read(self, chunk: bytes, offsets: Iterable[int]) -> list[Content | None]:
        """The records at offsets of a whole chunk; None for each that is not wholly understood."""
        page = _Page(chunk, self)
        return [page.record(offset) for offset in offsets]

    def definition(self, chunk: bytes, offset: int) -> Definition | None:
        """The definition at an offset; None where there can be none, or too many were met."""
        if offset + TEMPLATE_HEAD > len(chunk):
            return None
        _, guid, size = _DEFINITION.unpack_from(chunk, offset)
        size += TEMPLATE_HEAD
        if offset + size > len(chunk):
            return None
        known = self._known[guid, size]
        for one in known:
            if one.stands_at(chunk, offset):
                return one
        if self._count >= _MOST_DEFINITIONS:
            return None
        self._count += 1
        known.append(Definition(chunk, offset, size))
        return known[-1]


class _Page:
    """A chunk being read, and the definitions that its records name, by the bytes that name them."""

    def __init__(self, chunk: bytes, direct: Direct) -> None:
        self._chunk = chunk
        self._direct = direct
        self._named: dict[bytes, Definition | None] = {}

    def record(self, offset: int) -> Content | None:
        """The record at an offset; None where it is not wholly understood."""
        chunk = self._chunk
        end = offset + int.from_bytes(chunk[offset + 4 : offset + 8], "little") - 4
        if end > len(chunk):
            return None
        try:
            return self._event(offset + _HEAD, end)
        except (ValueError, IndexError, struct.error):
            return None

    def _event(self, at: int, end: int) -> Content | None:
        chunk = self._chunk
        definition, array = self._instance(at)
        if definition is None:
            return None
        entries = chunk[array : array + 4 + 4 * chunk[array]]
        shape = definition.events[entries] if entries in definition.events else self._event_shape(definition, entries)
        if shape is None or array + shape.size >= end or chunk[array + shape.size]:
            return None
        user = process_id = None
        if shape.user:
            user = sid(chunk[array + shape.user[0] : array + shape.user[1]])
        if shape.process:
            process_id = int.from_bytes(chunk[array + shape.process[0] : array + shape.process[1]], "little")
        body = shape.body
        if shape.fragment:
            end = array + shape.fragment[1]
            definition, array = self._instance(array + shape.fragment[0])
            if definition is None:
                return None
            entries = chunk[array : array + 4 + 4 * chunk[array]]
            bodies = definition.bodies[shape.in_user_data]
            found = bodies[entries] if entries in bodies else self._body_shape(definition, entries, shape.in_user_data)
            if found is None or array + found.size > end or (array + found.size < end and chunk[array + found.size]):
                return None
            body = found
        binary = body.binary
        return Content(
            user,
            process_id,
            body.event_name,
            dict(zip(body.names, body.texts(chunk, array))),  # noqa: B905  # places go on without end
            chunk[array + binary[0] : array + binary[1]] if binary else None,
        )

    def _instance(self, at: int) -> tuple[Definition | None, int]:
        """The definition of the template instance at an offset, and where its array of values begins."""
        head = self._chunk[at : at + _INSTANCE.size + (len(FRAGMENT) if self._chunk[at] == FRAGMENT[0] else 0)]
        array = at + len(head)
        if head in self._named:
            return self._named[head], array
        token, template, offset = _INSTANCE.unpack(head[-_INSTANCE.size :])
        definition = None
        if token == _TEMPLATE and head[: -_INSTANCE.size] in (FRAGMENT, b""):
            definition = self._direct.definition(self._chunk, offset)
        if definition and self._chunk[offset + 4 : offset + 8] != _SIZE.pack(template):
            definition = None
        if offset == array:
            # The next instance that names it does not hold it.
            array += definition.size if definition else 0
        else:
            self._named[head] = definition
        return definition, array

    @staticmethod
    def _event_shape(definition: Definition, entries: bytes) -> EventShape | None:
        shape = None
        if definition.root is not None and entries[1:4] == bytes(3):
            try:
                shape = event_shape(definition.root, entries)
            except UnknownBinXmlError:
                pass
        return _remember(definition.events, entries, shape)

    @staticmethod
    def _body_shape(definition: Definition, entries: bytes, in_user_data: bool) -> BodyShape | None:
        shape = None
        if definition.root is not None and entries[1:4] == bytes(3):
            try:
                shape = body_shape(definition.root, entries, in_user_data)
            except UnknownBinXmlError:
                pass
        return _remember(definition.bodies[in_user_data], entries, shape)


def _remember(shapes: dict[bytes, Shape | None], entries: bytes, shape: Shape | None) -> Shape | None:
    if len(shapes) >= _MOST_SHAPES:
        shapes.clear()
    shapes[entries] = shape
    return shape
