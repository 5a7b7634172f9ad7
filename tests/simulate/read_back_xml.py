"""Readers of formats that are XML, or EVTX: facts of each entry, as far as told."""

from __future__ import annotations

import re
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import evtx

NS = "{http://schemas.microsoft.com/win/2004/08/events/event}"
Facts = dict[str, Any]
Read = Callable[[bytes, str], Iterable[Facts]]
"""A file's bytes and the culture of its clock."""


def parsed(text: str) -> Element:
    """XML, whose carriage returns a parser would drop."""
    return ElementTree.fromstring(text.replace("\r", "&#13;"))


def of_xml(event: Element, binary: Callable[[str], bytes] = bytes.fromhex) -> Facts:
    """What an Event element tells."""
    system = {child.tag.removeprefix(NS): child for child in event[0]}
    body = event[1]
    fields = [
        (data.get("Name") or f"param{place}", _text(data))
        for place, data in enumerate(body.findall(f"{NS}Data"), 1)
    ]
    if body.tag == f"{NS}UserData":
        fields = [(data.tag.partition("}")[2], _text(data)) for data in body[0]]
    stored = body.find(f"{NS}Binary")
    facts = {
        "provider": system["Provider"].get("Name"),
        "channel": system["Channel"].text,
        "event_id": int(system["EventID"].text or ""),
        "record_id": int(system["EventRecordID"].text or ""),
        "time": datetime.fromisoformat(system["TimeCreated"].attrib["SystemTime"]).astimezone(UTC),
        "computer": system["Computer"].text,
        "user": system["Security"].get("UserID") or None,
        "process_id": int(system["Execution"].attrib["ProcessID"]),
        "event_name": body.get("Name"),
        "fields": tuple(fields),
        "binary": b"" if stored is None else binary(_text(stored)),
    }
    rendered = event.find(f"{NS}RenderingInfo/{NS}Message")
    return facts if rendered is None else facts | {"message": rendered.text or ""}


def _text(element: Element) -> str:
    text = element.text or ""
    return "" if re.fullmatch(r"\n *", text) else text


def _events(text: str) -> list[str]:
    """The Event elements of a text, as texts."""
    return re.findall(r"<Event xmlns.*?</Event>", text, re.DOTALL)


def _evtx(data: bytes, _: str) -> Iterator[Facts]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.evtx"
        path.write_bytes(data)
        for record in evtx.PyEvtxParser(str(path)).records():
            yield of_xml(parsed(record["data"].partition("\n")[2]))


def _xml(data: bytes, _: str) -> Iterator[Facts]:
    return (of_xml(parsed(event)) for event in _events(data.decode()))


def _whole_xml(data: bytes, _: str) -> Iterator[Facts]:
    return map(of_xml, parsed(data.decode().partition("\r\n")[2]))


def _xml_view(data: bytes, culture: str) -> Iterator[Facts]:
    return _xml(re.sub(rb"(?m)^ *- (?=<)", b"", data), culture)


def _python_evtx(data: bytes, _: str) -> Iterator[Facts]:
    for event in _events(data.decode("ascii")):
        facts = of_xml(parsed(event), b64decode)
        joined = dict(facts["fields"]).get("param1", "")
        if joined.startswith("<string>"):
            texts = joined.removeprefix("<string>").removesuffix("</string>\n").split("</string>\n<string>")
            facts["fields"] = tuple((f"param{n}", text) for n, text in enumerate(texts, 1))
        yield facts


XML_READERS: dict[str, Read] = {
    "evtx": _evtx,
    "evtx-literal": _evtx,
    "evtx-export": _evtx,
    "eventviewer-xml": _whole_xml,
    "wevtutil-xml": _xml,
    "xml-view": _xml_view,
    "python-evtx-xml": _python_evtx,
    "evtx-dump-xml": _xml,
    "splunk-xml": _xml,
}
