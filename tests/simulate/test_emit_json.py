"""Emitters of JSON: read back with a JSON parser, or compared with the tool that they imitate."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import evtx
import pytest

from analyzer.simulate.emit import azure, datadog, evtx_dump_jsonl, get_winevent, nxlog, wazuh, winlogbeat
from analyzer.simulate.entry import Entry
from tests.simulate.sample_entries import (
    BIND_FAILED,
    CLEARED,
    EMPTY,
    NO_NUMBER,
    PIPELINE,
    STARTED,
    numbered,
    written,
)

SYSTEM = replace(STARTED, user="S-1-5-18")
ENTRIES = numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER, SYSTEM], 4711)
Write = Callable[[BinaryIO, Iterable[Entry]], None]


def lines(write: Write, entries: Iterable[Entry] = ENTRIES) -> list[dict[str, Any]]:
    """The objects that an emitter writes, one a line."""
    stream = io.BytesIO()
    write(stream, entries)
    text = stream.getvalue().decode()
    assert text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def test_evtx_dump_is_what_the_tool_prints(tmp_path: Path) -> None:
    """For the same entries in an EVTX file, the Rust reader prints the very same lines."""
    path = tmp_path / "log.evtx"
    one = replace(PIPELINE, data=((None, "alone <&>"),), binary=b"\x01")
    entries = numbered([*ENTRIES, one])
    path.write_bytes(written(entries))
    stream = io.BytesIO()
    evtx_dump_jsonl.write(stream, entries)
    printed = [record["data"] for record in evtx.PyEvtxParser(str(path)).records_json()]
    assert stream.getvalue().decode().splitlines() == printed


def test_winlogbeat() -> None:
    """The event is under `winlog`, its id a text, its record id a number, its time in milliseconds."""
    started, failed, pipeline, cleared, empty, _, system = lines(winlogbeat.write)
    assert started["@timestamp"] == "2025-03-27T08:19:20.219Z"
    assert started["message"] == STARTED.message
    assert started["winlog"]["event_id"] == "528"
    assert started["winlog"]["record_id"] == 4711
    assert started["winlog"]["computer_name"] == STARTED.host
    assert started["winlog"]["provider_guid"] == "{eb79061a-a566-4698-9119-3ed2807060e7}"
    assert started["winlog"]["event_data"] == dict(STARTED.data)
    assert started["winlog"]["user"] == {"identifier": STARTED.user}
    assert failed["winlog"]["event_data"] == {"param1": "10.42.85.10", "Binary": "9C230000"}
    assert failed["winlog"]["keywords"] == ["Classic"]
    assert failed["log"]["level"] == "error"
    assert pipeline["winlog"]["event_data"].keys() == {"param1", "param2"}
    assert cleared["winlog"]["user_data"] == {**dict(CLEARED.data), "xml_name": "LogFileCleared"}
    assert "event_data" not in empty["winlog"]
    assert system["winlog"]["user"]["name"] == "SYSTEM"


def test_nxlog() -> None:
    """Data stand beside the fields of System, keywords are signed, times local; Binary is lost."""
    started, failed, pipeline, cleared, *_, system = lines(lambda s, e: nxlog.write(s, e, "Europe/Berlin"))
    assert started["EventTime"] == "2025-03-27 09:19:20"
    assert (started["EventID"], started["RecordNumber"], started["Hostname"]) == (528, 4711, STARTED.host)
    assert {name: started[name] for name, _ in STARTED.data} == dict(STARTED.data)
    assert failed["Severity"] == "ERROR"
    assert "9C23" not in json.dumps(failed)
    assert set(failed) >= {"param1", "param2"}
    assert "Step-DnsServerSigningKeyRollover" not in json.dumps(pipeline)
    assert "SubjectUserName" not in cleared
    assert system["AccountName"] == "SYSTEM"
    (negative,) = lines(nxlog.write, [replace(STARTED, keywords=0x8020000000000000, level=0)])
    assert (negative["Keywords"], negative["EventType"]) == (-9214364837600034816, "AUDIT_SUCCESS")


def test_nxlog_in_a_message() -> None:
    """A collector may deliver the JSON as a text within JSON."""
    wrapped = lines(lambda s, e: nxlog.write(s, e, in_message=True))
    assert [json.loads(line["message"]) for line in wrapped] == lines(nxlog.write)


def test_datadog() -> None:
    """Every value is a text; a Binary is read as UTF-16; the computer is lost."""
    started, failed, pipeline, cleared, empty, *_ = lines(datadog.write)
    system = started["Event"]["System"]
    assert started["Event"]["EventData"] == {"Data": dict(STARTED.data)}
    assert (system["EventID"], system["EventRecordID"], system["Task"]) == ("528", "4711", "DNSSEC_OP")
    assert system["TimeCreated"] == {"SystemTime": "2025-03-27T08:19:20.219Z"}
    assert system["Security"] == {"UserID": STARTED.user}
    assert (started["level"], started["message"]) == ("Information", STARTED.message)
    assert failed["Event"]["System"]["EventIDQualifier"] == "49152"
    assert failed["Event"]["EventData"]["Binary"] == "\u239c"
    assert pipeline["Event"]["EventData"]["Data"] == [value for _, value in PIPELINE.data]
    assert cleared["Event"]["UserData"]["LogFileCleared"]["SubjectUserName"] == "bob"
    assert empty["Event"]["EventData"] == ""
    assert STARTED.host not in json.dumps(started)


def test_datadog_keeps_an_odd_binary_as_hex() -> None:
    """Bytes that cannot be UTF-16 stay hex."""
    (line,) = lines(datadog.write, [replace(BIND_FAILED, binary=b"\x9c\x23\x00")])
    assert line["Event"]["EventData"]["Binary"] == "9C2300"


@pytest.mark.parametrize("binary", [False, True])
def test_wazuh(binary: bool) -> None:
    """Names are in camel case, all values texts; Binary is lost unless asked for."""
    started, failed, pipeline, cleared, empty, *_ = lines(lambda s, e: wazuh.write(s, e, binary=binary))
    system = started["win"]["system"]
    assert (system["eventID"], system["eventRecordID"], system["computer"]) == ("528", "4711", STARTED.host)
    assert system["systemTime"] == "2025-03-27T08:19:20.2191230Z"
    assert system["severityValue"] == "INFORMATION"
    assert system["message"] == f'"{STARTED.message}"'
    assert started["win"]["eventdata"] == {
        "type": "KSK",
        "zone": "corp.example",
        "gUID": "{60901E33-AD11-429B-BBC8-0234171931C0}",
    }
    assert ("9C23" in json.dumps(failed)) == binary
    assert "param2" not in failed["win"]["eventdata"]
    assert pipeline["win"]["eventdata"]["data"] == "Step-DnsServerSigningKeyRollover, \tUser=bob"
    assert cleared["win"]["logFileCleared"]["subjectUserName"] == "bob"
    assert "eventdata" not in empty["win"]


def test_azure_rows() -> None:
    """Rows have the table's columns; channel, record id, user and Binary are lost."""
    started, failed, *_ = lines(azure.write)
    assert started["TimeGenerated"] == "2025-03-27T08:19:20.2191230Z"
    assert (started["EventId"], started["NameServer"]) == ("528", STARTED.host)
    assert (started["KskOrZsk"], started["Zone"]) == ("KSK", "corp.example")
    assert started["Type"] == "DnsAuditEvents"
    assert not {"4711", STARTED.channel, STARTED.user} & set(map(str, started.values()))
    assert "9C23" not in json.dumps(failed)
    (update,) = lines(azure.write, [replace(STARTED, event_id=519, data=(("Type", "1"),))])
    assert (update["DnsQueryType"], update["Type"]) == ("1", "DnsAuditEvents")


