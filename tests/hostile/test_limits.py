"""Every limit of `[reading]`: a file that meets it, and the message, which names the key."""

from __future__ import annotations

import io
import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from analyzer import reading, sources
from analyzer.cli import main
from analyzer.events import fewer_zones
from analyzer.model import Item, Loss, Record
from analyzer.simulate.emit.formats import emitter
from analyzer.sources import Limits, Options
from analyzer.sources.long_lines import cut_lines
from analyzer.sources.shape import Source
from analyzer.sources.xml.depth import is_deeper
from tests.simulate.sample_entries import BIND_FAILED, STARTED, numbered, written
from tests.sources.reading import only

ENTRIES = numbered([STARTED, BIND_FAILED] * 4)
LONG = "x" * 5_000


def emitted(name: str, *, message: str = "") -> bytes:
    """The entries in a format, the third with that message."""
    entries = [replace(e, message=message) if message and n == 2 else e for n, e in enumerate(ENTRIES)]
    stream = io.BytesIO()
    emitter(name).write(stream, entries)
    return stream.getvalue()


def read(tmp_path: Path, data: bytes, **limits: int) -> list[Item]:
    """The items of a file with these bytes under these limits."""
    (tmp_path / "a").write_bytes(data)
    return list(sources.read([tmp_path / "a"], Options(), Limits(**limits)))


def reasons(items: list[Item]) -> list[str]:
    """What is said to have met a limit."""
    return [loss.reason for loss in only(Loss, items) if loss.kind == "limit"]


@pytest.mark.parametrize("name", ["nxlog", "winlogbeat"])
def test_a_line_of_json(tmp_path: Path, name: str) -> None:
    """It costs one record, and the others are read."""
    data = emitted(name, message=LONG)
    items = read(tmp_path, data, line=4_000)
    assert reasons(items) == [
        "1 line is longer than 4,000 bytes: what is beyond is not read ([reading] line)"
    ]
    assert len(only(Record, items)) == len(ENTRIES) - 1
    assert reasons(read(tmp_path, data)) == []


def test_a_line_of_text(tmp_path: Path) -> None:
    """What stands behind its first bytes is not found, and that is said."""
    failed = b"2025-03-27 08:19:20 ERROR WIN32 9116,Step-DnsServerSigningKeyRollover failed\n"
    lines = b"2025-03-27 08:19:19 INFO start\n" + b"y" * 9_000 + failed + failed
    items = read(tmp_path, lines, line=2_000)
    assert any("1 line is longer than 2,000 bytes" in reason for reason in reasons(items))
    assert len(only(Record, items)) == 1
    assert len(only(Record, read(tmp_path, lines))) == 2


def test_a_row_of_a_table(tmp_path: Path) -> None:
    """A field that is longer than a record may be costs that row; a line is cut as in any text."""
    data = emitted("get-eventlog-csv", message="first\n" + "\n".join([LONG] * 4))
    items = read(tmp_path, data, record=10_000)
    assert "a row is longer than a record may be ([reading] record)" in reasons(items)
    assert len(only(Record, items)) >= len(ENTRIES) - 1
    assert any("longer than 4,000 bytes" in reason for reason in reasons(read(tmp_path, data, line=4_000)))


@pytest.mark.parametrize("size", [5_000, 3 << 20])
@pytest.mark.parametrize("name", ["xml", "json"])
def test_a_record_without_lines(tmp_path: Path, name: str, size: int) -> None:
    """An event of XML, an object of a document: it is named, whether a block of the file holds it or not."""
    if name == "xml":
        data = emitted("wevtutil-xml").replace(b"10.42.85.10", b"x" * size, 1)
    else:
        rows = [json.loads(line) for line in emitted("nxlog").splitlines()]
        data = json.dumps([*rows[:3], rows[3] | {"Message": "x" * size}, *rows[4:]]).encode()
    items = read(tmp_path, data, record=4_000)
    what = "event" if name == "xml" else "object"
    (reason,) = reasons(items)
    assert reason.startswith(f"the {what} is longer than a record may be ([reading] record)")
    assert len(only(Record, items)) >= (len(ENTRIES) - 1 if size < 1 << 20 else 1)
    assert reasons(read(tmp_path, data)) == []
    assert len(only(Record, read(tmp_path, data))) == len(ENTRIES)


