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
_NUMBER = struct.Struct("<I")
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
        mask, self._own = bytearray(b"\xff" * size), 0
        mask[:4] = bytes(4)
        for pointer in self._pointers:
            if pointer.follows:
                # The name begins with the offset of the next one.
                mask[pointer.at + 4 : pointer.at + 8] = bytes(4)
                self._own |= 1 << 8 * pointer.at
            else:
                mask[pointer.at : pointer.at + 4] = bytes(4)
        self._mask = from_bytes(mask, "little")
        self._fixed = (from_bytes(chunk[offset : offset + size], "little") & self._mask) - offset * self._own
        others = [pointer for pointer in self._pointers if not pointer.follows]
        self._names = tuple(pointer.name for pointer in others)
        self._behind = tuple(pointer.at + 4 for pointer in others)
        self._places = struct.Struct("<" + "".join(f"{gap}xI" for gap in _gaps(p.at for p in others)))

    def stands_at(self, chunk: bytes, offset: int, met: dict[int, bytes]) -> bool:
        """Whether a copy of it stands at an offset of a chunk; `met` are names there, by their places."""
        copy = chunk[offset : offset + self.size]
        # Where names follow their pointers, these differ as the copies' offsets do.
        if from_bytes(copy, "little") & self._mask != self._fixed + offset * self._own:
            return False
        places = self._places.unpack_from(copy)
        if tuple(map(met.get, places)) == self._names and max(places, default=0) < offset:
            return True
        for name, behind, place in zip(self._names, self._behind, places, strict=True):
            if place == offset + behind or not chunk.startswith(name, place + _NAME):
                return False
            met[place] = name
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
        end = place + _NUMBER.size


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

    def definition(self, chunk: bytes, offset: int, met: dict[int, bytes]) -> Definition:
        """The definition at an offset; UnknownBinXmlError where there can be none, or too many were met.

        Names that are met in the chunk are added to those that were met before, by their places.
        """
        if offset + TEMPLATE_HEAD > len(chunk):
            raise UnknownBinXmlError
        _, guid, size = _DEFINITION.unpack_from(chunk, offset)
        size += TEMPLATE_HEAD
        known = self._known[guid, size]
        for one in known:
            if one.stands_at(chunk, offset, met):
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
        self._named: dict[bytes, Definition] = {}
        self._met: dict[int, bytes] = {}

    def record(self, offset: int) -> Content | None:
        """The record at an offset; None where it is not wholly understood."""
        chunk = self._chunk
        try:
            definition, at = self._definition(offset + _HEAD, _RECORD_INSTANCE)
            entries = chunk[at : at + 4 + 4 * chunk[at]]
            event = definition.events.get(entries) or definition.event(entries)
            end = at + event.size
            # What follows is the end of the fragment.
            if chunk[end] or end >= offset + _NUMBER.unpack_from(chunk, offset + 4)[0] - _NUMBER.size:
                return None
            body, array = event.body, at
            if event.fragment:
                found = self._body(at + event.fragment[0], at + event.fragment[1], event.in_user_data)
                if found is None:
                    return None
                body, array = found
            return (
                sid(chunk[at + event.user[0] : at + event.user[1]]) if event.user else None,
                _NUMBER.unpack_from(chunk, at + event.process)[0] if event.process else None,
                body.event_name,
                body.fields(chunk, array),
                chunk[array + body.binary[0] : array + body.binary[1]] if body.binary else None,
            )
        except (ValueError, IndexError, struct.error):
            return None

    def _body(self, at: int, end: int, in_user_data: bool) -> tuple[BodyShape, int] | None:
        """The shape of the body at an offset, and where its array of values is."""
        chunk = self._chunk
        is_fragment = chunk[at] == FRAGMENT[0]
        definition, array = self._definition(at, _RECORD_INSTANCE if is_fragment else _INSTANCE.size)
        entries = chunk[array : array + 4 + 4 * chunk[array]]
        body = definition.bodies[in_user_data].get(entries) or definition.body(entries, in_user_data)
        left = end - array - body.size
        return (body, array) if left == 0 or (left > 0 and not chunk[array + body.size]) else None

    def _definition(self, at: int, size: int) -> tuple[Definition, int]:
        """The definition that an instance of that size at an offset names, and where its values are."""
        head = self._chunk[at : at + size]
        known = self._named.get(head)
        return (known, at + size) if known else self._instance(head, at)

    def _instance(self, head: bytes, at: int) -> tuple[Definition, int]:
        """The definition that those bytes at an offset name, and where the array of values begins."""
        token, template, offset = _INSTANCE.unpack(head[-_INSTANCE.size :])
        array = at + len(head)
        if token != _TEMPLATE or head[: -_INSTANCE.size] not in (FRAGMENT, b""):
            raise UnknownBinXmlError
        definition = self._direct.definition(self._chunk, offset, self._met)
        if definition.template != template:
            raise UnknownBinXmlError
        if offset == array:
            # The definition stands right here; the next instance only names it.
            return definition, array + definition.size
        if offset < at:
            # One further on is named by the very record that holds it, too, and with the same bytes.
            self._named[head] = definition
        return definition, array
