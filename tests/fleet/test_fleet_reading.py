"""Whoever reads: the items are those of reading one file after the other in one pass."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from analyzer import fleet, sources
from analyzer.fleet import Crew, Here, Jobs, Terms
from analyzer.model import Input, Item, Loss, Record
from analyzer.sources import Limits, Options
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER
from tests.simulate.sample_entries import BIND_FAILED, STARTED, numbered, written
from tests.sources.evtx.test_evtx_reader import QUERY
from tests.sources.reading import only

LOG = written(numbered([STARTED, BIND_FAILED, QUERY] * 30))
CREWS: dict[str, Callable[[Terms], Crew]] = {
    "here": Here,
    "one process": partial(Jobs, most=1),
    "two processes": partial(Jobs, most=2),
}


def large() -> bytes:
    """A log of several parts: a record stands behind the end of one, and of another the checksum is wrong."""
    data = bytearray(written(numbered([STARTED, QUERY, QUERY, BIND_FAILED] * 400)))
    data[FILE_HEADER + 3 * CHUNK + 52] ^= 1
    return bytes(data)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a chunk, so that a small file has several; whoever reads a part is told which chunks."""
    monkeypatch.setattr("analyzer.fleet.file.PART", CHUNK)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of logs."""
    write_logs(tmp_path)
    return tmp_path


def write_logs(folder: Path) -> None:
    """Logs of several shapes, sizes and states."""
    data = large()
    files = {
        "a.evtx": LOG,
        "b.txt": b"no log",
        "c.evtx": data,
        "d.evtx": LOG[:9000],
        "e.evtx.gz": gzip.compress(data),
        "f.evtx": data + data[FILE_HEADER : FILE_HEADER + CHUNK],
        "g.evtx": data[: -CHUNK // 2],
        "h.json": b"{",
        "i.evtx": b"",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def items(paths: list[Path], crew: Callable[[Terms], Crew], limits: Limits = Limits()) -> list[Item]:  # noqa: B008  # it is frozen
    """What a crew reads."""
    with crew(Terms(Options(), limits)) as hired:
        return list(fleet.read(paths, hired))


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("crew", CREWS.values(), ids=CREWS)
def test_every_crew_tells_the_same(folder: Path, crew: Callable[[Terms], Crew]) -> None:
    """In the same order, of files of any shape, cut in parts or not."""
    assert items([folder], crew) == list(sources.read([folder]))


@pytest.mark.usefixtures("small_parts")
def test_a_large_file_is_cut(folder: Path) -> None:
    """It is read in parts, beside its hash; one that holds a record twice is read once more in one pass."""
    units: list[str] = []

    class Watched(Here):
        def submit(self, unit: object, soon: bool = False) -> object:  # type: ignore[override]
            units.append(type(unit).__name__)
            return super().submit(unit, soon)  # type: ignore[arg-type]

    items([folder / "c.evtx"], Watched)
    assert units.count("Piece") > 3
    assert units.count("Hashing") == 1
    assert "Whole" not in units
    items([folder / "f.evtx"], Watched)
    assert units[-1] == "Whole"


@pytest.mark.parametrize("crew", CREWS.values(), ids=CREWS)
def test_files_that_are_skipped_are_not_read(tmp_path: Path, crew: Callable[[Terms], Crew]) -> None:
    """Who asks decides, by path and name."""
    (tmp_path / "a.evtx").write_bytes(LOG)
    (tmp_path / "b.evtx").write_bytes(LOG)
    with crew(Terms(Options(), Limits())) as hired:
        found = list(fleet.read([tmp_path], hired, lambda _, name: name == "a.evtx"))
    assert [one.path for one in only(Input, found)] == ["b.evtx"]


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("crew", CREWS.values(), ids=CREWS)
def test_a_large_file_that_is_gone_is_one_loss(
    folder: Path, monkeypatch: pytest.MonkeyPatch, crew: Callable[[Terms], Crew]
) -> None:
    """Found and looked at, then removed before anybody read it."""
    from analyzer.fleet import file

    head = file._head

    def looked_at(entry: object) -> bytes:
        found = head(entry)  # type: ignore[arg-type]
        (folder / "c.evtx").unlink()
        return found

    monkeypatch.setattr(file, "_head", looked_at)
    found = items([folder / "c.evtx"], crew)
    (loss,) = only(Loss, found)
    assert (loss.path, loss.kind) == ("c.evtx", "refused")
    assert "cannot be opened" in loss.reason
    assert not only(Input, found)
    assert not only(Record, found)
