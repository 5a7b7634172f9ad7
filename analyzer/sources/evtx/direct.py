"""Records read straight from their arrays of values, without a detour by way of XML.

A record is a reference to a template definition and an array of values, one of which
mostly is such a pair again: the body.  Each definition is taken apart once, each shape of
an array once, and then a record costs little more than its texts.  What is not wholly
understood is left to readers of all of XML.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from analyzer.sources.evtx.binxml import FRAGMENT, Element, Pointer, UnknownBinXmlError, parse_definition
from analyzer.sources.evtx.layout import TEMPLATE_HEAD
from analyzer.sources.evtx.scalars import sid
from analyzer.sources.evtx.shapes import BodyShape, EventShape, body_shape, event_shape

_HEAD = 24
_INSTANCE = struct.Struct("<HII")
_TEMPLATE = 0x010C
"""Token and version of a template instance."""

_DEFINITION = struct.Struct("<I16sI")
_RECORD_INSTANCE = len(FRAGMENT) + _INSTANCE.size
_SIZE = struct.Struct("<I")
_NAME = 6
"""Where in a name its length stands, before its letters."""

_MOST_SHAPES = 4096
_MOST_DEFINITIONS = 1024
"""More than logs hold; files made of nothing else must not fill the memory."""


Content = tuple[str | None, int | None, str | None, dict[str, str], bytes | None]
"""What a record tells beside who logged it and when: user, process id, event name, fields, Binary."""

from_bytes = int.from_bytes
Shape = TypeVar("Shape", EventShape, BodyShape)


class Definition:
    """A definition, and the shapes of its arrays, by the bytes with which these begin.

    Copies of it differ in offsets: of the next definition, and of names that stand elsewhere.
    """

    def __init__(self, chunk: bytes, offset: int, size: int) -> None:
        """Take apart the definition of that size at an offset; UnknownBinXmlError later where that fails."""
        self.size = size
        self.template = from_bytes(chunk[offset + 4 : offset + 8], "little")
        self.events: dict[bytes, EventShape] = {}
        self.bodies: tuple[dict[bytes, BodyShape], dict[bytes, BodyShape]] = ({}, {})
        self._root: Element | None = None
        self._pointers: tuple[Pointer, ...] = ()
        with suppress(UnknownBinXmlError):
            self._root, self._pointers = parse_definition(chunk, offset, size)
        mask = bytearray(b"\xff" * size)
        self._places = struct.Struct("<" + "".join(f"{gap}xI" for gap in _gaps(p.at for p in self._pointers)))
        for at in (0, *(p.at for p in self._pointers), *(p.at + 4 for p in self._pointers if p.follows)):
            mask[at : at + 4] = bytes(4)
        self._mask = from_bytes(mask, "little")
        self._fixed = from_bytes(chunk[offset : offset + size], "little") & self._mask

    def stands_at(self, chunk: bytes, offset: int) -> bool:
        """Whether a copy of it stands at an offset of another chunk."""
        copy = chunk[offset : offset + self.size]
        if from_bytes(copy, "little") & self._mask != self._fixed:
            return False
        for pointer, place in zip(self._pointers, self._places.unpack_from(copy), strict=True):
            if pointer.follows != (place == offset + pointer.at + 4):
                return False
            if not pointer.follows and not chunk.startswith(pointer.name, place + _NAME):
                return False
        return True

    def event(self, entries: bytes) -> EventShape:
        """The shape of an event's arrays that begin with those bytes."""
        return _remember(self.events, entries, event_shape(self._known_root(entries), entries))

    def body(self, entries: bytes, in_user_data: bool) -> BodyShape:
        """The shape of a body's arrays that begin with those bytes."""
        shape = body_shape(self._known_root(entries), entries, in_user_data)
        return _remember(self.bodies[in_user_data], entries, shape)

    def _known_root(self, entries: bytes) -> Element:
        if self._root is None or len(entries) != 4 + 4 * from_bytes(entries[:4], "little"):
            raise UnknownBinXmlError
        return self._root


def _gaps(places: Iterable[int]) -> Iterator[int]:
    """How many bytes lie between numbers of four bytes at ascending places."""
    end = 0
    for place in places:
        yield place - end
        end = place + _SIZE.size


