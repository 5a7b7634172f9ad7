"""Records read straight from their arrays of values, without a detour by way of XML.

A record is a reference to a template definition and an array of values, one of which
mostly is such a pair again: the body.  Each definition is taken apart once, each shape of
an array once, and then a record costs little more than its texts.  What is not wholly
understood is left to readers of all of XML.

Compiled code does the same where it could be built.
"""

from __future__ import annotations

import struct
import sys
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from analyzer.sources.evtx.binxml import FRAGMENT
from analyzer.sources.evtx.definitions import INSTANCE, Definition, Definitions, Instances, Sample
from analyzer.sources.evtx.scalars import sid
from analyzer.sources.evtx.shapes import BodyShape, EventShape

try:
    from analyzer.sources.evtx import compiled_page
except ImportError:
    compiled_page = None  # type: ignore[assignment]  # the one name by which it is asked for

IS_COMPILED = compiled_page is not None and sys.byteorder == "little"
_HEAD = 24
_RECORD_INSTANCE = len(FRAGMENT) + INSTANCE.size
_NUMBER = struct.Struct("<I")
_MOST_SHAPES = 4096
"""More than logs hold; files made of nothing else must not fill the memory."""


Content = tuple[str | None, int | None, str | None, dict[str, str], bytes | None]
"""What a record tells beside who logged it and when: user, process id, event name, fields, Binary."""

Shape = TypeVar("Shape", EventShape, BodyShape)


@dataclass(slots=True)
class _Known:
    """The shapes of a definition's arrays, by the bytes with which these begin."""

    events: dict[bytes, EventShape] = field(default_factory=dict)
    bodies: tuple[dict[bytes, BodyShape], dict[bytes, BodyShape]] = field(default_factory=lambda: ({}, {}))


class Direct:
    """Reads the records of one file; what it learns of definitions it keeps."""

    def __init__(self, by_compiled_code: bool = IS_COMPILED) -> None:
        """Know no definition yet."""
        self._by_compiled_code = by_compiled_code
        self._definitions = Definitions(compiled_page.Sample if by_compiled_code else Sample)
        self._known: defaultdict[Definition, _Known] = defaultdict(_Known)
        self._compiled: dict[Definition, compiled_page.Known] = {}

    def read(self, chunk: bytes, offsets: Iterable[int]) -> list[Content | None]:
        """The records at ascending offsets of a whole chunk; None for each that is not wholly understood."""
        instances = Instances(chunk, self._definitions)
        if self._by_compiled_code:
            return compiled_page.Page(chunk, instances.definition, self._compiled).records(offsets)
        page = _Page(chunk, instances, self._known)
        return [page.record(offset) for offset in offsets]


class _Page:
    """A chunk being read, and the definitions that its records name, by the bytes that name them."""

    def __init__(self, chunk: bytes, instances: Instances, known: defaultdict[Definition, _Known]) -> None:
        self._chunk = chunk
        self._instances = instances
        self._known = known
        self._named: dict[bytes, Definition] = {}

    def record(self, offset: int) -> Content | None:
        """The record at an offset; None where it is not wholly understood."""
        chunk = self._chunk
        try:
            definition, at = self._definition(offset + _HEAD, _RECORD_INSTANCE)
            entries = chunk[at : at + 4 + 4 * chunk[at]]
            events = self._known[definition].events
            event = events.get(entries) or _remember(events, entries, definition.event(entries))
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
        definition, array = self._definition(at, _RECORD_INSTANCE if is_fragment else INSTANCE.size)
        entries = chunk[array : array + 4 + 4 * chunk[array]]
        bodies = self._known[definition].bodies[in_user_data]
        body = bodies.get(entries) or _remember(bodies, entries, definition.body(entries, in_user_data))
        left = end - array - body.size
        return (body, array) if left == 0 or (left > 0 and not chunk[array + body.size]) else None

    def _definition(self, at: int, size: int) -> tuple[Definition, int]:
        """The definition that an instance of that size at an offset names, and where its values are."""
        head = self._chunk[at : at + size]
        known = self._named.get(head)
        if known:
            return known, at + size
        definition, array, is_for_all = self._instances.definition(head, at)
        if is_for_all:
            self._named[head] = definition
        return definition, array


def _remember(shapes: dict[bytes, Shape], entries: bytes, shape: Shape) -> Shape:
    if len(shapes) >= _MOST_SHAPES:
        shapes.clear()
    shapes[entries] = shape
    return shape
