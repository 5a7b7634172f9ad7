"""What several parts of the archive ask its tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.sql.schema import Table

from analyzer.archive import schema
from analyzer.archive.errors import told

LONG_AGO = -(1 << 62)
"""A time before all others, in microseconds."""


def next_id(connection: Connection, table: Table) -> int:
    """The number of the next row, given by a writer: it is the same when what was cut off is run again."""
    return (connection.scalar(select(func.max(table.c.id))) or 0) + 1


def put(connection: Connection, table: Table, rows: Collection[tuple[Any, ...]]) -> None:
    """Insert rows, each a tuple in the order of the table's columns, as fast as the driver can."""
    if not rows:
        return
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(quote(c.name) for c in table.columns)})"
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(table.columns))
        connection.exec_driver_sql(f"INSERT INTO {into} VALUES ({marks})", list(rows))  # noqa: S608
        return
    try:
        with connection.connection.cursor().copy(f"COPY {into} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as problem:
        raise told(problem) from problem


def remove(connection: Connection, table: Table, keys: Collection[tuple[Any, ...]]) -> None:
    """Delete the rows of these primary keys."""
    own = list(table.primary_key.columns)
    if keys:
        gone = delete(table).where(*(column == bindparam(f"of_{column.name}") for column in own))
        names = [f"of_{column.name}" for column in own]
        connection.execute(gone, [dict(zip(names, key, strict=True)) for key in keys])


def pruned_before(connection: Connection) -> int:
    """Before which time raw data was dropped; long ago where none was."""
    found = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.name == "pruned"))
    return int(found) if found else LONG_AGO


def covered_until(connection: Connection) -> int:
    """The last instant of which the archive was told; long ago where of none."""
    columns = (schema.stretches.c.end, schema.blocks.c.last)
    lasts = (connection.scalar(select(func.max(column))) for column in columns)
    return max((time for time in lasts if time is not None), default=LONG_AGO)


def covered_since(connection: Connection) -> int | None:
    """The first instant of which the archive was told; None where of none."""
    columns = (schema.stretches.c.start, schema.blocks.c.first)
    firsts = (connection.scalar(select(func.min(column))) for column in columns)
    return min((time for time in firsts if time is not None), default=None)
