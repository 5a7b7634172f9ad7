"""JSON of readers, collectors and PowerShell."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analyzer.sources.json.documents import from_document, from_lines, is_document, parse
from tests.sources.shaped import bare, read_bytes, read_path

DATADOG = {
    "level": "Information",
    "Event": {
        "EventData": {
            "Data": {
                "Type": "KSK",
                "Zone": "Test_Primary_Zone",
                "GUID": "{60901E33-AD11-429B-BBC8-0234171931C0}",
            }
        },
        "System": {
            "Task": "DNSSEC_OP",
            "Channel": "Microsoft-Windows-DNSServer/Audit",
            "Security": {"UserID": "S-1-5-18"},
            "Provider": {"Name": "Microsoft-Windows-DNSServer"},
            "TimeCreated": {"SystemTime": "2025-03-27T08:19:20.219Z"},
            "EventRecordID": "447",
            "EventID": "528",
        },
    },
    "message": "Rollover was started on the type KSK",
}
WINLOG = {
    "@timestamp": "2025-03-27T08:19:20.219Z",
    "winlog": {
        "channel": "Microsoft-Windows-DNSServer/Audit",
        "provider_name": "Microsoft-Windows-DNSServer",
        "computer_name": "ns1",
        "event_id": "528",
        "record_id": 447,
        "event_data": {"Type": "KSK"},
    },
}


@pytest.mark.parametrize(
    ("file", "evtx", "count"),
    [
        ("DNS_Server.jsonl", "dns-server-2012r2-dirty.evtx", 36),
        ("ID541-DNS_server_auditing_changed.jsonl", "dnsserver-audit-541.evtx", 1),
        ("dns_log_malformed.jsonl", "dnsserver-analytical-control-chars.evtx", 5),
    ],
)
def test_real_evtx_dump_equals_its_evtx(real: Path, file: str, evtx: str, count: int) -> None:
    """Records, counts and coverage are those of the EVTX that was dumped."""
    found, expected = read_path(real / "json" / file), read_path(real / "evtx" / evtx)
    assert found.count == expected.count == count
    assert bare(found.records) == bare(expected.records)
    assert [replace(s, path="") for s in found.stretches] == [replace(s, path="") for s in expected.stretches]
    assert not found.losses


def test_real_nxlog(real: Path) -> None:
    """A mixed pipe is read whole, its local times assumed, ProcessId kept apart from the logger's."""
    found = read_path(real / "json/nxlog_im_msvistalog_mixed.jsonl")
    events = Counter(r.event_id for r in found.records) + Counter(
        {t.event_id: t.count for t in found.tallies}
    )
    assert events == {4688: 2, 800: 2, 4103: 2, 4104: 2, 5857: 2, 5858: 2}
    assert {r.time_basis for r in found.records} == {"assumed"}
    first = found.records[0]
    assert (first.event_id, first.process_id, first.fields["ProcessId"]) == (4688, 4, "0x3a8")
    assert (first.record_id, first.computer) == (652791, "MORDORDC.theshire.local")
    assert not found.losses


def test_the_one_real_rollover_event() -> None:
    """Datadog's 528: no computer, and the lack is said."""
    found = read_bytes(json.dumps(DATADOG).encode())
    (record,) = found.records
    assert record.fields["Zone"] == "Test_Primary_Zone"
    assert (record.event_id, record.record_id, record.user) == (528, 447, "S-1-5-18")
    assert record.time == datetime(2025, 3, 27, 8, 19, 20, 219000, tzinfo=UTC)
    assert "no computer name" in found.lacks


