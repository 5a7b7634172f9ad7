"""Reading in a process of its own: the same items, and no file harms another."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analyzer import sources
from analyzer.model import Input, Item, Loss, Record
from analyzer.sources import LimitError, Limits, Options, isolation, limits_of
from analyzer.sources.folders import Entry
from tests.simulate.sample_entries import STARTED, numbered, written
from tests.sources.reading import only

LOG = written(numbered([STARTED] * 30))


def dying(entry: Entry, options: Options, limits: Limits, beat: Callable[[], None]) -> Iterator[Item]:
    """A decoder that takes the whole process with it, or all memory, as the file's name says."""
    if entry.name == "dies":
        os._exit(7)
    if entry.name == "eats":
        kept = bytearray(3 << 30)
        assert kept
    yield from sources.files.read_entry(entry, options, limits, beat)


def test_the_items_are_those_of_reading_here(tmp_path: Path) -> None:
    """In the same order, whatever kind of file."""
    (tmp_path / "a.evtx").write_bytes(LOG)
    (tmp_path / "b.txt").write_bytes(b"no log")
    (tmp_path / "c.evtx").write_bytes(LOG[:9000])
    apart = list(sources.read_apart([tmp_path], Options(), Limits()))
    assert apart == list(sources.read([tmp_path]))


def test_files_that_are_skipped_are_not_read(tmp_path: Path) -> None:
    """Who asks decides, by path and name."""
    (tmp_path / "a.evtx").write_bytes(LOG)
    (tmp_path / "b.evtx").write_bytes(LOG)
    items = list(sources.read_apart([tmp_path], Options(), Limits(), lambda _, name: name == "a.evtx"))
    assert [one.path for one in only(Input, items)] == ["b.evtx"]


def test_who_stops_asking_leaves_no_process(tmp_path: Path) -> None:
    """The process ends with the reading that it was started for."""
    (tmp_path / "a.evtx").write_bytes(LOG)
    reading = sources.read_apart([tmp_path], Options(), Limits())
    next(reading)
    before = isolation.multiprocessing.active_children()
    assert before
    reading.close()  # type: ignore[attr-defined]  # a generator
    assert not set(before) & set(isolation.multiprocessing.active_children())


@pytest.mark.skipif(sys.platform != "linux", reason="the decoder is put in by forking")
@pytest.mark.parametrize("name", ["dies", "eats"])
def test_a_decoder_that_dies_or_eats_memory_is_a_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The other files are read all the same."""
    for file in ("a.evtx", name, "z.evtx"):
        (tmp_path / file).write_bytes(LOG)
    forking = isolation.multiprocessing.get_context("fork")
    monkeypatch.setattr(isolation.multiprocessing, "get_context", lambda _: forking)
    monkeypatch.setattr(isolation, "read_entry", dying)
    items = list(sources.read_apart([tmp_path], Options(), Limits(memory=2 << 30)))
    (loss,) = only(Loss, items)
    assert (loss.path, loss.kind) == (name, "limit")
    assert [one.path for one in only(Input, items)] == ["a.evtx", "z.evtx"]
    assert len(only(Record, items)) == 60


def test_limits_of_a_configuration() -> None:
    """What it names is changed, what it does not name stays, what there is not is an error with the cure."""
    assert limits_of({}) == (Limits(), False)
    assert limits_of({"file": 5, "deleted": True}) == (Limits(file=5), True)
    for table, word in (
        ({"fiel": 5}, "'fiel'; there are"),
        ({"file": 0}, "whole number"),
        ({"file": True}, "whole number"),
        ({"file": "5"}, "whole number"),
        ({"deleted": 1}, "true or false"),
    ):
        with pytest.raises(LimitError, match=word):
            limits_of(table)
