"""Which files paths lead to, and under which names."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from analyzer.sources import walk
from analyzer.sources.folders import entries


def laid(folder: Path, *names: str) -> None:
    """Lay small files."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def link(path: Path, target: Path) -> None:
    """Make a link, or skip where the system does not let us."""
    try:
        path.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("links cannot be made here")


def test_all_files_sorted_by_relative_name(tmp_path: Path) -> None:
    """Folders are searched through, names are relative to the path given, with slashes."""
    laid(tmp_path, "b.evtx", "a/z.evtx", "a/b/c.evtx", "a.evtx")
    found = list(walk([tmp_path]))
    assert [name for _, name in found] == ["a/b/c.evtx", "a/z.evtx", "a.evtx", "b.evtx"]
    assert all((tmp_path / name) == path for path, name in found)


def test_a_file_given_itself_is_known_by_its_name(tmp_path: Path) -> None:
    """And is not read again where a folder given too holds it."""
    laid(tmp_path, "x/a.evtx", "x/b.evtx")
    assert [name for _, name in walk([tmp_path / "x" / "b.evtx", tmp_path])] == ["b.evtx", "x/a.evtx"]


def test_two_folders_with_the_same_names_are_told_apart(tmp_path: Path) -> None:
    """Evidence names one file: where names would clash, the folders' own names go before them."""
    laid(tmp_path, "dc1/DNS.evtx", "dc2/DNS.evtx", "dc2/only.evtx")
    names = [name for _, name in walk([tmp_path / "dc1", tmp_path / "dc2"])]
    assert names == ["dc1/DNS.evtx", "dc2/DNS.evtx", "only.evtx"]


def test_links_are_not_followed_out_of_the_folder(tmp_path: Path) -> None:
    """A link inside leads to what is met anyway; one outside, or to nothing, is refused and said to be."""
    laid(tmp_path, "in/sub/a.evtx", "out/b.evtx")
    link(tmp_path / "in" / "file", tmp_path / "out" / "b.evtx")
    link(tmp_path / "in" / "folder", tmp_path / "out")
    link(tmp_path / "in" / "nowhere", tmp_path / "missing")
    link(tmp_path / "in" / "loop", tmp_path / "in")
    link(tmp_path / "in" / "sub" / "again", tmp_path / "in" / "sub" / "a.evtx")
    found = entries([tmp_path / "in"])
    assert [e.name for e in found if e.refusal is None] == ["sub/a.evtx"]
    assert {e.name for e in found if e.refusal} == {"file", "folder", "nowhere"}


def test_a_link_given_itself_is_followed(tmp_path: Path) -> None:
    """Whoever names a link means what it leads to."""
    laid(tmp_path, "real/a.evtx")
    link(tmp_path / "logs", tmp_path / "real")
    assert [name for _, name in walk([tmp_path / "logs"])] == ["a.evtx"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_pipes_and_sockets_are_refused(tmp_path: Path) -> None:
    """Reading a pipe would wait for ever."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(tmp_path / "socket"))
        found = entries([tmp_path])
    assert [(e.name, e.refusal is None) for e in found] == [("pipe", False), ("socket", False)]


@pytest.mark.skipif(os.name == "nt", reason="names are not bytes here")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A name of any bytes is shown, and can be written to a report."""
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/a\xff.evtx")).write_text("x")
    except OSError:
        pytest.skip("this file system wants text")
    ((_, name),) = walk([tmp_path])
    assert name.encode() == b"a\\udcff.evtx"


def test_a_path_that_is_gone(tmp_path: Path) -> None:
    """What vanished before it was read is refused, not raised."""
    (entry,) = entries([tmp_path / "gone.evtx"])
    assert entry.refusal
    assert list(walk([tmp_path / "gone.evtx"])) == []
