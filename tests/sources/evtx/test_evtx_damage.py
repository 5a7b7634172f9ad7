"""Whatever happens to the bytes: nothing raises, nothing is invented, and nothing vanishes unsaid."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.model import Loss, Record, Stretch, Tally
from analyzer.simulate.evtx import Style
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER, RECORDS
from analyzer.sources.evtx.shape import Evtx
from analyzer.sources.shape import Options, Source
from tests.simulate.sample_entries import BIND_FAILED, PIPELINE, STARTED, TIME, numbered, written
from tests.sources.evtx.test_evtx_reader import QUERY
from tests.sources.reading import evtx_items, only

ENTRIES = [
    replace(entry, time=TIME + timedelta(seconds=place))
    for place, entry in enumerate(numbered([STARTED, BIND_FAILED, QUERY, PIPELINE] * 50))
]
FILES = [written(ENTRIES, style) for style in (Style(), Style(literal=True), Style(renumbered=True))]
UNDECODED = "the record cannot be decoded"

files = st.sampled_from(range(len(FILES)))
places = st.integers(0, min(map(len, FILES)) - 1)


def check(data: bytes) -> None:
    """Read damaged bytes; every record written is read, or lost and said to be."""
    items = evtx_items(data)
    losses = only(Loss, items)
    read = len(only(Record, items)) + sum(tally.count for tally in only(Tally, items))
    lost = sum(loss.count or 0 for loss in losses)
    assert read <= len(ENTRIES)
    if all(loss.count is not None for loss in losses):
        assert read + lost >= len(ENTRIES)
    undecoded = sum(loss.count or 0 for loss in losses if loss.reason == UNDECODED)
    assert sum(stretch.records for stretch in only(Stretch, items)) == read + undecoded


@settings(max_examples=60, deadline=None)
@given(files, st.lists(st.tuples(places, st.integers(1, 255)), min_size=1, max_size=20))
def test_flipped_bits(file: int, flips: list[tuple[int, int]]) -> None:
    """Single bytes changed anywhere."""
    damaged = bytearray(FILES[file])
    for at, flip in flips:
        damaged[at] ^= flip
    check(bytes(damaged))


@settings(max_examples=40, deadline=None)
@given(files, places, st.binary(min_size=1, max_size=64), st.integers(1, 60))
def test_overwritten_spans(file: int, at: int, pattern: bytes, times: int) -> None:
    """Parts overwritten by something else, zeros among them."""
    damaged = bytearray(FILES[file])
    span = (pattern * times)[: len(damaged) - at]
    damaged[at : at + len(span)] = span
    check(bytes(damaged))


@settings(max_examples=40, deadline=None)
@given(files, places)
def test_truncation(file: int, end: int) -> None:
    """A file cut off anywhere."""
    check(FILES[file][:end])


@settings(max_examples=20, deadline=None)
@given(files, st.data())
def test_destroyed_chunk_headers(file: int, draw: st.DataObject) -> None:
    """Any of the fields of a chunk's header changed."""
    damaged = bytearray(FILES[file])
    at = draw.draw(st.integers(0, 127))
    damaged[FILE_HEADER + at] ^= draw.draw(st.integers(1, 255))
    check(bytes(damaged))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=4000))
def test_noise_behind_a_header(noise: bytes) -> None:
    """Bytes that only begin like EVTX raise nothing and hold no record."""
    items = evtx_items(FILES[0][:FILE_HEADER] + noise)
    assert all(isinstance(item, Loss) for item in items)


def test_one_destroyed_chunk_costs_no_other() -> None:
    """All records of the other chunks are read, and the destroyed chunk is said to be so."""
    data = bytearray(FILES[0])
    data[FILE_HEADER : FILE_HEADER + CHUNK] = b"\xa5" * CHUNK
    items = evtx_items(bytes(data))
    whole = evtx_items(FILES[0])
    behind = [r for r in only(Record, whole) if not r.position.startswith("c0+")]
    assert only(Record, items) == behind
    assert behind
    assert [loss.position for loss in only(Loss, items)] == ["c0+0x0"]


def shrunk(data: bytes, keep: int) -> bytes:
    """The log as if its last chunk had only `keep` records: the others lie behind its end."""
    changed = bytearray(data)
    at = FILE_HEADER + (len(data) - FILE_HEADER) // CHUNK * CHUNK - CHUNK
    first, place = RECORDS, at + RECORDS
    for _ in range(keep):
        first = place - at
        place += int.from_bytes(changed[place + 4 : place + 8], "little")
    last = int.from_bytes(changed[at + first + 8 : at + first + 16], "little")
    struct.pack_into("<Q", changed, at + 16, last)
    struct.pack_into("<Q", changed, at + 32, last)
    struct.pack_into("<II", changed, at + 44, first, place - at)
    # What comes behind must not look like the next record: it is of an earlier round.
    while changed[place : place + 4] == b"**\0\0":
        struct.pack_into("<Q", changed, place + 8, 1)
        place += int.from_bytes(changed[place + 4 : place + 8], "little")
    return bytes(changed)


def test_deleted_records_are_counted_apart_and_read_if_asked_for() -> None:
    """They lie behind the end of a chunk, and are in no stretch, tally or account unless they are wanted."""
    data = shrunk(FILES[0], 5)
    source = Source("a.evtx", io.BytesIO(data))
    items = list(Evtx().read(source, Options()))
    read = len(only(Record, items)) + sum(tally.count for tally in only(Tally, items))
    assert 0 < source.recovered == len(ENTRIES) - read
    asked = list(Evtx().read(Source("a.evtx", io.BytesIO(data)), Options(deleted=True)))
    more = [record for record in only(Record, asked) if record not in only(Record, items)]
    assert more
    assert {record.record_id for record in more} <= {entry.record_id for entry in ENTRIES[read:]}
    assert [item for item in asked if item not in more] == items


def test_what_stands_elsewhere_in_the_file_is_not_deleted() -> None:
    """Remains of records that the file holds anyway are no news."""
    data = FILES[0]
    last = FILE_HEADER + (len(data) - FILE_HEADER) // CHUNK * CHUNK - CHUNK
    chunk = data[last : last + CHUNK]
    source = Source("a.evtx", io.BytesIO(data + shrunk(data, 5)[last : last + CHUNK]))
    list(Evtx().read(source, Options()))
    assert chunk
    assert source.recovered == 0


def test_a_checksum_that_does_not_fit_is_said() -> None:
    """All records of the chunk are read; that somebody may have changed them is a note that costs nothing."""
    data = bytearray(FILES[0])
    at = data.index("corp.example".encode("utf-16-le"))
    data[at : at + 8] = "evil".encode("utf-16-le")
    items = evtx_items(bytes(data))
    (loss,) = only(Loss, items)
    assert (loss.position, loss.count) == ("c0+0x0", 0)
    assert "checksum" in loss.reason
    assert len(only(Record, items)) + sum(t.count for t in only(Tally, items)) == len(ENTRIES)


def test_an_id_that_a_flipped_bit_made_is_a_loss() -> None:
    """Where the checksum is wrong, an id far from its neighbours' is not believed; elsewhere it is."""
    data = bytearray(FILES[0])
    at = FILE_HEADER + RECORDS
    for _ in range(7):
        at += int.from_bytes(data[at + 4 : at + 8], "little")
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    spot = data.index((8).to_bytes(8, "little"), at + 24, at + size)
    data[spot + 3] = 0x40
    found = [loss for loss in only(Loss, evtx_items(bytes(data))) if "id is damaged" in loss.reason]
    assert [(loss.first_id, loss.last_id, loss.count) for loss in found] == [(8, 8, 1)]
