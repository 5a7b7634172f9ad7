"""All that an archive holds, to compare archives by."""

from __future__ import annotations

from sqlalchemy import select

from analyzer.archive import Archive
from analyzer.archive.schema import metadata


def contents(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table, sorted."""
    with archive.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }
