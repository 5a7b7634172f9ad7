"""What template definitions say of the System part of their records.

A record of EVTX is a reference to a template and an array of values; the template
says which value is the EventID, and holds what is the same in all its records.
Each is read once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from Evtx.Nodes import (
    AttributeNode,
    BXmlNode,
    ConditionalSubstitutionNode,
    NormalSubstitutionNode,
    OpenStartElementNode,
    ValueNode,
)
from numpy.typing import NDArray

from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import BoolArray, IntArray, unique
from analyzer.sources.evtx.elements import Element, Part, read_definition
from analyzer.sources.evtx.layout import CHUNK, TEMPLATE_HEAD
from analyzer.sources.evtx.pythonevtx import Chunk

UNREADABLE = 0
"""The number of a definition that tells nothing: its records are read one by one."""

_MOST_DEFINITIONS = 4096
"""More than any log was seen to hold; a file made of nothing else must not stop the work."""

_LAST_INDEX = 255
"""System's values are among the first twenty; a place far behind them would make all records' arrays long."""

_NEXT = 4
"""Bytes of the offset of the next definition, with which one begins."""

_HEAD = np.dtype([("guid", "S16"), ("size", "<u4")])
_NAME_AT = {OpenStartElementNode: 7, AttributeNode: 1}
"""Where in an element or attribute the offset of its name stands."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where System keeps its values: a number is an index in the array of values, a text the value."""

    event_id: int
    record_id: int
    time: int
    provider: int | str
    channel: int | str
    computer: int | str

    @property
    def indexes(self) -> tuple[int | None, ...]:
        """The indexes of all six; None for a text that is the value."""
        texts = (self.provider, self.channel, self.computer)
        return self.event_id, self.record_id, self.time, *(t if isinstance(t, int) else None for t in texts)

    @property
    def texts(self) -> tuple[str, str, str]:
        """Provider, channel and computer; empty where they are among the values."""
        return _text(self.provider), _text(self.channel), _text(self.computer)