def _remember(shapes: dict[bytes, Shape], entries: bytes, shape: Shape) -> Shape:
    if len(shapes) >= _MOST_SHAPES:
        shapes.clear()
    shapes[entries] = shape
    return shape


class Direct:
    """Reads the records of one file; what it learns of definitions it keeps."""

    def __init__(self) -> None:
        """Know no definition yet."""
        self._known: defaultdict[tuple[bytes, int], list[Definition]] = defaultdict(list)
        self._count = 0

    def read(self, chunk: bytes, offsets: Iterable[int]) -> list[Content | None]:
        """The records at ascending offsets of a whole chunk; None for each that is not wholly understood."""
        page = _Page(chunk, self)
        return [page.record(offset) for offset in offsets]

    def definition(self, chunk: bytes, offset: int) -> Definition:
        """The definition at an offset; UnknownBinXmlError where there can be none, or too many were met."""
        if offset + TEMPLATE_HEAD > len(chunk):
            raise UnknownBinXmlError
        _, guid, size = _DEFINITION.unpack_from(chunk, offset)
        size += TEMPLATE_HEAD
        known = self._known[guid, size]
        for one in known:
            if one.stands_at(chunk, offset):
                return one
        if offset + size > len(chunk) or self._count >= _MOST_DEFINITIONS:
            raise UnknownBinXmlError
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
        try:
            found = self._event(offset + _HEAD, offset + _SIZE.unpack_from(chunk, offset + 4)[0] - _SIZE.size)
            if found is None:
                return None
            event, at = found
            user, process, binary = event.user, event.process, None
            body, array = event.body, at
            if event.fragment:
                start, end = event.fragment
                inner = self._body(at + start, at + end, event.in_user_data)
                if inner is None:
                    return None
                body, array = inner
            if body.binary:
                binary = chunk[array + body.binary[0] : array + body.binary[1]]
            return (
                sid(chunk[at + user[0] : at + user[1]]) if user else None,
                from_bytes(chunk[at + process[0] : at + process[1]], "little") if process else None,
                body.event_name,
                dict(zip(body.names, body.texts(chunk, array))),  # noqa: B905  # places go on without end
                binary,
            )
        except (ValueError, IndexError, struct.error):
            return None

    def _event(self, at: int, end: int) -> tuple[EventShape, int] | None:
        """The shape of the event at an offset, and where its array of values is."""
        chunk = self._chunk
        head = chunk[at : at + _RECORD_INSTANCE]
        definition, array = self._named.get(head), at + _RECORD_INSTANCE
        if definition is None:
            definition, array = self._instance(head, at)
        entries = chunk[array : array + 4 + 4 * chunk[array]]
        shape = definition.events.get(entries)
        if shape is None:
            shape = definition.event(entries)
        # What follows is the end of the fragment.
        return (shape, array) if array + shape.size < end and not chunk[array + shape.size] else None

    def _body(self, at: int, end: int, in_user_data: bool) -> tuple[BodyShape, int] | None:
        """The shape of the body at an offset, and where its array of values is."""
        chunk = self._chunk
        head = chunk[at : at + (_RECORD_INSTANCE if chunk[at] == FRAGMENT[0] else _INSTANCE.size)]
        definition, array = self._named.get(head), at + len(head)
        if definition is None:
            definition, array = self._instance(head, at)
        entries = chunk[array : array + 4 + 4 * chunk[array]]
        shape = definition.bodies[in_user_data].get(entries)
        if shape is None:
            shape = definition.body(entries, in_user_data)
        left = end - array - shape.size
        return (shape, array) if left == 0 or (left > 0 and not chunk[array + shape.size]) else None

    def _instance(self, head: bytes, at: int) -> tuple[Definition, int]:
        """The definition that those bytes at an offset name, and where the array of values begins."""
        token, template, offset = _INSTANCE.unpack(head[-_INSTANCE.size :])
        array = at + len(head)
        if token != _TEMPLATE or head[: -_INSTANCE.size] not in (FRAGMENT, b""):
            raise UnknownBinXmlError
        definition = self._direct.definition(self._chunk, offset)
        if definition.template != template:
            raise UnknownBinXmlError
        if offset == array:
            # The definition stands right here; the next instance only names it.
            return definition, array + definition.size
        if offset < at:
            # One further on is named by the very record that holds it, too, and with the same bytes.
            self._named[head] = definition
        return definition, array
