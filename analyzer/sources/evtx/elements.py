"""Template definitions of the usual shape: elements with texts and places for values, nothing else.

python-evtx reads definitions of every shape, in a millisecond or two each.  A log has dozens,
and takes little longer than that to index.  Tokens: MS-EVEN6 2.2.12.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from analyzer.sources.evtx.layout import TEMPLATE_HEAD

Part = int | str
"""A text, or the index of the value that stands in its place."""

_START = b"\x0f\x01\x01\x00"
_ELEMENT, _ELEMENT_WITH_ATTRIBUTES = 0x01, 0x41
_CLOSE_START, _CLOSE_EMPTY, _CLOSE, _END = 0x02, 0x03, 0x04, 0x00
_ATTRIBUTE = (0x06, 0x46)
_VALUE = (0x05, 0x45)
_SUBSTITUTION = (0x0D, 0x0E)
_TEXT = 0x01

_ELEMENT_NAME, _ATTRIBUTE_NAME = 7, 1
"""Where in an element or attribute the offset of its name stands."""

_OFFSET = struct.Struct("<I")
_SHORT = struct.Struct("<H")
_BYTE_ORDER_MARKS = ("\ufeff", "\ufffe")


@dataclass(slots=True)
class Element:
    """An element of a definition: its attributes with their content, and its own."""

    name: str
    attributes: list[tuple[str, Part]] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element:
        """The first child of that name; one without content, if there is none."""
        return next((child for child in self.children if child.name == name), Element(name))

    def attribute(self, name: str) -> Part | None:
        """The content of an attribute."""
        return next((part for of, part in self.attributes if of == name), None)

    @property
    def content(self) -> Part | None:
        """The only text or value in it."""
        return self.parts[0] if len(self.parts) == 1 else None


def read_definition(chunk: bytes, offset: int, size: int) -> tuple[Element, list[int]] | None:
    """The root of a definition of so many bytes behind its head, and where all that points at names stands.

    None where anything in it is unusual.
    """
    start = offset + TEMPLATE_HEAD
    reader = _Reader(chunk, start + len(_START))
    try:
        root = reader.element()
        usual = chunk.startswith(_START, start) and reader.token() == _END and reader.at == start + size
    except (ValueError, IndexError, struct.error):
        return None
    return (root, reader.names) if usual else None


class _Reader:
    """Reads on from `at`; a ValueError, IndexError or struct.error says that something is unusual."""

    def __init__(self, chunk: bytes, at: int) -> None:
        self.at = at
        self.names: list[int] = []
        self._chunk = chunk

    def token(self) -> int:
        self.at += 1
        return self._chunk[self.at - 1]

    def element(self) -> Element:
        """An element with all that it holds, however deep."""
        opened = [Element("")]
        while True:
            token = self.token()
            if token in (_ELEMENT, _ELEMENT_WITH_ATTRIBUTES):
                element = self._opened(token)
                opened[-1].children.append(element)
                closed = self.token()
                if closed == _CLOSE_START:
                    opened.append(element)
                elif closed != _CLOSE_EMPTY:
                    raise ValueError
            elif token == _CLOSE and len(opened) > 1:
                opened.pop()
            else:
                opened[-1].parts.append(self._part(token))
            if len(opened) == 1:
                (element,) = opened[0].children
                return element

    def _opened(self, token: int) -> Element:
        element = Element(self._name(_ELEMENT_NAME))
        self.at += _OFFSET.size if token == _ELEMENT_WITH_ATTRIBUTES else 0
        while self._chunk[self.at] in _ATTRIBUTE:
            self.at += 1
            name = self._name(_ATTRIBUTE_NAME)
            element.attributes.append((name, self._part(self.token())))
        return element

    def _name(self, place: int) -> str:
        """The name of what began a token before, whose offset stands at a place in it."""
        began = self.at - 1
        self.at = began + place + _OFFSET.size
        self.names.append(began + place)
        (offset,) = _OFFSET.unpack_from(self._chunk, began + place)
        if offset < began:
            return self._text(offset + 6)[0]
        # The name stands here, and begins with a pointer to the next of its kind.
        if offset != self.at:
            raise ValueError
        self.names.append(self.at)
        name, end = self._text(offset + 6)
        self.at = end + _SHORT.size
        return name

    def _part(self, token: int) -> Part:
        if token in _SUBSTITUTION:
            (index,) = _SHORT.unpack_from(self._chunk, self.at)
            self.at += 3
            return int(index)
        if token not in _VALUE or self.token() != _TEXT:
            raise ValueError
        text, self.at = self._text(self.at)
        return text.rstrip("\0")

    def _text(self, at: int) -> tuple[str, int]:
        """The text whose length stands at an offset, and where it ends."""
        start = at + _SHORT.size
        end = start + 2 * _SHORT.unpack_from(self._chunk, at)[0]
        text = self._chunk[start:end].decode("utf-16-le")
        if end > len(self._chunk) or text.startswith(_BYTE_ORDER_MARKS):
            raise ValueError
        return text, end
