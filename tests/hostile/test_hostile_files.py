"""Files made to harm the reader: each ends in a clear message, and those beside it are read."""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from analyzer import fleet, sources
from analyzer.fleet import Jobs, Terms
from analyzer.model import Input, Item, Loss, Record, Stretch
from analyzer.simulate.emit.formats import emitter
from analyzer.sources import Limits, Options
from analyzer.sources.files import read_entry
from analyzer.sources.folders import Entry
from analyzer.sources.streams import Tap
from tests.simulate.sample_entries import BIND_FAILED, STARTED, numbered, written
from tests.sources.reading import only

CHUNK, HEADER, RECORDS = 0x10000, 0x1000, 0x200
ENTRIES = numbered([STARTED, BIND_FAILED] * 20)
LOG = written(ENTRIES)


def as_xml() -> bytes:
    """The same records as XML."""
    stream = io.BytesIO()
    emitter("wevtutil-xml").write(stream, ENTRIES)
    return stream.getvalue()


XML = as_xml()
EVENT = XML[XML.index(b"<Event") : XML.index(b"</Event>") + len(b"</Event>")]


def read(tmp_path: Path, data: bytes, limits: Limits = Limits()) -> list[Item]:  # noqa: B008  # it is frozen
    """The items of a file with these bytes, and of a sound one beside it, which is read whatever happens."""
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "a").write_bytes(data)
    (folder / "b.evtx").write_bytes(LOG)
    items = list(sources.read([folder], Options(), limits))
    assert len([r for r in only(Record, items) if r.path == "b.evtx"]) == len(ENTRIES)
    return [item for item in items if item.path.startswith("a")]


def bomb(levels: int) -> bytes:
    """Entities that stand for each other, so that the last stands for ten to the power of `levels`."""
    entities = [b'<!ENTITY e0 "lol">'] + [
        b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, levels)
    ]
    return b'<?xml version="1.0"?>\n<!DOCTYPE x [' + b"".join(entities) + b"]>\n"


ENTITIES = {
    "a bomb": bomb(12) + XML.replace(b"corp.example", b"&e11;"),
    "a file of the system": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + XML.replace(b"corp.example", b"&e;"),
    "within an event": XML.replace(b"<Event ", b'<!DOCTYPE x [<!ENTITY e "y">]><Event ', 1),
}


@pytest.mark.parametrize("name", ENTITIES)
def test_no_document_type_is_read(tmp_path: Path, name: str) -> None:
    """Entities are neither expanded nor fetched; the file is refused with the reason."""
    items = read(tmp_path, ENTITIES[name])
    assert any("document type" in loss.reason for loss in only(Loss, items))
    assert not only(Record, items)


def test_an_entity_that_nobody_declared(tmp_path: Path) -> None:
    """The event is a loss, and the others are read."""
    items = read(tmp_path, XML.replace(b"corp.example", b"&lol;", 1))
    assert len(only(Record, items)) == len(ENTRIES) - 1
    assert sum(loss.count or 0 for loss in only(Loss, items)) == 1


@pytest.mark.parametrize("depth", [1_000, 400_000])
def test_elements_within_elements(tmp_path: Path, depth: int) -> None:
    """However deep, they harm no other event."""
    deep = EVENT.replace(b"<EventData>", b"<EventData>" + b"<a>" * depth + b"</a>" * depth, 1)
    items = read(tmp_path, XML.replace(b"</Events>", b"") + deep + EVENT)
    assert len(only(Record, items)) >= len(ENTRIES)


def test_a_zip_bomb(tmp_path: Path) -> None:
    """What unpacks to very much more than it is, is read up to a limit."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.evtx", LOG + bytes(30_000_000))
    items = read(tmp_path, stream.getvalue(), Limits(free=50_000_000, ratio=10))
    assert any(loss.kind == "limit" and "unpacks to more" in loss.reason for loss in only(Loss, items))


def test_gzip_in_gzip_in_gzip(tmp_path: Path) -> None:
    """Nobody packs a log so often."""
    data = LOG
    for _ in range(50):
        data = gzip.compress(data)
    (loss,) = only(Loss, read(tmp_path, data))
    assert (loss.kind, "unpack it" in loss.reason) == ("limit", True)


def test_an_archive_that_holds_itself_everywhere(tmp_path: Path) -> None:
    """Members that share the same bytes cannot be made to count without end."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(300):
            archive.writestr(f"{number}", b"x")
    items = read(tmp_path, stream.getvalue(), Limits(members=100))
    assert any(loss.kind == "limit" and "first 100 " in loss.reason for loss in only(Loss, items))


