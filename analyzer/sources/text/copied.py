"""Events as blocks of labels and a description: Event Viewer's "Copy details as text", wevtutil's `/f:text`.

Both begin with four labels, of the log, the source, the date and the event id, in this
order and in any language; the last two before the description are the user and the
computer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

import numpy as np

from analyzer.model import Item, Record
from analyzer.sources.alike import Group
from analyzer.sources.decoding import LONGEST, byte_lines, head_text, readable
from analyzer.sources.event_xml import parse_event
from analyzer.sources.json.flat import Flat
from analyzer.sources.localtime import Clock, settle
from analyzer.sources.long_lines import line_blocks
from analyzer.sources.objects import Objects
from analyzer.sources.shape import HEAD, Guess, Options, Source
from analyzer.sources.text.blocks import Block, blocks
from analyzer.sources.text.framed import Frame, Framed, frame_of, framed

_BEFORE_DATE = rb"[\t >#*]*[^\W\d][^\n:\d]{1,30}: *"

VIEWER = Flat("Event Viewer, copied as text", (), frozenset())
WEVTUTIL = Flat("wevtutil text", (), frozenset())


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
        groups, left = found.groups()
        single = [left, *(group.rows for group in groups if not self._counted(found, group))]
        for begin, end in found.runs(np.concatenate(single)):
            yield from self.one_by_one([found.text(begin, end)], begin)

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
    form = _form(block)
    value = block.value()
    xml = parse_event("\n".join(block.xml)) if block.xml else None
    if xml is None:
        return objects.take(block.line, value, form)
    exact = {"RecordId": str(xml.record_id or ""), "Date": xml.time.isoformat(), "Log Name": xml.channel}
    item = objects.take(block.line, value | exact | {"Computer": xml.computer, "Source": xml.provider}, form)
    if not isinstance(item, Record):
        return item
    return replace(
        item,
        time=xml.time,
        time_basis="utc",
        user=xml.user,
        process_id=xml.process_id,
        event_name=xml.event_name,
        fields=xml.fields,
        binary=xml.binary,
    )
