"""Definitions of templates that records name, each taken apart once for all its copies."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

from analyzer.sources.evtx.binxml import FRAGMENT, Element, Pointer, UnknownBinXmlError, parse_definition
from analyzer.sources.evtx.layout import TEMPLATE_HEAD
from analyzer.sources.evtx.shapes import BodyShape, EventShape, body_shape, event_shape

INSTANCE = struct.Struct("<HII")
_TEMPLATE = 0x010C
"""Token and version of a template instance."""

_DEFINITION = struct.Struct("<I16sI")
_NUMBER = struct.Struct("<I")
_NAME = 6
"""Where in a name its length stands, before its letters."""

_MOST_DEFINITIONS = 1024
"""More than logs hold; files made of nothing else must not fill the memory."""


Taken = Callable[[bytes, int, Sequence[Pointer]], "Knows"]
"""Takes a sample: a copy of a definition, where it stood, its pointers at names."""


class Knows(Protocol):
    """What knows copies of a definition by one of them."""

    def stands_at(self, chunk: bytes, offset: int, met: dict[int, bytes]) -> bool:
        """Whether a copy of it stands at an offset of a chunk; `met` are names there, by their places."""


class Definition:
    """A definition, known again wherever a copy of it stands."""

    def __init__(self, chunk: bytes, offset: int, size: int, sample: Taken) -> None:
        """Take apart the definition of that size at an offset; UnknownBinXmlError later where that fails.

        A `sample` is taken of this copy.
        """
        self.size = size
        self.template = int.from_bytes(chunk[offset + 4 : offset + 8], "little")
        self._root: Element | None = None
        pointers: tuple[Pointer, ...] = ()
        with suppress(UnknownBinXmlError):
            self._root, pointers = parse_definition(chunk, offset, size)
        self.stands_at = sample(chunk[offset : offset + size], offset, pointers).stands_at
        """As `Knows` tells."""

    def event(self, entries: bytes) -> EventShape:
        """The shape of an event's arrays that begin with those bytes."""
        return event_shape(self._known_root(entries), entries)

    def body(self, entries: bytes, in_user_data: bool) -> BodyShape:
        """The shape of a body's arrays that begin with those bytes."""
        return body_shape(self._known_root(entries), entries, in_user_data)

    def _known_root(self, entries: bytes) -> Element:
        if self._root is None or len(entries) != 4 + 4 * int.from_bytes(entries[:4], "little"):
            raise UnknownBinXmlError
        return self._root


class Sample:
    """One copy of a definition, by which others are known.

    Copies differ in offsets: of the next definition, and of names that stand elsewhere.
    """

    def __init__(self, copy: bytes, offset: int, pointers: Sequence[Pointer]) -> None:
        """Take a copy, which stood at an offset, with its pointers at names."""
        mask, self._own, self._size = bytearray(b"\xff" * len(copy)), 0, len(copy)
        mask[:4] = bytes(4)
        for pointer in pointers:
            if pointer.follows:
                # The name begins with the offset of the next one.
                mask[pointer.at + 4 : pointer.at + 8] = bytes(4)
                self._own |= 1 << 8 * pointer.at
            else:
                mask[pointer.at : pointer.at + 4] = bytes(4)
        self._mask = int.from_bytes(mask, "little")
        self._fixed = (int.from_bytes(copy, "little") & self._mask) - offset * self._own
        others = [pointer for pointer in pointers if not pointer.follows]
        self._names = tuple(pointer.name for pointer in others)
        self._behind = tuple(pointer.at + 4 for pointer in others)
        self._places = struct.Struct("<" + "".join(f"{gap}xI" for gap in _gaps(p.at for p in others)))

    def stands_at(self, chunk: bytes, offset: int, met: dict[int, bytes]) -> bool:
        """Whether a copy of it stands at an offset of a chunk; `met` are names there, by their places."""
        copy = chunk[offset : offset + self._size]
        # Where names follow their pointers, these differ as the copies' offsets do.
        if int.from_bytes(copy, "little") & self._mask != self._fixed + offset * self._own:
            return False
        places = self._places.unpack_from(copy)
        if tuple(map(met.get, places)) == self._names and max(places, default=0) < offset:
            return True
        for name, behind, place in zip(self._names, self._behind, places, strict=True):
            if place == offset + behind or not chunk.startswith(name, place + _NAME):
                return False
            met[place] = name
        return True


def _gaps(places: Iterable[int]) -> Iterator[int]:
    """How many bytes lie between numbers of four bytes at ascending places."""
    end = 0
    for place in places:
        yield place - end
        end = place + _NUMBER.size


class Definitions:
    """Those met in one file."""

    def __init__(self, sample: Taken) -> None:
        """Know none yet; other copies are known by a sample of one."""
        self._sample = sample
        self._known: defaultdict[tuple[bytes, int], list[Definition]] = defaultdict(list)
        self._count = 0

    def at(self, chunk: bytes, offset: int, met: dict[int, bytes]) -> Definition:
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
        known.append(Definition(chunk, offset, size, self._sample))
        return known[-1]


class Instances:
    """What instances in a chunk name."""

    def __init__(self, chunk: bytes, definitions: Definitions) -> None:
        """Have met none in the chunk yet."""
        self._chunk = chunk
        self._definitions = definitions
        self._met: dict[int, bytes] = {}

    def definition(self, head: bytes, at: int) -> tuple[Definition, int, bool]:
        """The definition that an instance at an offset names, by its head, and where its array of values is.

        And whether the same head names it at any further place.  UnknownBinXmlError where it names none.
        """
        token, template, offset = INSTANCE.unpack(head[-INSTANCE.size :])
        array = at + len(head)
        if token != _TEMPLATE or head[: -INSTANCE.size] not in (FRAGMENT, b""):
            raise UnknownBinXmlError
        definition = self._definitions.at(self._chunk, offset, self._met)
        if definition.template != template:
            raise UnknownBinXmlError
        if offset == array:
            # The definition stands right here; the next instance only names it.
            return definition, array + definition.size, False
        # One further on is named by the very record that holds it, too, and with the same bytes.
        return definition, array, offset < at
