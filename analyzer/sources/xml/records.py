"""One event's XML as head and body of a record: the head at a glance, all of it only where it matters."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime

from analyzer.sources.decoding import readable
from analyzer.sources.event_xml import EventXml, parse_event
from analyzer.sources.head import Body, Head

_SYSTEM = re.compile(
    rb"""<Event[\s>][^<]*+<System>[^<]*+
    <Provider\b(?P<provider>[^>]*+)>(?:[^<]*+</Provider>)?[^<]*+
    <EventID\b[^>]*+>(?P<id>[0-9]{1,5})</EventID>
    (?>.*?<TimeCreated\sSystemTime=["'])(?P<time>[^"']*+)["']
    (?>.*?<EventRecordID>)(?P<record>[0-9]{1,18})</EventRecordID>
    (?>.*?<Channel>)(?P<channel>[^<&]*+)</Channel>[^<]*+
    <Computer>(?P<computer>[^<&]*)</Computer>""",
    re.DOTALL | re.VERBOSE,
)
_NO_ONE = "<System><EventID>0</EventID><TimeCreated SystemTime='1970-01-01'/></System>"
"""What an event must say to be read."""

_LAST_EVENT_ID = 0xFFFF
_LONGEST_SYSTEM = 16 << 10
"""Bytes of an event within which System must end to be read at a glance."""

_NAME = re.compile(rb"""\sName=(?:"([^"&]*)"|'([^'&]*)')""")
_TREE = re.compile(r"^[ \t>]*-[ \t]*(?=<)", re.MULTILINE)
_ESCAPE = re.compile(r"\\([\\=nr])")
_ESCAPED = {"n": "\n", "r": "\r"}
"""How CEF, which some collectors carry XML in, writes equals signs, backslashes and line ends."""

_BINARY = re.compile(r"(<Binary>)([^<]*)(</Binary>)")
_STRING = re.compile(r"&lt;string&gt;([^&]*+(?:&(?!lt;/?string&gt;)[^&]*+)*+)&lt;/string&gt;\n?+")
_STRINGS = re.compile(rf"<Data>((?:{_STRING.pattern})++)</Data>")
_MESSAGE = re.compile(
    r"<RenderingInfo\b[^<>]*+>\s*(?:-\s*)?<Message>([^<]*+(?:<(?!/Message>|RenderingInfo)[^<]*+)*+)</Message>"
)
_REFERENCE = re.compile(r"&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));", re.IGNORECASE)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


def read_head(event: bytes) -> Head | None:
    """Who, where, when and what of an event; None where the XML does not say it.

    Every writer prints System alike, so that one pattern finds it without parsing; where
    it does not fit, the event is parsed.
    """
    found = _SYSTEM.match(event, 0, max(0, event.find(b"</System>", 0, _LONGEST_SYSTEM)))
    name = _NAME.search(found["provider"]) if found else None
    if found is None or name is None or int(found["id"]) > _LAST_EVENT_ID:
        return _parsed_head(event)
    try:
        time = datetime.fromisoformat(found["time"].decode())
    except (ValueError, UnicodeDecodeError):
        return _parsed_head(event)
    return Head(
        readable(found["computer"]).strip(),
        readable(found["channel"]).strip(),
        readable(name[1] or name[2] or b"").strip(),
        int(found["id"]),
        int(found["record"]),
        time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC),
    )


def read_body(event: bytes) -> Body | None:
    """The rest of an event; None where its XML is broken."""
    text = _plain(event)
    found = parse_event(text)
    if found is None:
        return None
    return Body(
        user=found.user,
        process_id=found.process_id,
        event_name=found.event_name,
        fields=found.fields,
        binary=found.binary,
        message=_message(text),
    )


def read_data(element: str) -> Body:
    """The data of an EventData element that stands without its event, as Sentinel keeps it."""
    start = max(element.find("<EventData"), 0)
    found = parse_event(f"<Event>{_NO_ONE}{element[start:].removesuffix('</DataItem>')}</Event>")
    if found is None:
        return Body()
    return Body(event_name=found.event_name, fields=found.fields, binary=found.binary)


def _parsed_head(event: bytes) -> Head | None:
    found: EventXml | None = parse_event(_plain(event))
    if found is None:
        return None
    return Head(found.computer, found.channel, found.provider, found.event_id, found.record_id, found.time)


def _plain(event: bytes) -> str:
    """The XML as Windows prints it: no escapes or marks of a copy, Binary in hex, each datum its own."""
    text = readable(event)
    if "SystemTime\\=" in text:
        text = _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), text)
    if "- <" in text:
        text = _TREE.sub("", text)
    # python-evtx alone prints a time as Python does; and Binary in base64, and all strings in one Data.
    if re.search(r'SystemTime="\d{4}-\d\d-\d\d ', text):
        text = _BINARY.sub(lambda m: f"{m[1]}{_hex(m[2])}{m[3]}", text)
        text = _STRINGS.sub(lambda m: "".join(f"<Data>{s}</Data>" for s in _STRING.findall(m[1])), text)
    return text


def _hex(word: str) -> str:
    try:
        return base64.b64decode(word, validate=True).hex()
    except ValueError:
        return word


def _message(text: str) -> str | None:
    found = _MESSAGE.search(text)
    return _REFERENCE.sub(_resolved, found[1]) if found else None


def _resolved(reference: re.Match[str]) -> str:
    """The character of a reference; the five that XML names, and numbers."""
    if reference[3]:
        return _NAMED[reference[3].lower()]
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return chr(number) if number < 0xD800 or 0xE000 <= number < 0x110000 else "\ufffd"