def _text(value: int | str) -> str:
    return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition, as 64-bit words, and the number of its layout; `size` is that of its elements in bytes.

    `fixed` has no bits where bytes differ between copies of it: offsets of names and
    of the next definition, which depend on what else the chunk holds.
    """

    size: int
    words: NDArray[np.uint64]
    fixed: NDArray[np.uint64]
    layout: int

    def stands(self, block: Block, at: IntArray) -> BoolArray:
        """Whether it stands at each of those positions."""
        copies = block.rows(at, self.words.nbytes).view(np.uint64).reshape(at.size, -1)
        copies ^= self.words
        copies &= self.fixed
        same: BoolArray = np.bitwise_or.reduce(copies, axis=1) == 0
        return same


_NOWHERE = Layout(-1, -1, -1, "", "", "")


class Templates:
    """Every definition met so far, known by its GUID *and* its content."""

    def __init__(self) -> None:
        """Know nothing yet but that there are unreadable ones."""
        self.layouts: list[Layout] = [_NOWHERE]
        self._numbers: dict[Layout, int] = {_NOWHERE: UNREADABLE}
        self._known: dict[tuple[bytes, int], list[Definition]] = defaultdict(list)
        self.definitions: list[Definition] = []

    @property
    def count(self) -> int:
        """How many definitions were read, good and bad."""
        return len(self.definitions)

    def numbers(self, block: Block, at: IntArray) -> IntArray:
        """For the definition at each position of a block: the number of its layout in `layouts`."""
        numbers = np.full(at.size, UNREADABLE, np.int64)
        heads, _, which = unique(block.rows(at + _NEXT, _HEAD.itemsize))
        for number, (guid, size) in enumerate(heads.view(_HEAD).tolist()):
            members = np.flatnonzero(which == number)
            members = members[at[members] % CHUNK + TEMPLATE_HEAD + size <= CHUNK]
            if members.size:
                numbers[members] = self._recognise(block, at[members], guid, size)
        return numbers

    def _recognise(self, block: Block, at: IntArray, guid: bytes, size: int) -> IntArray | int:
        known = self._known[guid, size]
        if known and known[0].stands(block, at).all():
            return known[0].layout
        numbers = np.full(at.size, UNREADABLE, np.int64)
        left = np.arange(at.size)
        turn = 0
        while left.size and (turn < len(known) or self.count < _MOST_DEFINITIONS):
            if turn == len(known):
                known.append(self._learn(block, int(at[left[0]]), TEMPLATE_HEAD + size))
            same = known[turn].stands(block, at[left])
            numbers[left[same]] = known[turn].layout
            left = left[~same]
            turn += 1
        return numbers

    def _learn(self, block: Block, at: int, size: int) -> Definition:
        layout, names = _read(block.chunk(at // CHUNK), at % CHUNK, size)
        fixed = np.zeros(-(-size // 8) * 8, np.uint8)
        fixed[_NEXT:size] = 0xFF
        for start in names:
            fixed[max(start, 0) : max(start + 4, 0)] = 0
        number = self._numbers.setdefault(layout, len(self.layouts))
        if number == len(self.layouts):
            self.layouts.append(layout)
        words = block.data[at : at + fixed.size].copy().view(np.uint64)
        found = Definition(size - TEMPLATE_HEAD, words, fixed.view(np.uint64), number)
        self.definitions.append(found)
        return found


def _read(chunk: bytes, offset: int, size: int) -> tuple[Layout, list[int]]:
    """Where a definition keeps the values of System, and where in it what points at names stands."""
    found = read_definition(chunk, offset, size - TEMPLATE_HEAD)
    if found:
        root, names = found
        return _layout_of(root), [place - offset for place in names]
    names = []
    try:
        template = Chunk(chunk).add_template(offset)
        layout = _layout(template)
        names += (place - offset for place in _names(template))
    except Exception:  # python-evtx stumbles over damage in as many ways as there are bytes
        layout = _NOWHERE
    return layout, names


def _layout_of(root: Element) -> Layout:
    """Where the values of System lie; nowhere, for a definition that is not of that shape."""
    if root.name != "Event":
        return _NOWHERE
    system = root.child("System")
    numbers = (system.child("EventID").content, system.child("EventRecordID").content)
    time = system.child("TimeCreated").attribute("SystemTime")
    texts = (system.child("Channel").content, system.child("Computer").content)
    return _arranged(*numbers, time, system.child("Provider").attribute("Name"), *texts)


def _layout(template: BXmlNode) -> Layout:
    """The same of a definition that python-evtx has read."""
    system = _child(_child(template, "Event"), "System")
    event_id, record_id = (_content(_child(system, name)) for name in ("EventID", "EventRecordID"))
    channel, computer = (_content(_child(system, name)) for name in ("Channel", "Computer"))
    time = _content(_attribute(_child(system, "TimeCreated"), "SystemTime"))
    provider = _content(_attribute(_child(system, "Provider"), "Name"))
    return _arranged(event_id, record_id, time, provider, channel, computer)


def _arranged(
    event_id: Part | None,
    record_id: Part | None,
    time: Part | None,
    provider: Part | None,
    channel: Part | None,
    computer: Part | None,
) -> Layout:
    # An EventID that is the same in all records of a template was never seen: such are read one by one.
    if not (isinstance(event_id, int) and isinstance(record_id, int) and isinstance(time, int)):
        return _NOWHERE
    if provider is None or channel is None or computer is None:
        return _NOWHERE
    layout = Layout(event_id, record_id, time, provider, channel, computer)
    return layout if max(index or 0 for index in layout.indexes) <= _LAST_INDEX else _NOWHERE


def _child(node: BXmlNode | None, name: str) -> BXmlNode | None:
    found = (c for c in (node.children() if node else ()) if isinstance(c, OpenStartElementNode))
    return next((c for c in found if c.tag_name() == name), None)


def _attribute(node: BXmlNode | None, name: str) -> BXmlNode | None:
    found = (c for c in (node.children() if node else ()) if isinstance(c, AttributeNode))
    return next((c for c in found if c.attribute_name().string() == name), None)


def _content(node: BXmlNode | None) -> Part | None:
    """The text of an element or attribute, or the index of the value that takes its place."""
    parts: list[Part] = []
    for child in node.children() if node else ():
        if isinstance(child, NormalSubstitutionNode | ConditionalSubstitutionNode):
            parts.append(child.index())
        elif isinstance(child, ValueNode):
            parts.append(child.children()[0].string())
    return parts[0] if len(parts) == 1 else None


def _names(node: BXmlNode) -> Iterator[int]:
    """Offsets in the chunk of all that points at names: four bytes each."""
    for child in node.children():
        if type(child) in _NAME_AT:
            place = child.offset() + _NAME_AT[type(child)]
            yield place
            if child.string_offset() == place + 4:
                yield place + 4  # the name stands here, and begins with a pointer to the next of its kind
        yield from _names(child)
