"""All that an archive holds, to compare archives by."""

from __future__ import annotations

from sqlalchemy import select

from analyzer.archive import Archive
from analyzer.archive.identity import KEY
from analyzer.archive.numbers import unpack_numbers
from analyzer.archive.schema import metadata


def contents(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    """The rows of every table, sorted."""
    with archive.reading() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def identities(archive: Archive) -> list[tuple[object, ...]]:
    """The identity of every record with its log, sorted."""
    told = contents(archive)
    logs = {number: log for number, *log in told["log"]}
    rows = [(logs[row[2]], row[7]) for row in told["block"] if row[7] is not None]
    return sorted(
        (*log, *key)
        for log, packed in rows
        for key in zip(*unpack_numbers(packed, KEY).tolist(), strict=True)  # type: ignore[arg-type]
    )
