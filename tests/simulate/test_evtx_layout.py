"""The EVTX writer: headers, checksums and definitions are those of real files."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zlib import crc32

from analyzer.simulate.entry import Entry
from analyzer.simulate.evtx import EPOCH, Style, write_evtx
from analyzer.simulate.evtx.binxml import name_hash
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, PIPELINE, STARTED, TIME, numbered, written

EXPORTED = datetime(2025, 4, 1, 12, 0, tzinfo=UTC)


def test_record_headers() -> None:
    """Headers of records tell what the style says: ids from 1 or as logged, the event's time or another."""
    entries = numbered([STARTED, BIND_FAILED], 4711)

    def headers(style: Style) -> list[tuple[int, int]]:
        raw = written(entries, style)
        first = struct.unpack_from("<4sIQQ", raw, 0x1200)
        second = struct.unpack_from("<4sIQQ", raw, 0x1200 + first[1])
        return [first[2:], second[2:]]

    assert headers(Style()) == [(4711, _filetime(TIME)), (4712, _filetime(BIND_FAILED.time))]
    assert headers(Style(renumbered=True, header_time=EXPORTED)) == [
        (1, _filetime(EXPORTED)),
        (2, _filetime(EXPORTED)),
    ]
    assert headers(Style(header_time=EPOCH)) == [(4711, 0), (4712, 0)]


def _filetime(time: datetime) -> int:
    return (time - EPOCH) // timedelta(microseconds=1) * 10


def test_checksums_and_offsets() -> None:
    """Headers of file and chunks have their checksums, and point at the last record and the free space."""
    entries = numbered([STARTED] * 300, 100)
    raw = written(entries)
    head = struct.unpack_from("<8sQQQIHHHH", raw)
    chunks = (len(raw) - 0x1000) // 0x10000
    assert head == (b"ElfFile\0", 0, chunks - 1, 400, 128, 1, 3, 0x1000, chunks)
    assert struct.unpack_from("<II", raw, 120) == (0, crc32(raw[:120]))
    number = 1
    for at in range(0x1000, len(raw), 0x10000):
        chunk = raw[at : at + 0x10000]
        magic, first, last, first_id, last_id, size, last_at, free, data = struct.unpack_from(
            "<8s4Q4I", chunk
        )
        assert (magic, size, first, first_id) == (b"ElfChnk\0", 128, number, number + 99)
        assert data == crc32(chunk[0x200:free])
        assert struct.unpack_from("<I", chunk, 124) == (crc32(chunk[:120] + chunk[128:512]),)
        offset = 0x200
        while offset < free:
            magic, size, header_id = struct.unpack_from("<4sIQ", chunk, offset)
            assert (magic, size % 8, header_id) == (b"**\0\0", 0, number + 99)
            assert struct.unpack_from("<I", chunk, offset + size - 4) == (size,)
            at_last, offset, number = offset, offset + size, number + 1
        assert (at_last, offset, number) == (last_at, free, last + 1)
        assert last_id == last + 99
        assert not any(chunk[free:])
    assert number == 301


def test_definitions_are_those_of_a_real_log(real: Path) -> None:
    """For the first record of a real 2012 R2 log, both definitions come out byte for byte."""
    log = (real / "evtx" / "dns-server-2012r2-dirty.evtx").read_bytes()
    same = replace(
        BIND_FAILED,
        host="WIN-E0PO207ERMD",
        event_id=2631,
        record_id=1,
        event_name="DNS_EVENT_AUTOCONFIG_SUCCEEDED",
        data=(
            ("param1", "DNS server forwarders"),
            ("param2", "DNS resolver"),
            ("param3", ""),
            ("param4", ""),
        ),
        binary=bytes.fromhex("0D000000"),
        level=4,
        qualifiers=0x4000,
        time=datetime(2020, 9, 17, 17, 56, 15, tzinfo=UTC),
    )
    raw = written([same])
    for at, size in ((0x1226, 0x575), (0x183E, 0x158)):
        assert struct.unpack_from("<I", log, at + 20) == (size,)
        assert raw[at + 20 : at + 24 + size] == log[at + 20 : at + 24 + size]
    values, end = 0x1226 + 24 + 0x575, 0x1A15
    between = slice(values, 0x1834)
    assert raw[between] == log[between]
    assert raw[0x183E + 24 + 0x158 : end] == log[0x183E + 24 + 0x158 : end]


def test_definition_of_substituted_provider_is_that_of_a_real_log(real: Path) -> None:
    """The System part of a real audit log of 2019 comes out byte for byte."""
    log = (real / "evtx" / "dnsserver-audit-541.evtx").read_bytes()
    raw = written([replace(STARTED, host="SRV2K19-demo.kbc.lan")])
    assert raw[0x1226 + 20 : 0x1226 + 24 + 0x4A0] == log[0x1226 + 20 : 0x1226 + 24 + 0x4A0]


