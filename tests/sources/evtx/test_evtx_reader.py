"""Made-up EVTX files: what was written is what is read, whatever the templates and headers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from analyzer.knowledge import matters
from analyzer.model import Loss, Record, Stretch, Tally
from analyzer.simulate.entry import Entry
from analyzer.simulate.evtx import EPOCH, Style
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER, RECORDS
from tests.simulate.sample_entries import (
    BIND_FAILED,
    CLEARED,
    EMPTY,
    NO_NUMBER,
    PIPELINE,
    STARTED,
    TIME,
    numbered,
    written,
)
from tests.sources.reading import evtx_items, only

STYLES = {
    "live": Style(),
    "literal": Style(literal=True),
    "export": Style(renumbered=True, header_time=datetime(2025, 4, 1, 12, 0, tzinfo=UTC)),
    "export without time": Style(literal=True, renumbered=True, header_time=EPOCH),
}
SHAPES = [STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER]
QUERY = replace(STARTED, channel="Microsoft-Windows-DNSServer/Analytical", event_id=260)
"""An event that no audit needs."""


def of(entry: Entry, record: Record) -> Record:
    """The record that an entry makes, where `record` was found."""
    fields = {name or f"param{place}": text for place, (name, text) in enumerate(entry.data, 1)}
    return Record(
        path="a.evtx",
        position=record.position,
        provider=entry.provider.name,
        channel=entry.channel,
        event_id=entry.event_id,
        record_id=entry.record_id,
        time=entry.time,
        computer=entry.host,
        user=entry.user,
        process_id=entry.process_id,
        event_name=entry.event_name,
        fields={name: "" if text.isspace() else text for name, text in fields.items()},
        binary=entry.binary,
    )


@pytest.fixture
def all_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every record yielded."""
    monkeypatch.setattr("analyzer.sources.evtx.reader.matters", lambda *_: True)


@pytest.mark.usefixtures("all_matter")
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_shape_is_read_as_it_was_written(style: Style) -> None:
    """Identity, user, process, names and texts of data, Binary: all as written, in every style."""
    entries = numbered(SHAPES * 80, first=7000)
    records = only(Record, evtx_items(written(entries, style)))
    for entry, record in zip(entries, records, strict=True):
        expected = of(entry, record)
        # A string array holds no Binary; readers say that it is there, and empty.
        assert replace(record, binary=record.binary or None) == replace(
            expected, binary=expected.binary or None
        )
    assert [r.fields for r in records[:6]] == [
        of(e, r).fields for e, r in zip(entries, records[:6], strict=False)
    ]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_what_matters_is_decoded_and_the_rest_counted(style: Style) -> None:
    """Events that no audit needs become one tally a kind; all records together make one stretch a channel."""
    entries = numbered([QUERY] * 90 + [STARTED] + [QUERY] * 9, first=500)
    entries = [replace(e, time=TIME + timedelta(seconds=i)) for i, e in enumerate(entries)]
    items = evtx_items(written(entries, style))
    (record,) = only(Record, items)
    (tally,) = only(Tally, items)
    audit, analytical = min(only(Stretch, items), key=lambda s: s.records), only(Stretch, items)
    assert (record.event_id, record.record_id) == (528, 590)
    assert (tally.host, tally.channel, tally.event_id) == (QUERY.host, QUERY.channel, 260)
    assert (tally.count, tally.first_id, tally.last_id) == (99, 500, 599)
    assert (tally.start, tally.end) == (TIME, TIME + timedelta(seconds=99))
    assert (audit.channel, audit.first_id, audit.last_id) == (STARTED.channel, 590, 590)
    assert [(s.first_id, s.last_id) for s in analytical if s.channel == QUERY.channel] == [
        (500, 589),
        (591, 599),
    ]
    assert not only(Loss, items)


def test_the_sample_entries_are_told_apart_by_the_table() -> None:
    """Decoded is exactly what the table of channels names."""
    entries = numbered([*SHAPES, QUERY] * 30)
    items = evtx_items(written(entries))
    expected = Counter(e.event_id for e in entries if matters(e.channel, e.provider.name, e.event_id))
    assert Counter(r.event_id for r in only(Record, items)) == expected
    counted = sum(tally.count for tally in only(Tally, items))
    assert counted == len(entries) - expected.total()


def test_a_log_cleared_and_counting_anew_is_two_stretches_of_records() -> None:
    """Records of one id and different times are different records."""
    first = numbered([STARTED] * 5)
    second = [replace(e, time=e.time + timedelta(days=1)) for e in first]
    items = evtx_items(written([*first, *second]))
    assert len(only(Record, items)) == 10


def test_a_chunk_that_stands_twice_counts_once() -> None:
    """Shadow copies and carving double chunks; records of one id and time are one."""
    data = written(numbered([STARTED, QUERY] * 10))
    items = evtx_items(data + data[FILE_HEADER : FILE_HEADER + CHUNK])
    assert len(only(Record, items)) == 10
    assert sum(tally.count for tally in only(Tally, items)) == 10


def test_records_are_positions_in_chunks() -> None:
    """A record is named by its chunk and its offset there."""
    items = evtx_items(written(numbered([STARTED] * 400)))
    positions = [record.position for record in only(Record, items)]
    assert positions[0] == f"c0+0x{RECORDS:x}"
    assert positions[-1].startswith("c")
    assert len(set(positions)) == 400
    assert {position.partition("+")[0] for position in positions} >= {"c0", "c1"}


def test_a_stale_header_hides_nothing() -> None:
    """Neither the file's header nor that of a chunk decides how many records there are."""
    data = bytearray(written(numbered([STARTED] * 100)))
    data[16:48] = bytes(32)
    data[FILE_HEADER + 44 : FILE_HEADER + 52] = (0x1000).to_bytes(4, "little") * 2
    assert len(only(Record, evtx_items(bytes(data)))) == 100


def test_a_file_cut_at_a_chunk_says_so() -> None:
    """A missing chunk leaves no trace but in the file's header, which is believed when it is sound."""
    data = written(numbered([STARTED] * 400))
    items = evtx_items(data[: FILE_HEADER + CHUNK])
    (loss,) = only(Loss, items)
    assert (loss.kind, loss.position, loss.count) == ("damaged", "c1+0x0", None)


def test_a_file_that_is_only_a_beginning() -> None:
    """Less than a header is a loss, and nothing else."""
    (loss,) = evtx_items(written([STARTED])[:100])
    assert isinstance(loss, Loss)


def test_lost_records_are_named_by_their_record_ids() -> None:
    """In an export that numbers records anew, what is lost is still told by EventRecordID."""
    entries = numbered([STARTED] * 20, first=9000)
    data = bytearray(written(entries, STYLES["export"]))
    third = data.index(b"\x2a\x2a\0\0", data.index(b"\x2a\x2a\0\0", FILE_HEADER + RECORDS + 8) + 8)
    data[third : third + 200] = bytes(200)
    (loss,) = only(Loss, evtx_items(bytes(data)))
    assert (loss.first_id, loss.last_id, loss.count) == (9002, 9002, 1)
