"""Template definitions of BinXml, the compiled XML of EVTX (MS-EVEN6 2.2.12).

A definition is the XML of many records, with slots for what differs between them.
The name of an element or attribute is spelt out where a chunk first needs it and
pointed at afterwards, so a definition's bytes depend on what its chunk knows.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256

from analyzer.simulate.evtx.values import utf16

FRAGMENT = b"\x0f\x01\x01\x00"
"""The header of every BinXml fragment: version 1.1, no flags."""

END = b"\x00"
ALWAYS = 0xFFFF
"""`depends_on` of an element that is there whatever the values are."""

_HEAD = struct.Struct("<I16sI")
_NAME_HEAD = struct.Struct("<HH")
_SIZE = struct.Struct("<I")


class Type(IntEnum):
    """The types of values (MS-EVEN6 2.2.12.1) that the System part and EventData need."""

    NULL = 0x00
    STRING = 0x01
    UINT8 = 0x04
    UINT16 = 0x06
    UINT32 = 0x08
    UINT64 = 0x0A
    BINARY = 0x0E
    GUID = 0x0F
    FILETIME = 0x11
    SID = 0x13
    HEX_INT64 = 0x15
    FRAGMENT = 0x21
    STRINGS = 0x81


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value: its index among the record's values, and its type."""

    index: int
    type: Type
    optional: bool = True


@dataclass(frozen=True, slots=True)
class Element:
    """An XML element; `children` None is written `<a/>`, empty is written `<a></a>`.

    Where the value with the index `depends_on` is null, the element is left out.
    """

    name: str
    attributes: tuple[tuple[str, str | Slot], ...] = ()
    children: tuple[Element | str | Slot, ...] | None = None
    depends_on: int = ALWAYS


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where in a definition the offset of a name goes, and whether the name itself follows it."""

    at: int
    name: str
    spelt_out: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition whose offsets are still zero."""

    raw: bytes
    names: tuple[NamePlace, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One template, whatever the chunk; its GUID follows from its content."""

    root: Element
    names: tuple[str, ...]
    guid: bytes
    largest: int
    _definitions: dict[tuple[str, ...], Definition] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, root: Element) -> Template:
        """The template of that XML."""
        names = tuple(dict.fromkeys(_names(root)))
        body = _Body(names)
        body.fragment(root)
        return cls(root, names, sha256(body.raw).digest()[:16], _HEAD.size + len(body.raw))

    def definition(self, known: Iterable[str]) -> Definition:
        """The definition for a chunk that knows these names; offsets count from its own first byte."""
        missing = tuple(name for name in self.names if name not in known)
        if missing not in self._definitions:
            body = _Body(missing)
            body.fragment(self.root)
            head = _HEAD.pack(0, self.guid, len(body.raw))
            names = (NamePlace(n.at + len(head), n.name, n.spelt_out) for n in body.names)
            self._definitions[missing] = Definition(head + body.raw, tuple(names))
        return self._definitions[missing]


def name_hash(units: Iterable[int]) -> int:
    """The hash by which chunks file names and templates, of their 16-bit units."""
    value = 0
    for unit in units:
        value = (value * 65599 + unit) & 0xFFFFFFFF
    return value & 0xFFFF


def _names(element: Element) -> Iterator[str]:
    yield element.name
    yield from (name for name, _ in element.attributes)
    for child in element.children or ():
        if isinstance(child, Element):
            yield from _names(child)


class _Body:
    """The bytes of a definition after its head, in the making; spells out the `missing` names."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.raw = bytearray()
        self.names: list[NamePlace] = []
        self._missing = set(missing)

    def fragment(self, root: Element) -> None:
        self.raw += FRAGMENT
        self._element(root)
        self.raw += END

    def _element(self, element: Element) -> None:
        self.raw += struct.pack("<BH", 0x41 if element.attributes else 0x01, element.depends_on)
        size = self._open()
        self._name(element.name)
        if element.attributes:
            self._attributes(element.attributes)
        if element.children is None:
            self.raw += b"\x03"
        else:
            self.raw += b"\x02"
            for child in element.children:
                self._content(child)
            self.raw += b"\x04"
        self._close(size)

    def _attributes(self, attributes: tuple[tuple[str, str | Slot], ...]) -> None:
        size = self._open()
        for left, (name, content) in zip(reversed(range(len(attributes))), attributes, strict=True):
            self.raw += b"\x46" if left else b"\x06"
            self._name(name)
            self._content(content)
        self._close(size)

    def _content(self, content: Element | str | Slot) -> None:
        if isinstance(content, Element):
            self._element(content)
        elif isinstance(content, str):
            units = utf16(content)
            self.raw += struct.pack("<BBH", 0x05, Type.STRING, len(units) // 2) + units
        else:
            token = 0x0E if content.optional else 0x0D
            self.raw += struct.pack("<BHB", token, content.index, content.type)

    def _name(self, name: str) -> None:
        spelt_out = name in self._missing
        self._missing.discard(name)
        self.names.append(NamePlace(len(self.raw), name, spelt_out))
        self.raw += bytes(4)
        if spelt_out:
            units = utf16(name)
            length = len(units) // 2
            self.raw += bytes(4) + _NAME_HEAD.pack(name_hash(struct.unpack(f"<{length}H", units)), length)
            self.raw += units + bytes(2)

    def _open(self) -> int:
        self.raw += bytes(_SIZE.size)
        return len(self.raw)

    def _close(self, start: int) -> None:
        _SIZE.pack_into(self.raw, start - _SIZE.size, len(self.raw) - start)
