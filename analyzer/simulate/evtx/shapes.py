"""The XML that Windows compiles records into, and the values that go into it.

The indexes of values are those of real logs: 3 is the EventID, 6 the time, 10 the
EventRecordID in every template.  Provider and channel are values 14 and 16 where
templates serve several providers, and stand in the template where they do not, as
with all providers that have a legacy source name.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.simulate.entry import Entry, Provider
from analyzer.simulate.evtx.binxml import Element, Slot, Template, Type
from analyzer.simulate.evtx.values import guid, sid, utf16
from analyzer.simulate.namespaces import EVENT, USER_DATA

_DESCRIPTOR = struct.Struct("<HH")


@dataclass(frozen=True, slots=True)
class System:
    """The System part of records alike in provider, channel, host and user.

    `head` is the number of values and the sizes and types of all but the last, which
    is the body; `numbers` packs those values that differ, `rest` those that do not.
    The time stands `time_at` bytes into the numbers, the EventRecordID `id_at` bytes.
    """

    template: Template
    head: bytes
    numbers: struct.Struct
    rest: bytes
    time_at: int
    id_at: int

    @classmethod
    def of(cls, entry: Entry, literal: bool) -> System:
        """The System part of an entry and all those like it."""
        provider = entry.provider
        literal = literal or provider.source_name is not None
        user = sid(entry.user) if entry.user else b""
        qualified = entry.qualifiers is not None
        sizes = [
            (1, Type.UINT8),
            (1, Type.UINT8),
            (2, Type.UINT16),
            (2, Type.UINT16),
            (2, Type.UINT16) if qualified else (0, Type.NULL),
            (8, Type.HEX_INT64),
            (8, Type.FILETIME),
            (0, Type.NULL),
            (4, Type.UINT32),
            (4, Type.UINT32),
            (8, Type.UINT64),
            (1, Type.UINT8),
            (len(user), Type.SID if user else Type.NULL),
            (0, Type.NULL),
        ]
        rest = user
        if literal:
            sizes += [(0, Type.NULL)] * 5
        else:
            names = (utf16(provider.name), guid(provider.guid), utf16(entry.channel))
            types = (Type.STRING, Type.GUID if provider.guid else Type.NULL, Type.STRING)
            sizes += [(len(name), type_) for name, type_ in zip(names, types, strict=True)]
            rest += b"".join(names)
        head = struct.pack("<I", len(sizes) + 1) + b"".join(_DESCRIPTOR.pack(*size) for size in sizes)
        before_time = "<BBHHHQ" if qualified else "<BBHHQ"
        before_id = before_time + "QII"
        return cls(
            Template.of(_event(entry, literal, len(sizes))),
            head,
            struct.Struct(before_id + "QB"),
            rest,
            struct.calcsize(before_time),
            struct.calcsize(before_id),
        )

    def pack(self, entry: Entry, time: int) -> bytes:
        """The values that differ, of one entry, whose time is that FILETIME."""
        qualifiers = () if entry.qualifiers is None else (entry.qualifiers,)
        return self.numbers.pack(
            entry.level,
            entry.opcode,
            entry.task,
            entry.event_id,
            *qualifiers,
            entry.keywords,
            time,
            entry.process_id,
            entry.thread_id,
            entry.record_id,
            entry.version,
        )


@dataclass(frozen=True, slots=True)
class Body:
    """The EventData or UserData of records alike in the names of their data."""

    template: Template
    as_array: bool
    has_binary: bool

    @classmethod
    def of(cls, entry: Entry) -> Body:
        """The body of an entry and all those like it."""
        names = [name for name, _ in entry.data]
        as_array = bool(names) and not any(names) and entry.user_data is None
        has_binary = entry.binary is not None
        if entry.user_data is not None:
            root = _user_data(entry.user_data, names, has_binary)
        elif as_array:
            root = _event_data(entry.event_name, (_ARRAY, _ARRAY_BINARY))
        else:
            binary = Element("Binary", (), (Slot(len(names) + 1, Type.BINARY, optional=False),))
            children = (*map(_data, range(len(names)), names), *([binary] if has_binary else ()))
            root = _event_data(entry.event_name, children)
        return cls(Template.of(root), as_array, has_binary or as_array)

    def values(self, entry: Entry) -> bytes:
        """The array of an entry's values: their number, their sizes and types, themselves."""
        texts = [utf16(text) for _, text in entry.data]
        if self.as_array:
            texts = [b"".join(text + b"\0\0" for text in texts)]
        kind = Type.STRINGS if self.as_array else Type.STRING
        values = [(text, kind) for text in texts]
        if self.has_binary:
            raw = entry.binary or b""
            values.append((struct.pack("<I", len(raw)), Type.UINT32))
            values.append((raw, Type.NULL if entry.binary is None else Type.BINARY))
        return _array(values)


