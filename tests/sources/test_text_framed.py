"""Blocks of text counted together against blocks read one by one."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzer.model import Record
from analyzer.sources.shape import Options
from analyzer.sources.text import copied
from analyzer.sources.text.framed import frame_of, framed
from tests.sources.shaped import read_bytes

VIEWER = """Log Name:      Microsoft-Windows-DNSServer/Audit
Source:        {source}
Date:          {date}
Event ID:      {event_id}
Task Category: {task}
Level:         Information
User:          SYSTEM
Computer:      ns1.corp.example
{label}
{text}

"""
GERMAN = """Protokollname: Microsoft-Windows-DNSServer/Audit
Quelle:        {source}
Datum:         {date}
Ereignis-ID:   {event_id}
Benutzer:      SYSTEM
Computer:      ns1.corp.example
Beschreibung:
{text}
"""
WEVTUTIL = """Event[7]:
  Log Name: Microsoft-Windows-DNSServer/Audit
  Source: {source}
  Date: 2025-03-27T{time}0170000Z
  Event ID: {event_id}
  User: N/A
  Computer: ns1.corp.example
  Description:
{text}

"""
DNS = "Microsoft-Windows-DNSServer"
XML = (
    "Event Xml:\n<Event xmlns='x'>\n  <System><Provider Name='Microsoft-Windows-DNSServer'/>"
    "<EventID>519</EventID><TimeCreated SystemTime='2025-03-27T08:19:20.5Z'/><EventRecordID>7</EventRecordID>"
    "<Channel>Microsoft-Windows-DNSServer/Audit</Channel><Computer>ns1</Computer></System>\n</Event>"
)
VALUES = {
    "source": DNS,
    "date": "3/27/2025 8:19:20 AM",
    "event_id": "519",
    "task": "",
    "label": "Description:",
    "text": "x",
}
BLOCKS = st.builds(
    str.format,
    st.sampled_from(
        [VIEWER, VIEWER, VIEWER, GERMAN, WEVTUTIL, "> " + VIEWER, VIEWER.replace("User: ", "Owner:")]
    ),
    source=st.sampled_from([DNS, "DNS", "a:b"]),
    date=st.sampled_from(
        ["3/27/2025 8:19:20 AM", "3/27/2025 10:59:01 AM", "3/27/2025 8:19:20,25 AM", "soon 1"]
    ),
    time=st.sampled_from(["08:19:20.", "08:59:01."]),
    event_id=st.sampled_from(["519", "519", "520", "528", "x7"]),
    task=st.sampled_from(["None", "", "(7)", "x" * 500]),
    label=st.sampled_from(["Description:", "Description:", "Description: at once", "Neznámé:"]),
    text=st.sampled_from(
        ["text", "", "a line\n\nLog Name: 3\nof it: 4", XML, "Log Name:  a\nSource: b\n", "ü\r"]
    ),
)


def one_by_one(data: bytes) -> object:
    """What comes out if nothing is counted together."""
    with mock.patch.object(copied, "frame_of", return_value=None):
        return read_bytes(data, Options(date_order="mdy"))


@given(st.lists(BLOCKS, min_size=1, max_size=20), st.sampled_from(["", "An event:\n", "\n\n"]), st.booleans())
@example([VIEWER.format(**VALUES)] * 3, "", False)
def test_both_ways_tell_the_same(copies: list[str], above: str, windows: bool) -> None:
    """Records, their places, counts, spans and losses are the same, whatever the blocks look like."""
    text = above + "".join(copies)
    data = (text.replace("\n", "\r\n") if windows else text).encode()
    assert read_bytes(data, Options(date_order="mdy")) == one_by_one(data)


@pytest.mark.parametrize("mould", [VIEWER, GERMAN, WEVTUTIL])
def test_blocks_that_are_alike_are_counted_together(mould: str) -> None:
    """What differs in minute and second only is one group, with how much later each is; the last waits."""
    times = ["8:19:20", "8:00:05", "8:19:20", "8:19:20"]
    blocks = "".join(mould.format(**VALUES | {"date": f"27.03.2025 {t}", "time": f"0{t}."}) for t in times)
    frame = frame_of(blocks)
    assert frame is not None
    found = framed(blocks.encode(), frame)
    (group,), left, _ = found.groups()
    assert group.rows.tolist() == [0, 1, 2]
    assert [int(s) // 1_000_000 for s in group.shifts] == [1160, 5, 1160]
    assert left.size == 0
    assert found.text(found.rest, found.rest + 1).decode().startswith(mould[:5])


def test_a_block_across_pieces_is_one() -> None:
    """Wherever the pieces in which a file is read end, each event is read once and at its line."""
    block = VIEWER.format(**VALUES | {"event_id": "528", "text": "Rollover was started on the type KSK"})
    data = (block * 9).encode()
    with mock.patch("analyzer.sources.decoding.BLOCK", 300):
        found = read_bytes(data)
    assert [r.position for r in found.records if isinstance(r, Record)] == [
        f"line:{n}" for n in range(1, 99, 11)
    ]


def test_a_line_quoted_within_a_head() -> None:
    """A file in which only that line is quoted is read block by block, and as without the quotation."""
    plain = VIEWER.format(**VALUES) * 3
    quoted = plain.replace("Source:", ">Source:")
    assert frame_of(quoted) is None
    told = [read_bytes(text.encode(), Options(date_order="mdy")).items for text in (plain, quoted)]
    assert told[0] == told[1] != ()


def test_xml_below_what_only_looks_like_a_head() -> None:
    """The XML tells of the event; there is no message, as no block begins there."""
    sound = VIEWER.format(**VALUES | {"text": XML.replace("519", "528")})
    odd = sound.replace("Event ID:      519", "Event ID:      519\x0c")
    items = read_bytes((odd + sound * 3).encode(), Options(date_order="mdy")).items
    assert [item.record_id for item in items if isinstance(item, Record)]
