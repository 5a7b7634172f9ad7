"""The EVTX writer: four independent readers must see what was written."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import evtx
import pyevtx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.simulate.entry import Entry
from analyzer.simulate.evtx import EPOCH, Style
from tests.simulate.evtx_readers import FLOATS, READERS, Seen, rust
from tests.simulate.sample_entries import (
    AUDIT,
    BIND_FAILED,
    CLASSIC,
    CLEARED,
    EMPTY,
    NO_NUMBER,
    PIPELINE,
    SHELL,
    STARTED,
    numbered,
    written,
)

EXPORTED = datetime(2025, 4, 1, 12, 0, tzinfo=UTC)
STYLES = {
    "live": Style(),
    "literal": Style(literal=True),
    "export": Style(renumbered=True, header_time=EXPORTED),
    "export without time": Style(literal=True, renumbered=True, header_time=EPOCH),
}


def expected(entry: Entry) -> Seen:
    """What a reader should see of an entry."""
    return Seen(
        entry.record_id,
        entry.event_id,
        entry.time,
        entry.provider.name,
        entry.channel,
        entry.host,
        entry.data,
        entry.binary or b"",
    )


def check(path: Path, entries: list[Entry], reader: str) -> None:
    """Every record is seen, in order and identically."""
    seen = list(READERS[reader](path))
    assert len(seen) == len(entries)
    for one, entry in zip(seen, entries, strict=True):
        wanted = expected(entry)
        assert abs(one.time - wanted.time) <= timedelta(microseconds=reader in FLOATS)
        assert replace(one, time=wanted.time) == wanted


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_readers_agree(tmp_path: Path, reader: str, style: Style) -> None:
    """Every shape of entry, in every style of file, is seen alike by all four readers."""
    entries = numbered([STARTED, BIND_FAILED, PIPELINE, CLEARED, EMPTY, NO_NUMBER, STARTED, PIPELINE], 4711)
    path = tmp_path / "log.evtx"
    path.write_bytes(written(entries, style))
    check(path, entries, reader)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("style", [Style(), Style(literal=True, renumbered=True)], ids=["live", "export"])
def test_many_chunks(tmp_path: Path, reader: str, style: Style) -> None:
    """Templates and names are found again in every chunk, whichever record comes first in it."""
    kinds = [STARTED, BIND_FAILED, PIPELINE, CLEARED]
    entries = numbered(kinds[i * i % 4] for i in range(700))
    path = tmp_path / "log.evtx"
    path.write_bytes(written(entries, style))
    assert path.stat().st_size > 4 * 0x10000
    check(path, entries, reader)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text",
    [
        "<&\"'>]]>",
        "&amp; &#65; %1 %%1936",
        "é 漢 𝄞 \u202ecilbup\u202c",
        " \t\r\n ",
        "'=cmd|' /C calc'!A0",
        "x" * 25_000,
    ],
    ids=["markup", "references", "unicode", "space", "formula", "long"],
)
def test_texts(tmp_path: Path, reader: str, text: str) -> None:
    """No text is changed, whether it has a name or not."""
    named = replace(STARTED, data=(("Zone", text), ("Scope", "."), ("Last", text[:100])))
    unnamed = replace(PIPELINE, data=((None, "first"), (None, text), (None, "last")))
    entries = numbered([named, unnamed])
    path = tmp_path / "log.evtx"
    path.write_bytes(written(entries))
    check(path, entries, reader)


@pytest.mark.parametrize("reader", ["evtx", "dissect"])
def test_control_characters(tmp_path: Path, reader: str) -> None:
    """Control characters are kept; the other two readers drop them or give no XML at all."""
    entries = numbered([replace(STARTED, data=(("QNAME", "a\x01b\x1b[31m\x7f\x85"), ("Zone", "z")))])
    path = tmp_path / "log.evtx"
    path.write_bytes(written(entries))
    check(path, entries, reader)


@pytest.mark.parametrize("reader", READERS)
def test_empty_log(tmp_path: Path, reader: str) -> None:
    """A log without records is a file with one empty chunk, as Windows has it."""
    path = tmp_path / "log.evtx"
    path.write_bytes(written([]))
    assert path.stat().st_size == 0x11000
    assert list(READERS[reader](path)) == []


@pytest.mark.parametrize("reader", ["evtx", "libevtx", "dissect"])
@pytest.mark.parametrize("saved", [0, 100, 299])
def test_stale_header(tmp_path: Path, saved: int, reader: str) -> None:
    """A dirty file's header knows of fewer records and chunks; the rest is all there (python-evtx stops)."""
    entries = numbered([STARTED] * 300)
    clean, dirty = written(entries), written(entries, Style(saved=saved))
    next_id, chunks, flags = (
        struct.unpack_from(f, dirty, at)[0] for f, at in (("<Q", 24), ("<H", 42), ("<I", 120))
    )
    assert (next_id, flags) == (saved + 1, 1)
    assert 1 <= chunks <= struct.unpack_from("<H", clean, 42)[0]
    assert (saved == 299) == (chunks == struct.unpack_from("<H", clean, 42)[0])
    assert dirty[0x1000:] == clean[0x1000:]
    path = tmp_path / "log.evtx"
    path.write_bytes(dirty)
    check(path, entries, reader)