def test_elements_within_elements(tmp_path: Path) -> None:
    """An event that is nested too deeply costs itself alone; in Clixml the reading ends there."""
    data = emitted("wevtutil-xml")
    deep = data.replace(b"<EventData>", b"<EventData>" + b"<a>" * 70 + b"</a>" * 70, 1)
    items = read(tmp_path, deep)
    assert reasons(items) == ["its elements are nested more than 64 deep ([reading] xml_depth)"]
    assert len(only(Record, items)) == len(ENTRIES) - 1
    assert len(only(Record, read(tmp_path, deep, xml_depth=100))) == len(ENTRIES)
    clixml = (
        b'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">' + b"<Obj>" * 9
    )
    said = "its objects are nested more than 5 deep ([reading] xml_depth)"
    assert reasons(read(tmp_path, clixml, xml_depth=5)) == [said]


def test_depth_is_not_the_number_of_elements() -> None:
    """A thousand elements side by side are two deep."""
    assert not is_deeper(b"<e>" + b"<a></a>" * 1_000 + b"</e>", 2)
    assert is_deeper(b"<e>" + b"<a></a>" * 1_000 + b"<b><c></c></b></e>", 2)
    assert is_deeper(b"<a>" * 100 + b"</a>" * 99, 64)


def test_zones(tmp_path: Path) -> None:
    """Those with the most events stay; of each file it is said how many events were left out."""
    many = [
        replace(STARTED, data=(("Type", "KSK"), ("Zone", f"z{n % 7}.example"), ("GUID", "")))
        for n in range(20)
    ]
    (tmp_path / "a.evtx").write_bytes(written(numbered(many)))
    read = reading.read([tmp_path], Options(), limits=Limits(zones=3))
    assert {event.zone for event in read.events} == {"z0.example", "z1.example", "z2.example"}
    (loss,) = read.losses
    assert (loss.path, loss.kind, loss.count) == ("a.evtx", "limit", 0)
    assert loss.reason == (
        "11 events are left out: of 7 zones only the 3 with the most events are audited ([reading] zones)"
    )
    everything = reading.read([tmp_path], Options())
    assert fewer_zones(everything.events, 7) == (everything.events, ())


@given(
    st.lists(st.binary(max_size=30).map(lambda b: b.replace(b"\n", b"x")), max_size=12),
    st.integers(1, 12),
    st.lists(st.integers(1, 9), min_size=1),
)
def test_lines_are_cut_wherever_blocks_end(lines: list[bytes], longest: int, sizes: list[int]) -> None:
    """Each to the same length, and all that were longer are counted."""
    data, blocks, at = b"\n".join(lines), [], 0
    while at < len(data):
        size = sizes[len(blocks) % len(sizes)]
        blocks.append(data[at : at + size])
        at += size
    source = Source("a", io.BytesIO())
    cut = b"".join(cut_lines(blocks, source, Options(limits=Limits(line=longest))))
    assert cut == b"\n".join(line[:longest] for line in lines)
    assert source.long_lines == sum(len(line) > longest for line in lines)


def test_every_limit_is_a_key_and_the_commands_obey_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`audit`, `doctor` and `ingest` take them from the configuration, and refuse what is none."""
    for name in ("line", "record", "xml_depth", "zones"):
        assert name in {field.name for field in fields(Limits)}
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a").write_bytes(emitted("nxlog", message=LONG))
    monkeypatch.chdir(tmp_path)
    commands = (["doctor", "logs"], ["audit", "logs", "--format", "json"], ["ingest", "logs"])
    for key, code, said in (("line = 4_000", 0, "[reading] line"), ("lines = 1", 2, "there are")):
        (tmp_path / "rollaudit.toml").write_text(f"[reading]\n{key}\n")
        for command in commands:
            outcome = CliRunner().invoke(main, command)
            assert outcome.exit_code == code, (command, outcome.output)
            assert said in outcome.output, (command, outcome.output)
