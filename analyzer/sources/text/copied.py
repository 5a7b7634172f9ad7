"""Events as blocks of labels and a description: Event Viewer's "Copy details as text", wevtutil's `/f:text`.

Both begin with four labels, of the log, the source, the date and the event id, in this
order and in any language; the last two before the description are the user and the
computer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from analyzer.model import Item
from analyzer.sources.alike import Group
from analyzer.sources.columns import When
from analyzer.sources.decoding import LONGEST, byte_lines, head_text, readable
from analyzer.sources.form import Object
from analyzer.sources.head import Body, Head
from analyzer.sources.json.flat import Flat
from analyzer.sources.localtime import Clock, settle
from analyzer.sources.long_lines import line_blocks
from analyzer.sources.objects import Objects
from analyzer.sources.shape import HEAD, Guess, Options, Source
from analyzer.sources.text.blocks import Block, blocks
from analyzer.sources.text.framed import Frame, Framed, frame_of, framed
from analyzer.sources.xml.records import read_body, read_head
from analyzer.sources.xml.split import START

_BEFORE_DATE = rb"[\t >#*]*[^\W\d][^\n:\d]{1,30}: *"

VIEWER = Flat("Event Viewer, copied as text", (), frozenset())
WEVTUTIL = Flat("wevtutil text", (), frozenset())
_XML_END = b"</Event>"


class _WithXml:
    """A block below which its event stands as XML, which knows all but the message."""

    name = VIEWER.name
    lacks = ()

    def holds(self, found: Object, /) -> bool:
        """By its XML."""
        return "xml" in found

    def head(self, found: Object, when: When, /) -> Head | None:  # noqa: ARG002 (the interface's)
        """What the XML says."""
        return found.get("head") or read_head(found["xml"])

    def body(self, found: Object, /) -> Body:
        """What the XML says, and the message; the block is read only now."""
        block: Block | None = found["block"] if "block" in found else _first(found["text"])
        message = block.value().get("Message") if block else None
        return Body(**{**(read_body(found["xml"]) or Body()), "message": str(message) if message else None})


_WITH_XML = _WithXml()


class Copied:
    """Blocks of one kind or the other, or of both."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By the first block."""
        first = next(blocks(head_text(head).splitlines()), None)
        if first is None:
            return None
        name = WEVTUTIL.name if first.is_numbered else VIEWER.name
        return Guess(name, 0.9, "log, source, date and event id stand below each other with their labels")

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """Records that matter, tallies, stretches, and what cannot be read."""
        settled = settle(line_blocks(source, options), _BEFORE_DATE, options)
        if refusal := settled.refusal(source.path):
            yield refusal
            return
        objects = Objects(source, Clock(options.tz, settled.order), "line")
        first = next(settled.blocks, b"")
        frame = frame_of(readable(first[:HEAD]))
        text, copies = chain([first], settled.blocks), _Copies(objects)
        yield from copies.in_bulk(text, frame) if frame else copies.one_by_one(text)
        yield from objects.sums()


class _Copies:
    """The blocks of one file being read."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._line = 0

    def one_by_one(self, text: Iterable[bytes], above: int = 0) -> Iterator[Item]:
        """What matters of the blocks of a text that so many lines more stand above, each parsed."""
        for block in blocks(map(readable, byte_lines(text))):
            block.line += self._line + above
            item = _item(self._objects, block)
            if item:
                yield item

    def in_bulk(self, text: Iterator[bytes], frame: Frame) -> Iterator[Item]:
        """The same, but blocks that are alike and do not matter are counted together."""
        buffer = b""
        for piece in text:
            buffer += piece
            found = framed(buffer, frame)
            if found.heads.size:
                yield from self._told(found)
                self._line += found.rest
                buffer = buffer[found.lines[found.rest] :]
            if len(buffer) > LONGEST:
                break
        yield from self.one_by_one(chain([buffer], text))

    def _told(self, found: Framed) -> Iterator[Item]:
        if self._line == 0:
            yield from self.one_by_one([found.text(0, int(found.heads[0]))])
        groups, left, with_xml = found.groups()
        single = np.concatenate([left, *(group.rows for group in groups if not self._counted(found, group))])
        exact = {row: xml for row in sorted(with_xml) if (xml := _xml(found.text(*found.place(row))))}
        runs = found.runs(np.setdiff1d(single, list(exact)))
        pieces = [*((*found.place(row), xml) for row, xml in exact.items()), *((*run, b"") for run in runs)]
        for begin, end, xml in sorted(pieces):
            text = found.text(begin, end)
            head = read_head(xml) if xml else None
            if head is None:
                yield from self.one_by_one([text], begin)
                continue
            value = {"xml": xml, "head": head, "text": text}
            if item := self._objects.take(self._line + begin + 1, value, _WITH_XML):
                yield item

    def _counted(self, found: Framed, group: Group) -> bool:
        """Whether a group of blocks was counted; where it was not, each must be read."""
        block = found.head(group)
        if block is None:
            return False
        block.head[2] = readable(group.hour)
        return self._objects.count(block.value(), _form(block), group.shifts)


def _form(block: Block) -> Flat:
    return WEVTUTIL if block.is_numbered else VIEWER


def _item(objects: Objects, block: Block) -> Item | None:
    """The block as a record; its XML, where there is one, knows more."""
    xml = "\n".join(block.xml).encode()
    if xml and read_head(xml):
        return objects.take(block.line, {"xml": xml, "block": block}, _WITH_XML)
    return objects.take(block.line, block.value(), _form(block))


def _xml(text: bytes) -> bytes | None:
    """The only event that stands as XML in a block, at its end."""
    begin, end = START.search(text), text.find(_XML_END) + len(_XML_END)
    is_last = begin and begin.start() < end and not text[end:].strip()
    return text[begin.start() : end] if begin and is_last else None


def _first(text: bytes) -> Block | None:
    return next(blocks(map(readable, byte_lines([text]))), None)
