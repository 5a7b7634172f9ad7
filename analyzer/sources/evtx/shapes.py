"""Arrays of values: where each value lies, worked out once for all arrays of one shape.

An array is a count, an entry of size and type for each value, and the values.  Records
of one template mostly share the entries with others, which are then known as bytes.
"""

from __future__ import annotations

import struct
from codecs import utf_16_le_decode as utf_16
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from analyzer.sources.event_xml import unique
from analyzer.sources.evtx.binxml import Element, Slot, UnknownBinXmlError
from analyzer.sources.evtx.plans import BodyPlan, body_plan, event_plan, slots
from analyzer.sources.evtx.scalars import (
    BINARY,
    FRAGMENT,
    NULL,
    SID,
    STRING,
    STRINGS,
    UINT32,
    Spelling,
    spelling,
    string,
    strings,
    tells_its_size,
)

Fields = Callable[[bytes, int], dict[str, str]]
"""Reads the data of the array at an offset of a chunk; ValueError where that takes a reader of XML."""

Place = tuple[int, int]
"""Where a value begins and ends, counted from the start of its array."""

Reader = tuple[str, Spelling, int, int]
"""The name of a datum, how it is spelt, and where it begins and ends, counted from the start of its array."""

_PLACES = tuple(f"param{place}" for place in range(1, 0x8001))
"""Names for more data than a chunk can hold."""


@dataclass(frozen=True, slots=True)
class BodyShape:
    """The data of arrays of one shape, which takes `size` bytes.

    `fields` reads them all; where each is a value or text of its own, `readers` read one each.
    """

    size: int
    event_name: str | None
    fields: Fields
    binary: Place | None
    readers: tuple[Reader, ...] | None


@dataclass(frozen=True, slots=True)
class EventShape:
    """Where arrays of one shape keep what is no identity; `body` is what the event holds itself.

    A `process` is a number of four bytes, and never the first thing in its array.
    """

    size: int
    user: Place | None
    process: int | None
    fragment: Place | None
    in_user_data: bool
    body: BodyShape


@dataclass(frozen=True, slots=True)
class _Value:
    kind: int
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start

    @property
    def place(self) -> Place:
        return self.start, self.end


def event_shape(root: Element, entries: bytes) -> EventShape:
    """The shape of an event's arrays that begin with those bytes; UnknownBinXmlError where it has none."""
    plan, values = event_plan(root), _values(entries)
    _check(root, plan.body, values, plan.fragment, plan.user)
    return EventShape(
        size=_size(entries, values),
        user=_place(plan.user, values, SID),
        process=_start(plan.process, values),
        fragment=_place(plan.fragment, values, FRAGMENT),
        in_user_data=plan.in_user_data,
        body=_body_shape(plan.body, values, entries),
    )


def body_shape(root: Element, entries: bytes, in_user_data: bool) -> BodyShape:
    """The shape of a body's arrays that begin with those bytes; UnknownBinXmlError where it has none."""
    plan, values = body_plan(root, in_user_data), _values(entries)
    _check(root, plan, values)
    return _body_shape(plan, values, entries)


def _values(entries: bytes) -> tuple[_Value, ...]:
    numbers = struct.unpack_from(f"<{(len(entries) - 4) // 2}H", entries, 4)
    ends = accumulate(numbers[::2], initial=len(entries))
    return tuple(_Value(kind, *place) for kind, place in zip(numbers[1::2], pairwise(ends), strict=True))


def _size(entries: bytes, values: Sequence[_Value]) -> int:
    return values[-1].end if values else len(entries)


