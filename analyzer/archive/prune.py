"""Raw data is dropped when it is old; what was found, and what keys did, stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from analyzer.archive import schema
from analyzer.archive.codec import (
    MICROSECOND,
    micros,
    moment,
    pack_events,
    pack_records,
    unpack_events,
    unpack_records,
)
from analyzer.archive.errors import ArchiveError
from analyzer.archive.rows import LONG_AGO, covered_until, next_id, pruned_before
from analyzer.archive.store import Archive
from analyzer.knowledge import observes


def prune(archive: Archive, keep: timedelta) -> tuple[datetime, int]:
    """Drop raw data older than so long before the last covered instant; that time, and the records dropped.

    Dropped are records, their identities and hourly counts, and all events of channels
    that tell of failures.  Events of rollovers stay, for keys roll once in years; so do
    coverage, snapshots, the ledger and the results of weeks.
    """
    with archive.writing() as connection:
        until = covered_until(connection)
        if until == LONG_AGO:
            raise ArchiveError("The archive holds nothing yet.")
        limit = max(until - keep // MICROSECOND, pruned_before(connection))
        dropped = _drop(connection, limit)
        table = schema.meta
        connection.execute(delete(table).where(table.c.name == "pruned"))
        connection.execute(insert(table).values(name="pruned", value=str(limit)))
    archive.shrink()
    return moment(limit), dropped


def _drop(connection: Connection, limit: int) -> int:
    """Drop what is before the limit; how many records that were."""
    blocks = schema.blocks
    channels = {row.id: row.channel for row in connection.execute(select(schema.logs))}
    state = [log for log, channel in channels.items() if observes(channel) == "state"]
    spanning = select(blocks).where(blocks.c.first < limit, blocks.c.last >= limit, blocks.c.raw.is_not(None))
    for row in connection.execute(spanning.order_by(blocks.c.id)).all():
        _split(connection, row, limit)
    old = blocks.c.last < limit
    gone = sum(connection.scalars(select(blocks.c.records).where(old, blocks.c.raw.is_not(None))))
    connection.execute(delete(blocks).where(old, blocks.c.log_id.not_in(state)))
    connection.execute(delete(blocks).where(old, blocks.c.events.is_(None)))
    connection.execute(update(blocks).where(old).values(raw=None))
    connection.execute(delete(schema.seen).where(schema.seen.c.time < limit))
    connection.execute(delete(schema.tallies).where(schema.tallies.c.end < limit))
    return int(gone)


def _split(connection: Connection, row: Row[Any], limit: int) -> None:
    """Make two blocks of one: what is before the limit, and what is not."""
    records = unpack_records(row.raw, "")
    events = list(unpack_events(row.events, "", LONG_AGO, -LONG_AGO))
    for is_old in (True, False):
        mine = [r for r in records if (micros(r.time) < limit) == is_old]
        times = [micros(r.time) for r in mine]
        values = {
            "first": min(times),
            "last": max(times),
            "records": len(mine),
            "raw": pack_records(mine),
            "events": pack_events([e for e in events if (micros(e.time) < limit) == is_old]),
        }
        if is_old:
            own = {"input_id": row.input_id, "log_id": row.log_id, "interpreter": row.interpreter}
            number = next_id(connection, schema.blocks)
            connection.execute(insert(schema.blocks).values(id=number, **own, **values))
        else:
            connection.execute(update(schema.blocks).where(schema.blocks.c.id == row.id).values(**values))


def horizon_pruned(connection: Connection, since: datetime) -> datetime | None:
    """Before which time raw data was dropped, if that is later than a time that is still looked at."""
    limit = pruned_before(connection)
    return moment(limit) if limit > micros(since) else None