def test_paths_out_of_an_archive(tmp_path: Path) -> None:
    """Names with `..`, drives or roots are names in the report: nothing is written anywhere."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("../../evil.evtx", "/etc/evil.evtx", "C:\\Windows\\evil.evtx"):
            archive.writestr(name, LOG)
    before = sorted(tmp_path.parent.rglob("evil*"))
    items = read(tmp_path, stream.getvalue())
    assert len(only(Record, items)) == 3 * len(ENTRIES)
    assert sorted(tmp_path.parent.rglob("evil*")) == before


class Endless:
    """Bytes that are made while they are read: `begin`, then the same again and again up to `size`."""

    def __init__(self, begin: bytes, again: bytes, size: int) -> None:
        """Give `begin` once, then `again`, up to `size` bytes in all."""
        self.left, self.begin, self.block = size, begin, again * (-(-(1 << 20) // len(again)))

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill as much as there is."""
        source = self.begin or self.block
        count = min(len(buffer), len(source), self.left)
        buffer[:count] = source[:count]
        self.begin = self.begin[count:]
        self.left -= count
        return count


LINES: dict[str, tuple[bytes, bytes]] = {
    "text": (b"2025-03-27 08:19:20 ERROR WIN32 9116 ", b"x"),
    "json": (b'{"EventID":528,"Channel":"', b"x"),
    "xml": (b"<Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>", b"<a>"),
    "csv": (b'Level,Date and Time,Source,Event ID,Task Category\nError,"', b"x"),
    "zeros": (b"", b"\0"),
    "evtx": (LOG[:HEADER], b"\0"),
    "transcript": (b"**********************\nWindows PowerShell transcript start\n", b"*"),
    "spaces": (b"Log Name:  ", b" "),
}
HUGE = int(os.environ.get("ROLLAUDIT_HUGE", "0")) or 64 << 20
"""Bytes of such a line; 2 GB take some seconds each, and are asked for by `ROLLAUDIT_HUGE=2147483648`."""