def _check(
    root: Element,
    body: BodyPlan,
    values: Sequence[_Value],
    fragment: Slot | None = None,
    user: Slot | None = None,
) -> None:
    """See that all that is shown can be spelt, for a reader of XML would refuse the record otherwise.

    And that no value that is neither the body's nor the user leads such a reader astray.
    """
    shown = list(slots(root))
    if fragment is not None:
        shown.remove(fragment)
    alone = body.data[0].content if len(body.data) == 1 else None
    for slot in shown:
        value = _value(slot, values)
        is_list = value.kind == STRINGS and slot == alone
        if value.kind in (STRING, STRINGS) and value.size % 2:
            raise UnknownBinXmlError
        if not is_list and spelling(value.kind, value.size) is None:
            raise UnknownBinXmlError
    read = {slot.index for slot in (user, *(datum.content for datum in body.data)) if isinstance(slot, Slot)}
    for place, value in enumerate(values):
        if tells_its_size(value.kind, value.size) and not (value.kind == SID and place in read):
            raise UnknownBinXmlError


def _value(slot: Slot, values: Sequence[_Value]) -> _Value:
    if slot.index >= len(values):
        raise UnknownBinXmlError
    return values[slot.index]


def _start(slot: Slot | None, values: Sequence[_Value]) -> int | None:
    """Where a number of four bytes begins; None where it is null."""
    place = _place(slot, values, UINT32)
    return place[0] if place else None


def _place(slot: Slot | None, values: Sequence[_Value], kind: int) -> Place | None:
    """The place of a value of that type; None where it is null."""
    if slot is None:
        return None
    value = _value(slot, values)
    if value.kind not in (kind, NULL):
        raise UnknownBinXmlError
    return value.place if value.kind == kind else None


def _body_shape(plan: BodyPlan, values: Sequence[_Value], entries: bytes) -> BodyShape:
    contents = [_value(d.content, values) if isinstance(d.content, Slot) else d.content for d in plan.data]
    binary = _place(plan.binary, values, BINARY) or (0, 0) if plan.binary else None
    match contents:
        case [_Value(kind=kind, start=start, end=end)] if kind == STRINGS:
            if plan.data[0].name:
                raise UnknownBinXmlError
            fields, readers = _list(start, end), None
        case _:
            given = (d.name or place for d, place in zip(plan.data, _PLACES, strict=False))
            named = list(zip(unique((name, "") for name in given), contents, strict=True))
            readers = tuple((name, *_reader(content)) for name, content in named)
            fields = _run(readers) or _each(readers)
    return BodyShape(_size(entries, values), plan.event_name, fields, binary, readers)


def _list(start: int, end: int) -> Fields:
    """Texts that are one value."""
    return lambda chunk, at: dict(zip(_PLACES, strings(chunk[at + start : at + end]), strict=False))


def _run(readers: Sequence[Reader]) -> Fields | None:
    """Texts that lie one behind the other, decoded at once; None where they do not."""
    if len(readers) < 2 or any(spell is not string for _, spell, _, _ in readers):
        return None
    if any(end != start for (*_, end), (_, _, start, _) in pairwise(readers)):
        return None
    start, end = readers[0][2], readers[-1][3]
    cuts = [(name, slice((begin - start) // 2, (stop - start) // 2)) for name, _, begin, stop in readers]
    one_by_one = _each(readers)

    def fields(chunk: bytes, at: int) -> dict[str, str]:
        run = utf_16(chunk[at + start : at + end])[0]
        if 2 * len(run) != end - start or not run.isprintable():
            return one_by_one(chunk, at)
        found = {name: run[cut] for name, cut in cuts}
        if "  " in run or " " in found.values():  # else no text is white space alone
            return {name: "" if text.isspace() else text for name, text in found.items()}
        return found

    return fields


def _each(readers: Sequence[Reader]) -> Fields:
    return lambda chunk, at: {
        name: spell(chunk[at + start : at + end]) for name, spell, start, end in readers
    }


def _reader(content: _Value | str) -> tuple[Spelling, int, int]:
    if isinstance(content, str):
        return (lambda _: content), 0, 0
    spell = spelling(content.kind, content.size)
    if spell is None:
        raise UnknownBinXmlError
    return spell, content.start, content.end
