"""What several parts of the archive ask its tables."""

from __future__ import annotations

from sqlalchemy import Connection, func, select
from sqlalchemy.sql.schema import Table

from analyzer.archive import schema

LONG_AGO = -(1 << 62)
"""A time before all others, in microseconds."""


def next_id(connection: Connection, table: Table) -> int:
    """The number of the next row, given by a writer: it is the same when what was cut off is run again."""
    return (connection.scalar(select(func.max(table.c.id))) or 0) + 1


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
