"""Stretches as they would be if logs had been read at a time: cut there,
and where looking back ends."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from analyzer.archive import schema
from analyzer.archive.codec import moment
from analyzer.model import Stretch


@dataclass(frozen=True, slots=True)
class Cutter:
    """Cuts at `end`: that a log went on later, nobody could know then."""

    connection: Connection
    end: int

    def stretches(self, whole_logs: Collection[int], low: int) -> Iterator[Stretch]:
        """All stretches before the end; of other logs than `whole_logs` from `low` on only."""
        table = schema.stretches
        query = (
            select(table, schema.logs.c.host, schema.logs.c.channel, schema.inputs.c.path)
            .join(schema.logs)
            .join(schema.inputs, table.c.input_id == schema.inputs.c.id)
            .where(table.c.start < self.end)
            .order_by(table.c.id)
        )
        for row in self.connection.execute(query).all():
            since = row.start if row.log_id in whole_logs else max(row.start, low)
            if row.end >= since:
                yield self._cut(row, since, min(row.end, self.end))

    def _cut(self, row: Row[Any], start: int, end: int) -> Stretch:
        first, last, records = row.first_id, row.last_id, row.records
        if first is None:
            whole = row.end - row.start
            records = -(-records * (end - start) // whole) if whole else records
        elif (start, end) != (row.start, row.end):
            if end < row.end:
                last, end = self._last_before(row, end)
            if start > row.start:
                first = min(self._id_from(row, start), last)
            records = last - first + 1
        return Stretch(row.path, row.host, row.channel, first, last, moment(start), moment(end), records)

    def _last_before(self, row: Row[Any], end: int) -> tuple[int, int]:
        """The last id of the stretch before a time, and its time: a log read then would have ended there."""
        table = schema.parts
        query = select(table.c.last_id, table.c.end).where(table.c.quarter < end, table.c.end < end)
        order = (table.c.quarter.desc(), table.c.last_id.desc())
        found = self.connection.execute(self._within(query, row).order_by(*order).limit(1)).first()
        return (row.first_id, row.start) if found is None else (found.last_id, found.end)

    def _id_from(self, row: Row[Any], start: int) -> int:
        """The first id of the stretch that is known to be of a quarter that began then or later."""
        table = schema.parts
        query = select(table.c.first_id).where(table.c.quarter >= start)
        order = (table.c.quarter, table.c.first_id)
        found = self.connection.scalar(self._within(query, row).order_by(*order).limit(1))
        return row.last_id if found is None else int(found)

    def _within(self, query: Any, row: Row[Any]) -> Any:
        table = schema.parts
        return query.where(
            table.c.log_id == row.log_id, table.c.first_id >= row.first_id, table.c.last_id <= row.last_id
        )
