"""Whatever happens to an ingest, the archive is as before or after, and running again completes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import event

from analyzer.archive import Archive, ArchiveError, ingest, open_archive
from analyzer.sources import Options
from tests.archive.contents import contents
from tests.archive.killed import ingest_killed, time_of

KILLS = 5


def all_of(archive: Archive, two_weeks: Path) -> None:
    """Ingest to the end."""
    for _ in ingest(archive, [two_weeks], Options()):
        pass


@pytest.mark.parametrize("apart", [False, True], ids=["within", "apart"])
def test_a_killed_ingest_is_completed_by_the_next(
    new_url: Callable[[], str], two_weeks: Path, apart: bool
) -> None:
    """After kills at growing delays the archive is sound; the re-run gives exactly the undisturbed one."""
    undisturbed, url = open_archive(new_url()), new_url()
    all_of(undisturbed, two_weeks)
    open_archive(url).close()
    whole = time_of(new_url(), two_weeks, apart)
    states = [ingest_killed(url, two_weeks, whole * (n + 1) / (KILLS + 2), apart) for n in range(KILLS)]
    assert set(states) - {"done"}
    archive = open_archive(url)
    if archive.path:
        with sqlite3.connect(archive.path) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    all_of(archive, two_weeks)
    assert contents(archive) == contents(undisturbed)
    archive.close()
    undisturbed.close()


def test_a_failure_within_a_file_leaves_nothing_of_it(
    new_archive: Callable[[], Archive], two_weeks: Path
) -> None:
    """Wherever the database fails while a file is put in, nothing of that file stays."""
    reference = new_archive()
    all_of(reference, two_weeks)
    archive = new_archive()
    left = 0

    class BrokenError(Exception):
        pass

    def fail(*_: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise BrokenError

    whole = contents(reference)
    places = set()
    for limit in count(5, 23):
        left = limit
        event.listen(archive.engine, "before_cursor_execute", fail)
        try:
            all_of(archive, two_weeks)
        except BrokenError:
            done = None
        else:
            done = limit
        event.remove(archive.engine, "before_cursor_execute", fail)
        now = contents(archive)
        places.add(len(now["input"]))
        for table in ("input", "block", "stretch", "snapshot", "loss"):
            assert now[table] == [row for row in whole[table] if row in now[table]]
        files = {row[0] for row in now["input"]}
        assert [r for r in whole["block"] if r[1] in files] == now["block"]
        if done:
            break
    assert len(places) > 3
    assert now == whole


def test_a_full_disk_is_said_and_does_no_damage(tmp_path: Path, two_weeks: Path) -> None:
    """Where SQLite gets no more pages, the error names the cure, and with space the same archive results."""
    reference, archive = (open_archive(str(tmp_path / name)) for name in ("reference.sqlite", "full.sqlite"))
    all_of(reference, two_weeks)
    archive.engine.dispose()

    with sqlite3.connect(tmp_path / "full.sqlite") as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()

    def limited(connection: sqlite3.Connection, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 3}")

    event.listen(archive.engine, "connect", limited)
    with pytest.raises(ArchiveError, match="disk of the archive is full"):
        all_of(archive, two_weeks)
    event.remove(archive.engine, "connect", limited)
    archive.engine.dispose()
    with sqlite3.connect(tmp_path / "full.sqlite") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    all_of(archive, two_weeks)
    assert contents(archive) == contents(reference)
    archive.close()
    reference.close()


def test_sqlite_leaves_one_file(tmp_path: Path, two_weeks: Path) -> None:
    """Once closed, nothing but the one file is left."""
    archive = open_archive(str(tmp_path / "archive.sqlite"))
    all_of(archive, two_weeks)
    archive.close()
    assert [p.name for p in tmp_path.iterdir()] == ["archive.sqlite"]