_ARRAY = Element("Data", (), (Slot(0, Type.STRINGS),), depends_on=0)
_ARRAY_BINARY = Element("Binary", (), (Slot(2, Type.BINARY),), depends_on=2)
"""What the event log of old writes: all data in one value, none of them with a name."""


def _array(values: Sequence[tuple[bytes, Type]]) -> bytes:
    raw = b"".join([value for value, _ in values])
    if len(raw) > 0xFFFF:
        raise ValueError(f"event data of {len(raw)} bytes do not fit in an EVTX record")
    sizes = [number for value, kind in values for number in (len(value), kind)]
    return struct.pack(f"<I{len(sizes)}H", len(values), *sizes) + raw


def _event(entry: Entry, literal: bool, body: int) -> Element:
    nested = Slot(body, Type.FRAGMENT)
    system = _system(entry, literal)
    content: Slot | Element = nested
    depends_on = body
    if entry.user_data is not None:
        content = Element("UserData", (), (nested,), body)
    return Element("Event", (("xmlns", EVENT),), (system, content), depends_on)


def _system(entry: Entry, literal: bool) -> Element:
    identifier = Element(
        "EventID", (("Qualifiers", Slot(4, Type.UINT16)),), (Slot(3, Type.UINT16),), depends_on=3
    )
    activity = (
        ("ActivityID", Slot(7, Type.GUID)),
        ("RelatedActivityID", Slot(18 if literal else 13, Type.GUID)),
    )
    execution = (("ProcessID", Slot(8, Type.UINT32)), ("ThreadID", Slot(9, Type.UINT32)))
    channel = Element("Channel", (), (entry.channel,)) if literal else _leaf("Channel", 16, Type.STRING)
    children = (
        Element("Provider", _provider(entry.provider, literal)),
        identifier,
        _leaf("Version", 11, Type.UINT8),
        _leaf("Level", 0, Type.UINT8),
        _leaf("Task", 2, Type.UINT16),
        _leaf("Opcode", 1, Type.UINT8),
        _leaf("Keywords", 5, Type.HEX_INT64),
        Element("TimeCreated", (("SystemTime", Slot(6, Type.FILETIME)),)),
        _leaf("EventRecordID", 10, Type.UINT64),
        Element("Correlation", activity),
        Element("Execution", execution),
        channel,
        Element("Computer", (), (entry.host,)),
        Element("Security", (("UserID", Slot(12, Type.SID)),)),
    )
    return Element("System", (), children)


def _provider(provider: Provider, literal: bool) -> tuple[tuple[str, str | Slot], ...]:
    if not literal:
        return ("Name", Slot(14, Type.STRING)), ("Guid", Slot(15, Type.GUID))
    attributes = {
        "Name": provider.name,
        "Guid": provider.guid and f"{{{provider.guid.upper()}}}",
        "EventSourceName": provider.source_name,
    }
    return tuple((name, text) for name, text in attributes.items() if text)


def _leaf(name: str, index: int, kind: Type) -> Element:
    return Element(name, (), (Slot(index, kind),), depends_on=index)


def _event_data(event_name: str | None, children: tuple[Element, ...]) -> Element:
    return Element("EventData", (("Name", event_name),) if event_name else (), children)


def _data(index: int, name: str | None) -> Element:
    slot = Slot(index, Type.STRING, optional=False)
    return Element("Data", (("Name", name),) if name else (), (slot,))


def _user_data(root: str, names: Sequence[str | None], has_binary: bool) -> Element:
    if has_binary or not all(names):
        raise ValueError(f"the elements of UserData need names, and it has no Binary: {root}")
    children = tuple(
        Element(name, (), (Slot(index, Type.STRING, optional=False),))
        for index, name in enumerate(filter(None, names))
    )
    return Element(root, (("xmlns", USER_DATA[root]),), children)
