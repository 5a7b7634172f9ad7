"""Four independent readers of EVTX, each made to say the same about a record."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import evtx
import pyevtx
from dissect.eventlog.evtx import Evtx as DissectEvtx
from Evtx.Evtx import Evtx as PythonEvtx

SYSTEM = "{http://schemas.microsoft.com/win/2004/08/events/event}System"
EVENT = "{http://schemas.microsoft.com/win/2004/08/events/event}"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader says of one record; `binary` is empty where there is none, as readers do not tell."""

    record_id: int
    event_id: int
    time: datetime
    provider: str
    channel: str
    computer: str
    data: tuple[tuple[str | None, str], ...]
    binary: bytes


def rust(path: Path) -> Iterator[Seen]:
    """The `evtx` crate, by its JSON."""
    for record in evtx.PyEvtxParser(str(path)).records_json():
        event = json.loads(record["data"])["Event"]
        system = event["System"]
        event_id = system["EventID"]
        data: dict[str, Any] = dict(event.get("EventData") or {})
        for root in (event.get("UserData") or {}).values():
            data = dict(root)
        data.pop("#attributes", None)
        binary = data.pop("Binary", None)
        yield Seen(
            record_id=system["EventRecordID"],
            event_id=event_id["#text"] if isinstance(event_id, dict) else event_id,
            time=datetime.fromisoformat(system["TimeCreated"]["#attributes"]["SystemTime"]),
            provider=system["Provider"]["#attributes"]["Name"],
            channel=system["Channel"],
            computer=system["Computer"],
            data=tuple(_rust_data(data)),
            binary=bytes.fromhex(binary or ""),
        )


def _rust_data(data: dict[str, Any]) -> Iterator[tuple[str | None, str]]:
    for name, value in data.items():
        if name == "Data":
            texts = value["#text"]
            yield from ((None, text) for text in (texts if isinstance(texts, list) else [texts]))
        else:
            yield name, value


def python_evtx(path: Path) -> Iterator[Seen]:
    """python-evtx, by its XML; it writes string arrays as escaped XML and Binary in base64."""
    with PythonEvtx(str(path)) as log:
        for record in log.records():
            seen = _by_xml(record.xml(), b64decode)
            if len(seen.data) == 1 and seen.data[0][1].startswith("<string>"):
                texts = seen.data[0][1].removeprefix("<string>").removesuffix("</string>\n")
                data = tuple((None, text) for text in texts.split("</string>\n<string>"))
                seen = Seen(*(*_identity(seen), data, seen.binary))
            yield seen


def libevtx(path: Path) -> Iterator[Seen]:
    """libevtx, by its XML."""
    log = pyevtx.file()
    log.open(str(path))
    for record in log.records:
        yield _by_xml(record.get_xml_string(), bytes.fromhex)
    log.close()


def dissect(path: Path) -> Iterator[Seen]:
    """dissect.eventlog, which leaves some values wrapped; `str` unwraps them."""
    with path.open("rb") as stream:
        for record in DissectEvtx(stream):
            texts = {name: value for name, value in record.items() if not _DISSECT_SYSTEM.fullmatch(name)}
            texts = {name: value for name, value in texts.items() if not name.endswith("_xmlns")}
            binary = texts.pop("Binary", None)
            data = []
            for name, value in texts.items():
                if name == "Data":
                    data += [(None, text) for text in value]
                else:
                    data.append((name.removeprefix("LogFileCleared_"), value))
            yield Seen(
                record_id=record["EventRecordID"],
                event_id=record["EventID"],
                time=datetime.fromisoformat(str(record["TimeCreated_SystemTime"])),
                provider=str(record["Provider_Name"]),
                channel=str(record["Channel"]),
                computer=str(record["Computer"]),
                data=tuple(data),
                binary=bytes.fromhex((binary or b"").decode()),
            )


_DISSECT_SYSTEM = re.compile(
    r"(Provider|Correlation|Execution|Security|TimeCreated|EventID)_\w+|EventData_Name"
    r"|EventID|Version|Level|Task|Opcode|Keywords|EventRecordID|Channel|Computer"
)
"""The names under which it gives what is not data."""

FLOATS = ("python-evtx", "dissect")
"""Readers that count time in floats, and so may be a microsecond short."""

READERS = {"evtx": rust, "python-evtx": python_evtx, "libevtx": libevtx, "dissect": dissect}


def _identity(seen: Seen) -> tuple[int, int, datetime, str, str, str]:
    return seen.record_id, seen.event_id, seen.time, seen.provider, seen.channel, seen.computer


def _by_xml(text: str, decode: Callable[[str], bytes]) -> Seen:
    # XML turns a carriage return into a line feed unless it is written as a reference.
    event = ElementTree.fromstring(text.replace("\r", "&#13;"))
    system = event[0]
    assert system.tag == SYSTEM
    binary = event.findtext(f"{EVENT}EventData/{EVENT}Binary") or ""
    data = [
        (element.get("Name"), element.text or "")
        for element in event.findall(f"{EVENT}EventData/{EVENT}Data")
    ]
    for root in event.findall(f"{EVENT}UserData/*"):
        data += [(element.tag.partition("}")[2], element.text or "") for element in root]
    time = system[_at(system, "TimeCreated")].attrib["SystemTime"]
    return Seen(
        record_id=int(system[_at(system, "EventRecordID")].text or ""),
        event_id=int(system[_at(system, "EventID")].text or ""),
        time=datetime.fromisoformat(time).astimezone(UTC),
        provider=system[0].attrib["Name"],
        channel=system[_at(system, "Channel")].text or "",
        computer=system[_at(system, "Computer")].text or "",
        data=tuple(data),
        binary=decode(binary),
    )


def _at(parent: ElementTree.Element, name: str) -> int:
    return [child.tag for child in parent].index(EVENT + name)
