"""Bytes that are no log, or no longer one."""

from __future__ import annotations

import io
import json
import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.simulate.emit.formats import emitter
from analyzer.sources.csv import Csv
from analyzer.sources.json import Json
from analyzer.sources.shape import HEAD, Options, Shape, Source
from analyzer.sources.snapshots.clixml import Clixml
from analyzer.sources.xml import EventXmlText
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, PIPELINE, STARTED, numbered
from tests.sources.shaped import Reading, read_bytes

SHAPES: list[Shape] = [EventXmlText(), Json(), Csv(), Clixml()]
STARTS = [
    b"",
    b"<Event><System>",
    b'{"Event":{"System":',
    b'{"records":[{"winlog":{"event_id":',
    b"Level,Date and Time,Source,Event ID,Task Category\n",
    b'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj>',
    b"\xff\xfe[\x00{\x00",
]
NAMES = [
    "wevtutil-xml",
    "eventviewer-xml",
    "evtx-dump-jsonl",
    "winlogbeat",
    "nxlog-message",
    "eventviewer-csv",
]


def forced(shape: Shape, data: bytes) -> Reading:
    """Read by a shape whether it recognises the bytes or not."""
    guess = shape.recognise(data[:HEAD])
    source = Source("log", io.BytesIO(data))
    return Reading(guess, tuple(shape.read(source, Options())), source.duplicates, source.lacks)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: type(shape).__name__)
@given(start=st.sampled_from(STARTS), rest=st.binary())
@example(start=b"", rest=b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)))
@example(start=b"", rest=b"%PDF-1.7\n1 0 obj << /Type /Catalog >>")
@example(start=b"", rest=b"{" * 5000)
@example(start=b"", rest=b'{"a":' * 5000)
@example(start=b"", rest=b"[" * 5000)
@example(start=b"", rest=b'"' * 5000)
def test_any_bytes(shape: Shape, start: bytes, rest: bytes) -> None:
    """No bytes raise, neither when a shape is asked nor when it reads."""
    forced(shape, start + rest)


@pytest.mark.parametrize("name", NAMES)
@given(seed=st.integers(0, 1 << 32))
def test_flipped_bytes(name: str, seed: int) -> None:
    """A file with some bytes overwritten, cut or doubled is read as far as it goes, and raises nothing."""
    stream = io.BytesIO()
    emitter(name).write(stream, numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED, STARTED]))
    data = bytearray(stream.getvalue())
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 8)):
        at = chance.randrange(len(data))
        match chance.randrange(3):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(100)]
            case _:
                data[at:at] = data[at : at + chance.randrange(100)]
        if not data:
            return
    read_bytes(bytes(data))


@pytest.mark.parametrize("name", NAMES)
def test_every_way_to_cut_a_file(name: str) -> None:
    """Wherever a file ends, what came before its last record is read."""
    stream = io.BytesIO()
    emitter(name).write(stream, numbered([STARTED] * 4))
    data = stream.getvalue()
    for end in range(0, len(data), 7):
        assert len(read_bytes(data[:end]).records) >= data[:end].count(b"60901E33") // 2 - 1


@pytest.mark.parametrize(
    "data",
    [
        b"<Event " * 200_000 + b"</Event>",
        b"<Event " * 2_500_000,
        b"<Event><System>" + b"<EventRecordID>1</EventRecordID>" * 100_000 + b"</System></Event>",
        b'<Event><System><TimeCreated SystemTime="2025-03-27 08:19:20"/><EventID>1</EventID></System>'
        b"<EventData><Data>" + b"&lt;string&gt;a&lt;/string&gt;" * 50_000 + b"!</Data></EventData></Event>",
        b"<Event><System>" * 100_000 + b"</System></Event>" * 100_000,
        b'{"a":[' * 200_000,
        b"[" + b'{"x":"' * 200_000,
        b"Level,Date and Time,Source,Event ID,Task Category\n" + b'"' * 3_000_001,
        b"Level,Date and Time,Source,Event ID,Task Category\n" + b'a,"\n' * 500_001,
    ],
    ids=range(9),
)
def test_nothing_takes_for_ever(data: bytes) -> None:
    """Bytes made to be read again and again are read once or twice: this test would never end otherwise."""
    for shape in SHAPES:
        forced(shape, data)


WORDS = """
    Event System Provider #attributes #text Name EventID EventRecordID TimeCreated SystemTime Channel
    Computer Security UserID Execution ProcessID EventData UserData Data Binary winlog event_id
    provider_name record_id event_data user_data user identifier process pid @timestamp win system
    eventID systemTime eventdata message Id ProviderName LogName RecordId UserId Value Properties
    Qualifiers EventTime Hostname RawXml properties KeyId KeyType ZoneName RolloverPeriod Ticks
    TotalSeconds records hits _source
"""
KEYS = WORDS.split()
TEXTS = [
    "528",
    "2025-03-27T08:19:20Z",
    "9C230000",
    "<Event>",
    "{",
    "Microsoft-Windows-DNSServer",
    "DNS Server",
    "/Date(9)/",
]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(TEXTS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
)


@given(VALUES)
@example(
    {"Event": {"System": {"Provider": {"#attributes": {"Name": [1]}}, "TimeCreated": [], "EventID": {}}}}
)
@example({"winlog": {"event_id": 528, "event_data": 5, "user": 1}, "@timestamp": "2025-03-27T08:19:20Z"})
@example({"win": {"system": {"eventID": 1, "systemTime": "2025-03-27T08:19:20Z"}, "eventdata": [[]]}})
@example(
    {"Id": True, "ProviderName": {}, "LogName": [], "TimeCreated": {"value": "/Date(9)/"}, "Properties": [{}]}
)
def test_any_json(value: object) -> None:
    """Known keys with values that nobody expects there raise nothing, and records hold texts all the same."""
    found = forced(Json(), json.dumps(value).encode())
    for record in found.records:
        assert all(isinstance(v, str) for v in (record.user or "", record.channel, *record.fields.values()))


def test_numbers_without_measure() -> None:
    """An id that no log can have is no id, and no error."""
    line = (
        '{"EventTime":"2025-03-27 08:19:20","Hostname":"ns1","EventID":528,"RecordNumber":%s,'
        '"SourceName":"Microsoft-Windows-DNSServer","Channel":"Microsoft-Windows-DNSServer/Audit"}'
    )
    for number in ("9" * 30, "-1", "1e400", "null", '"x"', "18446744073709551615"):
        (record,) = read_bytes((line % number).encode()).records
        assert record.record_id is None or record.record_id == 18446744073709551615