@pytest.mark.parametrize(
    ("text", "why"),
    [("a\0b", "U\\+0000"), ("\ud800", "surrogates"), ("x" * 40_000, "bytes"), ("x" * 32_400, "does not fit")],
    ids=["nul", "lone surrogate", "larger than a value", "larger than a chunk"],
)
@pytest.mark.parametrize("entry", [STARTED, PIPELINE], ids=["named", "unnamed"])
def test_refused(text: str, why: str, entry: Entry) -> None:
    """What cannot be stored is refused with a reason."""
    name = entry.data[0][0]
    with pytest.raises(ValueError, match=why):
        written([replace(entry, data=((name, text),))])


def test_empty_and_absent_binary_differ(tmp_path: Path) -> None:
    """An empty Binary is an element, none is none."""
    path = tmp_path / "log.evtx"
    path.write_bytes(written(numbered([NO_NUMBER, replace(NO_NUMBER, binary=None)])))
    log = pyevtx.file()
    log.open(str(path))
    assert ["<Binary/>" in record.get_xml_string() for record in log.records] == [True, False]
    log.close()


def test_nameless_user_data_is_refused() -> None:
    """UserData is XML elements: each needs a name."""
    with pytest.raises(ValueError, match="names"):
        written([replace(CLEARED, data=((None, "x"),))])


texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)
names = st.from_regex(r"[A-Z][A-Za-z0-9]{0,11}", fullmatch=True)
named_data = st.lists(st.tuples(names, texts), max_size=6, unique_by=lambda pair: pair[0])
reserved = {"Data", "Binary"}
entries_strategy = st.builds(
    Entry,
    host=st.sampled_from(["ns1.corp.example", "NS1", "näme.example"]),
    channel=st.sampled_from(["DNS Server", "Security", "Microsoft-Windows-DNSServer/Audit"]),
    provider=st.sampled_from([AUDIT, CLASSIC, SHELL]),
    event_id=st.integers(0, 0xFFFF),
    time=st.integers(0, 500 * 365 * 86400 * 10**6).map(lambda n: EPOCH + timedelta(microseconds=n)),
    record_id=st.just(0),
    data=named_data.map(lambda pairs: tuple(p for p in pairs if p[0] not in reserved)),
    binary=st.none() | st.binary(max_size=20),
    event_name=st.none() | names,
    version=st.integers(0, 0xFF),
    level=st.integers(0, 5),
    task=st.integers(0, 0xFFFF),
    opcode=st.integers(0, 0xFF),
    keywords=st.integers(0, (1 << 64) - 1),
    qualifiers=st.none() | st.integers(0, 0xFFFF),
    process_id=st.integers(0, (1 << 32) - 1),
    thread_id=st.integers(0, (1 << 32) - 1),
    user=st.none() | st.sampled_from(["S-1-5-18", "S-1-5-21-4294967295-2-3-500"]),
)


@settings(deadline=None, max_examples=150)
@given(entries=st.lists(entries_strategy, max_size=12), literal=st.booleans(), first=st.integers(1, 1 << 40))
def test_round_trip(
    tmp_path_factory: pytest.TempPathFactory, entries: list[Entry], literal: bool, first: int
) -> None:
    """Whatever is written comes back: text, numbers and all."""
    path = tmp_path_factory.getbasetemp() / "round-trip.evtx"
    entries = numbered(entries, first)
    path.write_bytes(written(entries, Style(literal=literal)))
    assert list(rust(path)) == [expected(entry) for entry in entries]
    for record, entry in zip(evtx.PyEvtxParser(str(path)).records_json(), entries, strict=True):
        assert record["event_record_id"] == entry.record_id
        assert f'"ProcessID":{entry.process_id},"ThreadID":{entry.thread_id}' in record["data"]
        assert f'"Keywords":"0x{entry.keywords:x}"' in record["data"]
        assert (f'"UserID":"{entry.user}"' in record["data"]) == (entry.user is not None)
        assert (f'"Qualifiers":{entry.qualifiers}' in record["data"]) == (entry.qualifiers is not None)