def test_get_winevent_5() -> None:
    """Windows PowerShell writes UTF-16 and milliseconds since 1970, and escapes what HTML would mind."""
    stream = io.BytesIO()
    get_winevent.write_json(stream, ENTRIES)
    text = stream.getvalue().decode("utf-16")
    assert '"TimeCreated":"\\/Date(1743063560219)\\/"' in text
    assert not set("<>&'") & set(text)
    started, failed, *_ = json.loads(text)
    assert (started["Id"], started["RecordId"], started["MachineName"]) == (528, 4711, STARTED.host)
    assert started["Message"] == STARTED.message
    assert started["UserId"] == {"Value": STARTED.user}
    assert [p["Value"] for p in started["Properties"]] == [value for _, value in STARTED.data]
    assert failed["Properties"][-1] == {"Value": "156 35 0 0"}
    assert failed["Qualifiers"] == 0xC000


def test_get_winevent_7() -> None:
    """PowerShell 7 writes UTF-8, and the local clock with its offset."""
    stream = io.BytesIO()
    get_winevent.write_json(stream, ENTRIES, "Europe/Berlin", 7)
    records = json.loads(stream.getvalue().decode())
    assert records[0]["TimeCreated"] == "2025-03-27T09:19:20.219123+01:00"
    assert [record["RecordId"] for record in records] == [entry.record_id for entry in ENTRIES]


def test_get_winevent_does_not_wrap_one() -> None:
    """One event is an object, none is nothing, more are a list."""

    def text(entries: list[Entry]) -> str:
        stream = io.BytesIO()
        get_winevent.write_json(stream, entries, version=7)
        return stream.getvalue().decode()

    assert text([]) == "\r\n"
    assert isinstance(json.loads(text(ENTRIES[:1])), dict)
    assert len(json.loads(text(ENTRIES[:2]))) == 2