@pytest.mark.parametrize("name", LINES)
def test_one_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whatever it begins like, it is read past in little memory, and an account is given."""
    begin, again = LINES[name]
    monkeypatch.setattr(
        "analyzer.sources.files.Tap",
        lambda _, budget=None, beat=lambda: None: Tap(Endless(begin, again, HUGE), budget, beat),
    )
    path = tmp_path / "a"
    path.write_bytes(b"")
    items = list(read_entry(Entry(path, "a"), Options(), Limits()))
    (account,) = only(Input, items)
    assert account.bytes == HUGE
    assert not only(Record, items) or name == "text"
    assert only(Loss, items) or account.records_total


def test_many_tiny_files(tmp_path: Path) -> None:
    """Each has its account or its reason."""
    for number in range(2_000):
        (tmp_path / f"{number:06}.log").write_bytes(b"%d\n" % number)
    items = list(sources.read([tmp_path]))
    assert len(only(Input, items)) == 2_000
    assert len(only(Loss, items)) == 2_000


def records_of(data: bytes) -> Iterator[int]:
    """Where the records of a file of one chunk begin."""
    at = HEADER + RECORDS
    while data[at : at + 4] == b"**\0\0":
        yield at
        at += int.from_bytes(data[at + 4 : at + 8], "little")


def _sizes(value: int) -> Callable[[bytearray], None]:
    def spoil(data: bytearray) -> None:
        for at in list(records_of(bytes(data))):
            struct.pack_into("<I", data, at + 4, value)

    return spoil


def _templates_in_a_ring(data: bytearray) -> None:
    for at in list(records_of(bytes(data))):
        struct.pack_into("<II", data, at + 24 + 10, RECORDS + 24 + 14, RECORDS + 24 + 14)


def _tables_in_a_ring(data: bytearray) -> None:
    for place in range(HEADER + 128, HEADER + RECORDS, 4):
        struct.pack_into("<I", data, place, RECORDS)


CIRCLES: dict[str, Callable[[bytearray], None]] = {
    "sizes of nothing": _sizes(0),
    "sizes without end": _sizes(0xFFFFFFF8),
    "smallest sizes": _sizes(8),
    "templates": _templates_in_a_ring,
    "tables": _tables_in_a_ring,
}


@pytest.mark.parametrize("name", CIRCLES)
def test_an_evtx_whose_sizes_lead_in_circles(tmp_path: Path, name: str) -> None:
    """No size, offset or list is followed twice; what cannot be read is a loss."""
    data = bytearray(LOG)
    CIRCLES[name](data)
    items = read(tmp_path, bytes(data))
    lost = sum(loss.count or 0 for loss in only(Loss, items))
    assert len(only(Record, items)) + lost >= len(ENTRIES) or any(x.count is None for x in only(Loss, items))


@pytest.mark.parametrize(("by", "word"), [(CHUNK, "grew"), (-500, "shrank")])
def test_a_file_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: int, word: str
) -> None:
    """What was there is read, and that something writes to it is said."""
    path = tmp_path / "a.evtx"
    path.write_bytes(LOG)
    size = os.fstat

    def before(handle: int) -> object:
        told = size(handle)
        monkeypatch.setattr(os, "fstat", size)
        if by > 0:
            with path.open("ab") as stream:
                stream.write(bytes(by))
        else:
            os.truncate(path, told.st_size + by)
        return told

    monkeypatch.setattr(os, "fstat", before)
    items = list(sources.read([path]))
    assert any(word in loss.reason for loss in only(Loss, items))
    assert len(only(Record, items)) >= len(ENTRIES) - 1


def test_a_file_that_is_longer_than_files_may_be(tmp_path: Path) -> None:
    """It is read as far as is allowed, and the limit is named."""
    items = read(tmp_path, LOG + bytes(CHUNK), Limits(file=len(LOG)))
    assert [loss.kind for loss in only(Loss, items)] == ["limit"]
    assert only(Stretch, items)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """Nobody writes to it, and nobody has to."""
    os.mkfifo(tmp_path / "a.evtx")
    (loss,) = sources.read([tmp_path])
    assert isinstance(loss, Loss)
    assert loss.kind == "refused"


@pytest.mark.skipif(not hasattr(os, "mknod"), reason="no devices in folders here")
def test_devices_are_refused(tmp_path: Path) -> None:
    """One that never ends would be read for ever, in the folder or behind a link in it."""
    (tmp_path / "b.evtx").symlink_to("/dev/zero")
    with suppress(OSError):  # only some users may; the link is refused for everybody
        os.mknod(tmp_path / "a.evtx", stat.S_IFCHR | 0o600, Path("/dev/zero").stat().st_rdev)
    losses = only(Loss, sources.read([tmp_path]))
    assert {loss.kind for loss in losses} == {"refused"}
    assert [loss.path for loss in losses] == [p.name for p in sorted(tmp_path.iterdir())]


def test_the_time_that_reading_takes_is_watched(tmp_path: Path) -> None:
    """In a process of its own, a pipe that took a file's place after the look is given up after a while."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes in folders here")
    (tmp_path / "b.evtx").write_bytes(LOG)
    os.mkfifo(tmp_path / "a.evtx")
    found = [Entry(tmp_path / "a.evtx", "a.evtx"), Entry(tmp_path / "b.evtx", "b.evtx")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analyzer.fleet.reading.entries", lambda _: found)
        patch.setattr("analyzer.fleet.worker._START", 4.0)
        with Jobs(Terms(Options(), Limits(seconds=1)), 1) as crew:
            items = list(fleet.read([tmp_path], crew))
    (loss,) = only(Loss, items)
    assert (loss.path, loss.kind) == ("a.evtx", "limit")
    assert "nothing came of it for 1 seconds" in loss.reason
    assert len(only(Record, items)) == len(ENTRIES)


def test_binary_that_is_no_text_of_bytes(tmp_path: Path) -> None:
    """Letters outside ASCII in base64 cost that event's bytes, and nothing else."""
    stream = io.BytesIO()
    emitter("python-evtx-xml").write(stream, ENTRIES)
    items = read(tmp_path, stream.getvalue().replace(b"<Binary>", b"<Binary>\xc3\x81", 1))
    assert not any("stopped" in loss.reason for loss in only(Loss, items))
    assert len(only(Record, items)) + sum(loss.count or 0 for loss in only(Loss, items)) == len(ENTRIES)
