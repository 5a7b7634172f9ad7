"""One event as XML (MS-EVEN6, the event schema), whoever wrote it, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NOT_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
    "|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));",
    re.IGNORECASE,
)
"""Characters that XML cannot hold, as they are or as references."""

_LAST_ID = (1 << 63) - 1


def is_xml(text: str) -> bool:
    """Whether XML can hold a text as it is."""
    # Most texts are printable but for the ends of lines, which is known ten times as fast.
    plain = text.replace("\n", "").replace("\r", "").replace("\t", "")
    return plain.isprintable() or not _NOT_XML.search(text)


@dataclass(frozen=True, slots=True)
class EventXml:
    """What an event's XML says; None and empty where it does not say.

    `fields` are those of EventData and UserData in their order; data without a
    name is called by its place: `param1`, `param2` …
    """

    provider: str
    channel: str
    computer: str
    event_id: int
    record_id: int | None
    time: datetime
    user: str | None = None
    process_id: int | None = None
    event_name: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    binary: bytes | None = None


def parse_event(text: str) -> EventXml | None:
    """The event in a document; None where it is not well-formed or System does not name and date it.

    Control characters, which no XML may hold but events do, are read as U+FFFD.
    """
    clean = _NOT_XML.sub("\ufffd", text).replace("\r", "&#13;")
    try:
        root = ET.fromstring(clean)  # noqa: S314  # expat 2.4 and later bounds what entities expand to
    except ET.ParseError:
        return None
    return read_event(root)


def read_event(event: Element) -> EventXml | None:
    """The event of an element; None where System does not name and date it."""
    system = _child(event, "System")
    if system is None:
        return None
    event_id, time = _number(_text(system, "EventID")), _time(_attribute(system, "TimeCreated", "SystemTime"))
    if event_id is None or event_id > 0xFFFF or time is None:
        return None
    data = _child(event, "EventData")
    return EventXml(
        provider=_attribute(system, "Provider", "Name") or _text(system, "Provider"),
        channel=_text(system, "Channel"),
        computer=_text(system, "Computer"),
        event_id=event_id,
        record_id=_number(_text(system, "EventRecordID")),
        time=time,
        user=_attribute(system, "Security", "UserID") or None,
        process_id=_number(_attribute(system, "Execution", "ProcessID")),
        event_name=(data.get("Name") or None) if data is not None else None,
        fields=unique(_fields(event)),
        binary=_binary(event),
    )


def _fields(event: Element) -> Iterator[tuple[str, str]]:
    for place, child in enumerate((c for c in _children(event, "EventData") if _tag(c) != "Binary"), 1):
        name = child.get("Name") or (f"param{place}" if _tag(child) == "Data" else _tag(child))
        yield name, _content(child)
    for root in _children(event, "UserData"):
        for element in root.iter():
            if element is not root and isinstance(element.tag, str) and not len(element):
                yield element.get("Name") or _tag(element), _content(element)


def unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """All pairs; the second of one name is called `name_2`."""
    found: dict[str, str] = {}
    for name, text in pairs:
        key, count = name, 1
        while key in found:
            count += 1
            key = f"{name}_{count}"
        found[key] = text
    return found


def _binary(event: Element) -> bytes | None:
    """Binary, which is written in hex, as bytes."""
    found = next((e for e in event.iter() if isinstance(e.tag, str) and _tag(e) == "Binary"), None)
    if found is None:
        return None
    text = "".join(_content(found).split())
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _children(event: Element, name: str) -> list[Element]:
    parent = _child(event, name)
    return [c for c in parent if isinstance(c.tag, str)] if parent is not None else []


def _child(parent: Element, name: str) -> Element | None:
    ending = f"}}{name}"
    for child in parent:
        tag = child.tag
        if isinstance(tag, str) and (tag == name or tag.endswith(ending)):
            return child
    return None


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _content(element: Element) -> str:
    """The text; white space alone is how some writers indent an element that is empty."""
    text = "".join(element.itertext())
    return "" if text.isspace() else text


def _text(parent: Element, name: str) -> str:
    child = _child(parent, name)
    return "" if child is None else _content(child).strip()


def _attribute(parent: Element, name: str, attribute: str) -> str:
    child = _child(parent, name)
    return "" if child is None else child.get(attribute, "").strip()


def _number(text: str) -> int | None:
    """A number as an id can be."""
    return int(text) if text.isascii() and text.isdigit() and int(text[:20]) <= _LAST_ID else None


def _time(text: str) -> datetime | None:
    """A time in UTC, which SystemTime is; what is below a microsecond is cut off."""
    try:
        time = datetime.fromisoformat(text)
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