@pytest.mark.parametrize(
    ("text", "binary"),
    [("\u239c", "9c230000"), ("~", "7e000000"), ("\u2741", "41270000"), ("0D", "0d"), ("", "")],
)
def test_datadogs_binary(text: str, binary: str) -> None:
    """A Binary that was printed as UTF-16 is turned back into its bytes."""
    event: dict[str, Any] = json.loads(json.dumps(DATADOG))
    event["Event"]["EventData"] = {"Binary": text}
    (record,) = read_bytes(json.dumps(event).encode()).records
    assert record.binary == bytes.fromhex(binary)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(WINLOG),
        json.dumps([WINLOG]),
        json.dumps([WINLOG], indent=2),
        json.dumps(WINLOG, indent=4),
        json.dumps({"records": [WINLOG]}),
        json.dumps({"took": 3, "hits": {"total": {"value": 1}, "hits": [{"_source": WINLOG}]}}, indent=1),
        json.dumps({"_index": "x", "_source": WINLOG}),
        json.dumps({"message": json.dumps(WINLOG)}),
        "<13>Mar 27 08:19:20 collector app: " + json.dumps(WINLOG),
        "\n\n" + json.dumps(WINLOG) + "\n\n",
        "[\n" + json.dumps(WINLOG) + "\n]\n",
    ],
)
def test_whatever_is_around_it(data: str) -> None:
    """Lists, documents, search results, texts within texts and prefixes: inside is the same record."""
    found = read_bytes(data.encode())
    (record,) = found.records
    assert (record.record_id, record.computer, record.fields) == (447, "ns1", {"Type": "KSK"})
    assert not found.losses


def test_a_document_is_read_piece_by_piece() -> None:
    """Where blocks are cut makes no difference, not even within texts full of braces and quotes."""
    values = [{"a": '}{"\\', "b": [{"c": i}], "d": "x" * i} for i in range(9)]
    for data in (
        json.dumps(values).encode(),
        json.dumps({"n": "[{", "value": values, "k": 1}, indent=1).encode(),
    ):
        assert is_document(data)
        for size in (len(data), 50, 64):
            head = [data[:300]] if size < len(data) else []
            rest = data[300:] if head else data
            blocks = head + [rest[i : i + size] for i in range(0, len(rest), size)]
            assert [f.value for f in from_document(blocks)] == values


def test_what_is_broken_is_lost_alone() -> None:
    """A line that is no JSON, and a document that ends too early, cost one record each."""
    line = json.dumps(WINLOG).encode()
    found = read_bytes(b"\n".join([line, line[:70], b"what?", line.replace(b"447", b"448")]))
    assert [r.record_id for r in found.records] == [447, 448]
    assert [(loss.position, loss.count) for loss in found.losses] == [("line:2", 1), ("line:3", 1)]
    cut = read_bytes(json.dumps([WINLOG, WINLOG], indent=1).encode()[:-90])
    assert (len(cut.records), [loss.position for loss in cut.losses]) == (1, ["event:2"])


def test_halves_of_pairs_bytes_and_control_characters() -> None:
    """JSON that strict parsers refuse is read, and what is no character is shown as such."""
    assert parse(rb'{"a": "\ud83d!"}') == {"a": "\ufffd!"}
    assert parse(rb'{"a": "\ud83d\ude00"}') == {"a": "\U0001f600"}
    assert parse(b'{"a": "\xa6 \x01"}') == {"a": "¦ \x01"}
    with pytest.raises(ValueError, match="deep"):
        parse(b"[" * 100_000 + b"]" * 100_000)


def test_objects_that_are_no_events() -> None:
    """They are one loss, with their number; the events between them are read."""
    line = json.dumps(WINLOG)
    found = read_bytes("\n".join([line, '{"index": {}}', '{"x": 1}']).encode())
    assert len(found.records) == 1
    assert [(loss.kind, loss.count) for loss in found.losses] == [("refused", 2)]


def test_records_that_do_not_say_when() -> None:
    """They cannot be placed, and are counted as lost."""
    found = read_bytes(json.dumps({**WINLOG, "@timestamp": "soon"}).encode())
    assert [(loss.kind, loss.count) for loss in found.losses] == [("damaged", 1)]
    assert not found.records


def test_lines_are_told_by_number() -> None:
    """The place of a record is its line in the file, empty ones counted."""
    assert [f.place for f in from_lines([b'{"a":1}', b"", b'{"a":2}'])] == [1, 3]


def test_filebeat_names_channels_by_number() -> None:
    """The channel is inferred from provider and event id."""
    winlog = {**WINLOG["winlog"], "channel": "16"}  # type: ignore[dict-item]
    winlog.pop("record_id")
    winlog.pop("computer_name")
    found = read_bytes(json.dumps({**WINLOG, "winlog": winlog}).encode())
    assert [r.channel for r in found.records] == ["Microsoft-Windows-DNSServer/Audit"]
    assert {"no computer name", "no record ids"} <= set(found.lacks)
