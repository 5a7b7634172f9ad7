"""python-evtx's `evtx_dump`: XML 1.1 in ASCII, Binary in base64."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from analyzer.simulate.emit import words
from analyzer.simulate.entry import Entry
from analyzer.simulate.namespaces import EVENT, USER_DATA

_HEADER = '<?xml version="1.1" encoding="utf-8" standalone="yes" ?>\n\n<Events>\n'
_RESTRICTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


def write(stream: BinaryIO, entries: Iterable[Entry], *, with_zone: bool = True) -> None:
    """Write the entries; older versions left the zone out of times, which are UTC nevertheless.

    Loses the message and control characters; data without names become one text.
    """
    stream.write(_HEADER.encode())
    stream.writelines(f"{_event(entry, with_zone)}\n".encode() for entry in entries)
    stream.write(b"</Events>\n")


def _event(entry: Entry, with_zone: bool) -> str:
    time = entry.time if with_zone else entry.time.replace(tzinfo=None)
    qualifiers = "" if entry.qualifiers is None else str(entry.qualifiers)
    system = "".join(
        (
            _leaf("Provider", "", **_provider(entry)),
            _leaf("EventID", str(entry.event_id), Qualifiers=qualifiers),
            *(_leaf(n.capitalize(), str(getattr(entry, n))) for n in ("version", "level", "task", "opcode")),
            _leaf("Keywords", f"0x{entry.keywords:016x}"),
            _leaf("TimeCreated", "", SystemTime=str(time)),
            _leaf("EventRecordID", str(entry.record_id)),
            _leaf("Correlation", "", ActivityID="", RelatedActivityID=""),
            _leaf("Execution", "", ProcessID=str(entry.process_id), ThreadID=str(entry.thread_id)),
            _leaf("Channel", entry.channel),
            _leaf("Computer", entry.host),
            _leaf("Security", "", UserID=entry.user or ""),
        )
    )
    return f'<Event xmlns="{EVENT}"><System>{system}</System>\n{_body(entry)}\n</Event>\n'


def _provider(entry: Entry) -> dict[str, str]:
    """A GUID among the values has small letters, one in the template stays as it is."""
    provider = entry.provider
    guid = words.braced(provider.guid)
    if provider.source_name:
        return {"Name": provider.name, "Guid": guid.upper(), "EventSourceName": provider.source_name}
    return {"Name": provider.name, "Guid": guid}


def _body(entry: Entry) -> str:
    if entry.user_data is not None:
        inner = "".join(_leaf(name, value) for name, value in words.named(entry))
        root = f'<{entry.user_data} xmlns="{USER_DATA[entry.user_data]}">{inner}</{entry.user_data}>\n'
        return f"<UserData>{root}</UserData>"
    name = {"Name": entry.event_name} if entry.event_name else {}
    attributes = "".join(f" {key}={_attribute(value)}" for key, value in name.items())
    return f"<EventData{attributes}>{''.join(_data(entry))}</EventData>"


def _data(entry: Entry) -> Iterator[str]:
    unnamed = [value for name, value in entry.data if name is None]
    if unnamed:
        yield _leaf("Data", "".join(f"<string>{value}</string>\n" for value in unnamed))
    yield from (_leaf("Data", value, Name=name) for name, value in entry.data if name is not None)
    if unnamed or entry.binary is not None:
        yield _leaf("Binary", b64encode(entry.binary or b"").decode())


def _leaf(tag: str, text: str, **attributes: str) -> str:
    start = "".join(f" {name}={_attribute(value)}" for name, value in attributes.items())
    return f"<{tag}{start}>{_ascii(escape(text))}</{tag}>\n"


def _attribute(value: str) -> str:
    return _ascii(quoteattr(value, {'"': "&quot;"}))


def _ascii(text: str) -> str:
    return _RESTRICTED.sub("", text.encode("ascii", "xmlcharrefreplace").decode())
