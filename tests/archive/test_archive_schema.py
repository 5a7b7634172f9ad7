"""Old archives become new ones, and newer ones are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text, update

from analyzer.archive import Archive, ArchiveError, open_archive
from analyzer.archive.refresh import refresh
from analyzer.archive.schema import blocks, meta, migrate
from analyzer.archive.upgrade import STEPS
from tests.archive.contents import contents


def test_steps_are_taken_once(new_archive: Callable[[], Archive]) -> None:
    """A further step changes an old archive the first time it is opened, and not again."""
    archive = new_archive()
    taken: list[str] = []

    def more(connection: Connection) -> None:
        taken.append("more")
        connection.execute(text("CREATE TABLE further (id INTEGER)"))

    for _ in range(2):
        with archive.writing() as connection:
            migrate(connection, (*STEPS, more))
    assert taken == ["more"]
    assert dict(contents(archive)["meta"])["version"] == str(len(STEPS) + 2)  # type: ignore[arg-type]


def test_a_step_that_fails_leaves_the_archive_as_it_was(new_archive: Callable[[], Archive]) -> None:
    """A migration is all or nothing."""
    archive = new_archive()
    before = contents(archive)

    def fails(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE further (id INTEGER)"))
        raise RuntimeError

    with pytest.raises(RuntimeError), archive.writing() as connection:
        migrate(connection, (*STEPS, fails))
    assert contents(archive) == before
    with archive.reading() as connection:
        assert not connection.dialect.has_table(connection, "further")


def test_an_archive_of_the_future_is_refused(new_url: Callable[[], str]) -> None:
    """What a later version wrote is not touched, and the cure is named."""
    url = new_url()
    archive = open_archive(url)
    with archive.writing() as connection:
        connection.execute(update(meta).values(value="99"))
    archive.close()
    with pytest.raises(ArchiveError, match="update rollaudit"):
        open_archive(url)


def test_another_versions_events_are_made_anew(
    new_archive: Callable[[], Archive], ingested: Callable[[Archive], None]
) -> None:
    """Events of an older interpreter are interpreted again from the records, and are then the same."""
    archive = new_archive()
    ingested(archive)
    before = contents(archive)
    with archive.writing() as connection:
        connection.execute(update(blocks).values(interpreter="0.0", events=None, quiet=None))
    assert refresh(archive) == len(before["block"])
    assert contents(archive) == before
    assert refresh(archive) == 0
