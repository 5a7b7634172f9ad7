"""Template definitions of BinXml as trees of elements (MS-EVEN6 2.2.12).

Only what event templates are made of is read: elements, attributes, texts, and places
for values.  All else (entities, CDATA, processing instructions, names that XML forbids)
makes a definition unknown, and its records are left to a reader of all of XML.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from analyzer.sources.evtx.layout import TEMPLATE_HEAD

FRAGMENT = b"\x0f\x01\x01\x00"
"""How every fragment begins: version 1.1, no flags."""

_NAME = re.compile(r"xmlns(?::(?!xml)[A-Za-z_][\w.-]*)?|(?!xml)[A-Za-z_][\w.-]*", re.ASCII | re.IGNORECASE)
_NAMESPACE = re.compile(r"(?!http://www\.w3\.org/)[\w.:/-]+", re.ASCII)
_DEEPEST = 16
_MORE = 0x40
_STRING = 0x01
_OPEN, _CLOSED, _VALUE, _ATTRIBUTE = 0x01, 0x04, 0x05, 0x06
_SLOTS = (0x0D, 0x0E)

_ELEMENT = struct.Struct("<HI")
_POINTER = struct.Struct("<I")
_NAME_HEAD = struct.Struct("<IHH")
_TEXT_HEAD = struct.Struct("<BH")
_SLOT = struct.Struct("<HB")


class UnknownBinXmlError(ValueError):
    """A definition that is damaged, or holds what is not read here."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value: its index in the array of values."""

    index: int


Content = tuple["str | Slot | Element", ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element with its attributes, whose values are texts and slots alone."""

    name: str
    attributes: dict[str, Content]
    content: Content

    @property
    def elements(self) -> tuple[Element, ...]:
        """The elements right below."""
        return tuple(c for c in self.content if isinstance(c, Element))

    @property
    def is_spaced(self) -> bool:
        """Whether text or values stand beside elements."""
        return 0 < len(self.elements) < len(self.content)


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where in a definition the offset of a name stands, the name, and whether it follows right there."""

    at: int
    name: bytes
    follows: bool


def parse_definition(chunk: bytes, offset: int, size: int) -> tuple[Element, tuple[Pointer, ...]]:
    """The definition of that size, head included, at an offset of a chunk; and its pointers at names.

    UnknownBinXmlError for what is not read here.
    """
    parser = _Parser(chunk, offset, size)
    try:
        root = parser.fragment()
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise UnknownBinXmlError from error
    return root, tuple(parser.pointers)


class _Parser:
    """Reads one definition from its start to its end."""

    def __init__(self, chunk: bytes, offset: int, size: int) -> None:
        self.pointers: list[Pointer] = []
        self._chunk = chunk
        self._start = offset
        self._end = min(offset + size, len(chunk))
        self._at = offset + TEMPLATE_HEAD

    def fragment(self) -> Element:
        start = self._at
        self._at += len(FRAGMENT)
        if self._chunk[start : self._at] != FRAGMENT or self._token() & ~_MORE != _OPEN:
            raise UnknownBinXmlError
        root = self._element(self._chunk[self._at - 1], _DEEPEST)
        if self._token() != 0 or self._at > self._end:
            raise UnknownBinXmlError
        return root

    def _element(self, token: int, deepest: int) -> Element:
        """The element behind its token."""
        if not deepest:
            raise UnknownBinXmlError
        self._read(_ELEMENT)
        name, attributes = self._name(), {}
        if name.startswith("xmlns"):
            raise UnknownBinXmlError
        if token & _MORE:
            self._read(_POINTER)
            attributes = self._attributes()
        match self._token():
            case 0x02:
                content = self._content(deepest - 1)
            case 0x03:
                content = ()
            case _:
                raise UnknownBinXmlError
        return Element(name, attributes, content)

    def _attributes(self) -> dict[str, Content]:
        found: dict[str, Content] = {}
        while self._chunk[self._at] & ~_MORE == _ATTRIBUTE:
            self._token()
            name = self._name()
            parts: list[str | Slot] = []
            while (part := self._text_or_slot()) is not None:
                parts.append(part)
            if name in found or (name.startswith("xmlns") and not _is_namespace(parts)):
                raise UnknownBinXmlError
            found[name] = tuple(parts)
        return found

    def _content(self, deepest: int) -> Content:
        parts: list[str | Slot | Element] = []
        while True:
            if (part := self._text_or_slot()) is not None:
                parts.append(part)
                continue
            token = self._token()
            if token == _CLOSED:
                return tuple(parts)
            if token & ~_MORE != _OPEN:
                raise UnknownBinXmlError
            parts.append(self._element(token, deepest))

    def _text_or_slot(self) -> str | Slot | None:
        """The text or slot that stands here; None where neither does."""
        token = self._chunk[self._at]
        if token in _SLOTS:
            self._token()
            return Slot(self._read(_SLOT)[0])
        if token & ~_MORE != _VALUE:
            return None
        self._token()
        kind, length = self._read(_TEXT_HEAD)
        text = self._units(length).decode("utf-16-le")
        if kind != _STRING or not text.isprintable():
            raise UnknownBinXmlError
        return text

    def _name(self) -> str:
        at = self._at
        (place,) = self._read(_POINTER)
        _, _, length = _NAME_HEAD.unpack_from(self._chunk, place)
        start = place + _NAME_HEAD.size
        raw = self._chunk[start - 2 : start + 2 * length]
        self.pointers.append(Pointer(at - self._start, raw, place == self._at))
        if place == self._at:
            self._at = start + 2 * length + 2
        name = raw[2:].decode("utf-16-le")
        if len(name) != length or not _NAME.fullmatch(name):
            raise UnknownBinXmlError
        return name

    def _units(self, length: int) -> bytes:
        start = self._at
        self._at += 2 * length
        return self._chunk[start : self._at]

    def _read(self, layout: struct.Struct) -> tuple[int, ...]:
        self._at += layout.size
        return layout.unpack_from(self._chunk, self._at - layout.size)

    def _token(self) -> int:
        self._at += 1
        if self._at > self._end:
            raise UnknownBinXmlError
        return self._chunk[self._at - 1]


def _is_namespace(parts: list[str | Slot]) -> bool:
    """Whether that is one plain name; a few are reserved, and none may depend on a value."""
    return len(parts) == 1 and isinstance(parts[0], str) and bool(_NAMESPACE.fullmatch(parts[0]))
