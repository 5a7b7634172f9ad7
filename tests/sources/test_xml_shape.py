"""Event XML of every writer."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analyzer.simulate.emit import wevtutil_xml
from analyzer.sources.xml.records import _parsed_head, read_body, read_head
from analyzer.sources.xml.split import split
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, PIPELINE, STARTED
from tests.sources.shaped import bare, read_bytes, read_path

ONE = (
    b"<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    b"<Provider Name='Microsoft-Windows-DNSServer'/><EventID>528</EventID>"
    b"<TimeCreated SystemTime='2025-03-27T08:19:20.2191230Z'/><EventRecordID>%d</EventRecordID>"
    b"<Channel>Microsoft-Windows-DNSServer/Audit</Channel><Computer>ns1</Computer></System>"
    b"<EventData><Data Name='Type'>KSK</Data><Data Name='Zone'>%s</Data></EventData></Event>"
)


def one(record_id: int = 1, zone: bytes = b"corp.example") -> bytes:
    """An event that matters."""
    return ONE % (record_id, zone)


@pytest.mark.parametrize(
    ("file", "evtx", "count"),
    [
        ("xml/DNS_Server.xml", "evtx/dns-server-2012r2-dirty.evtx", 36),
        ("xml/DNS_Server.python-evtx.xml", "evtx/dns-server-2012r2-dirty.evtx", 36),
        ("xml/ID150-Failed_DLL_loaded_by_DNS_server.xml", "evtx/dns-server-150.evtx", 2),
    ],
)
def test_real_files_equal_their_evtx(real: Path, file: str, evtx: str, count: int) -> None:
    """Whoever rendered a log as XML, the records, the counts and the coverage are those of the EVTX."""
    found, expected = read_path(real / file), read_path(real / evtx)
    assert found.count == expected.count == count
    assert bare(found.records) == bare(expected.records)
    assert [replace(s, path="") for s in found.stretches] == [replace(s, path="") for s in expected.stretches]
    assert [replace(t, path="") for t in found.tallies] == [replace(t, path="") for t in expected.tallies]
    assert not found.losses


@pytest.mark.parametrize(
    ("file", "writer", "count"),
    [
        ("xml/evtrender-no-root.xml", "event XML", 2),
        ("xml/winevent-all-blocks.xml", "event XML", 1),
        ("text/xml-view-in-markdown-770.md", "event XML (XML view, copied)", 1),
    ],
)
def test_other_real_files(real: Path, file: str, writer: str, count: int) -> None:
    """Events without a root, with all blocks there are, and copied from the screen into markdown."""
    found = read_path(real / file)
    assert found.guess is not None
    assert (found.guess.format, found.count, found.losses) == (writer, count, [])


def test_a_copied_view_is_whole(real: Path) -> None:
    """The marks of the tree leave no trace in what was copied with them."""
    text = (real / "text/xml-view-in-markdown-770.md").read_text().replace("770<", "150<")
    (record,) = read_bytes(text.encode()).records
    assert record.fields == {"param1": r"\\192.168.0.149\dll\wtf.dll", "param2": "dc1.lab.internal"}
    assert record.time == datetime(2017, 5, 9, 8, 54, 26, 798142, tzinfo=UTC)
    assert (record.computer, record.record_id, record.user) == ("dc1.lab.internal", 264, "S-1-5-18")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    """The bytes may be UTF-16, as PowerShell redirects them."""
    (record,) = read_bytes(one(zone="süß.example".encode()).decode().encode(encoding)).records
    assert record.fields["Zone"] == "süß.example"


def test_a_glance_and_a_parser_agree() -> None:
    """What is seen without parsing is what parsing finds, for every kind of event."""
    stream = io.BytesIO()
    wevtutil_xml.write(stream, [STARTED, BIND_FAILED, PIPELINE, CLEARED])
    events = [piece.event for piece in split([stream.getvalue()])]
    heads = [read_head(event) for event in events]
    assert heads == [_parsed_head(event) for event in events]
    assert [head and head.event_id for head in heads] == [528, 407, 800, 1102]


def test_document_types_are_refused() -> None:
    """A document type ends the reading with a loss: no entity is ever looked at."""
    bomb = b"<!DOCTYPE Events [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><Events>" + one(zone=b"&b;")
    found = read_bytes(one(1) + bomb)
    assert [r.record_id for r in found.records] == [1]
    assert [loss.kind for loss in found.losses] == ["refused"]


def test_entities_that_nobody_declared() -> None:
    """An event with one is broken, and the next is read."""
    found = read_bytes(one(1, b"&unknown;") + one(2))
    assert [r.record_id for r in found.records] == [2]
    assert [(loss.position, loss.count) for loss in found.losses] == [("event:1", 1)]


def test_control_characters_and_bytes_outside_utf8() -> None:
    """Both occur in real events; they stay visible and cost nothing else."""
    (record,) = read_bytes(one(zone=b"a\x01b\xa6c")).records
    assert record.fields["Zone"] == "a\ufffdb¦c"


def test_what_is_cut_off_is_lost_alone() -> None:
    """An event that another one or the end cuts short is counted as lost, and no other is."""
    found = read_bytes(one(1) + one(2)[:400] + one(3) + one(4)[:300])
    assert [r.record_id for r in found.records] == [1, 3]
    assert [(loss.count, loss.reason) for loss in found.losses] == [(2, "the event is cut off")]


def test_events_across_blocks() -> None:
    """Where the blocks of a file are cut makes no difference."""
    data = b"<Events>" + b"\n".join(one(i) for i in range(20)) + b"</Events>"
    for size in (1, 7, 100, 1000):
        blocks = [data[i : i + size] for i in range(0, len(data), size)]
        assert [p.event for p in split(blocks)] == [one(i) for i in range(20)]


def test_rendered_text_is_the_message() -> None:
    """References in the rendered text are resolved."""
    message = b"<Message>a &lt;b&gt; &amp;#x41; &#233;&#xd;</Message>"
    rendered = b"<RenderingInfo Culture='en-US'>" + message + b"</RenderingInfo></Event>"
    body = read_body(one().replace(b"</Event>", rendered))
    assert body is not None
    assert body.get("message") == "a <b> &#x41; é\r"


def test_a_collectors_escape_is_not_taken_for_the_event() -> None:
    """An event within the text of another is text."""
    inner = one(9).replace(b"<", b"&lt;").replace(b">", b"&gt;")
    (record,) = read_bytes(one(1, inner)).records
    assert record.record_id == 1
    assert record.fields["Zone"].startswith("<Event")


def test_an_event_carried_in_cef() -> None:
    """CEF writes a backslash before equals signs and backslashes; other events keep theirs."""
    carried = b"CEF:0|x|y|1|2|3|5|msg=" + one(3, rb"a\\n.example").replace(b"=", rb"\=") + b"\n"
    (record,) = read_bytes(carried).records
    assert (record.record_id, record.fields["Zone"]) == (3, r"a\n.example")
    (plain,) = read_bytes(one(3, rb"a\=\n.example")).records
    assert plain.fields["Zone"] == r"a\=\n.example"