def test_definition_of_an_array_is_that_of_a_real_log(real: Path) -> None:
    """Data without names are one value, as in a real System log, but for where the names stand."""
    log = (real / "evtx" / "system-clean.evtx").read_bytes()
    ours = _chunks(written(numbered([BIND_FAILED, PIPELINE])))[0]
    at = max(struct.unpack_from("<32I", ours, 384))
    body, real_body = (raw[start + 20 : start + 24 + 0x34] for raw, start in ((ours, at), (log, 0x1BE0)))
    names = {start + i for start in (15, 27, 44) for i in range(4)}
    assert [b for i, b in enumerate(body) if i not in names] == [
        b for i, b in enumerate(real_body) if i not in names
    ]


def test_chunks_are_filled_to_the_brim_and_not_beyond() -> None:
    """Whatever the sizes of two records, they share a chunk if they fit, and never overflow it."""
    wasted = []
    for length in range(15_650, 15_850):
        entries = numbered([replace(STARTED, data=(("Zone", "x" * length),))] * 2)
        raw = written(entries)
        assert len(raw) in (0x11000, 0x21000)
        if len(raw) == 0x11000:
            wasted.append(0x10000 - struct.unpack_from("<I", raw, 0x1000 + 48)[0])
    assert 0 < len(wasted) < 200
    assert 0 <= min(wasted) < 32


def _filed(chunk: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where names and templates are filed: size of the table, place in it, the 16-bit units hashed."""
    for at, size in ((128, 64), (384, 32)):
        for place, first in enumerate(struct.unpack_from(f"<{size}I", chunk, at)):
            offset = first
            while offset:
                before, _, length = struct.unpack_from("<IHH", chunk, offset)
                start, end = (
                    (offset + 8, offset + 8 + 2 * length) if size == 64 else (offset + 4, offset + 20)
                )
                yield size, place, chunk[start:end]
                offset = before


def _chunks(log: bytes) -> list[bytes]:
    chunks = [log[at : at + 0x10000] for at in range(0x1000, len(log), 0x10000)]
    return [chunk for chunk in chunks if chunk.startswith(b"ElfChnk")]


def test_names_and_templates_are_filed_as_in_real_logs(real: Path) -> None:
    """The tables of a chunk are hashed as Windows does it, and lead to every name and template."""
    logs = [path.read_bytes() for path in sorted((real / "evtx").glob("*.evtx"))]
    ours = written(numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED]))
    for chunk in [chunk for log in [*logs, ours] for chunk in _chunks(log)]:
        filed = list(_filed(chunk))
        assert len(filed) > 20
        for size, place, units in filed:
            assert name_hash(struct.unpack(f"<{len(units) // 2}H", units)) % size == place
    filed = list(_filed(_chunks(ours)[0]))
    names = {units.decode("utf-16-le") for size, _, units in filed if size == 64}
    assert names >= {"Event", "System", "EventData", "Data", "Binary", "EventSourceName", "LogFileCleared"}
    # Four kinds of entry: each has a System part and a body of its own.
    assert sum(size == 32 for size, _, _ in filed) == 8


def test_stream_may_hold_something_already() -> None:
    """A log is written where the stream stands, and the stream stands at its end afterwards."""
    stream = io.BytesIO()
    stream.write(b"before")
    write_evtx(stream, [STARTED])
    stream.write(b"after")
    assert stream.getvalue() == b"before" + written([STARTED]) + b"after"


def test_same_entries_same_bytes() -> None:
    """Nothing but the entries decides the bytes."""
    entries = [STARTED, BIND_FAILED, PIPELINE, CLEARED]
    assert written(entries) == written(list(entries))


def test_one_chunk_at_a_time() -> None:
    """Chunks are written as entries come, not at the end."""
    sizes = []
    stream = io.BytesIO()

    def entries() -> Iterable[Entry]:
        for entry in numbered([STARTED] * 500):
            sizes.append(len(stream.getvalue()))
            yield entry

    write_evtx(stream, entries())
    assert len(set(sizes)) > 2


def test_a_template_is_defined_once_in_each_chunk() -> None:
    """Later records of a chunk point at the definition, also those of other users and event ids."""
    other = replace(STARTED, event_id=529, user="S-1-5-18", data=STARTED.data)
    raw = written(numbered([STARTED, other] * 200))
    starts = range(0x1000, len(raw), 0x10000)
    assert len(starts) > 2
    system, event_data = (raw[at + 4 : at + 20] for at in (0x1226, 0x1000 + _event_data(raw, 0x1000)))
    assert [raw.count(system, at, at + 0x10000) for at in starts] == [1] * len(starts)
    assert [raw.count(event_data, at, at + 0x10000) for at in starts] == [1] * len(starts)


def _event_data(raw: bytes, chunk: int) -> int:
    """Where the definition that came last in a chunk of two stands."""
    return max(struct.unpack_from("<32I", raw, chunk + 0x180))
