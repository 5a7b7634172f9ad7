"""Raw data is dropped when it is old; what was found, and what keys did, stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from analyzer.archive import schema
from analyzer.archive.codec import MICROSECOND, micros, moment, pack_records, unpack_records
from analyzer.archive.errors import ArchiveError
from analyzer.archive.identity import KEY
from analyzer.archive.meaning import pack_meaning
from analyzer.archive.numbers import pack_numbers, unpack_numbers
from analyzer.archive.parcel import INTERPRETER
from analyzer.archive.rows import LONG_AGO, covered_until, next_id, pruned_before, put
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
    blocks, raws = schema.blocks, schema.raws
    logs = {row.id: row for row in connection.execute(select(schema.logs))}
    state = [log for log, row in logs.items() if observes(row.channel) == "state"]
    spanning = (
        select(blocks, raws.c.records.label("raw"), schema.inputs.c.path)
        .join(raws, raws.c.id == blocks.c.id)
        .join(schema.inputs)
        .where(blocks.c.first < limit, blocks.c.last >= limit)
        .order_by(blocks.c.id)
    )
    rows = connection.execute(spanning).all()
    gone = sum(_split(connection, row, limit, logs[row.log_id].host, row.log_id in state) for row in rows)
    old = blocks.c.last < limit
    with_raw = select(blocks.c.id).where(old).join(raws, raws.c.id == blocks.c.id)
    gone += sum(connection.scalars(select(blocks.c.records).where(blocks.c.id.in_(with_raw))))
    connection.execute(delete(raws).where(raws.c.id.in_(with_raw)))
    connection.execute(delete(blocks).where(old, blocks.c.log_id.not_in(state)))
    connection.execute(delete(blocks).where(old, blocks.c.events.is_(None)))
    connection.execute(update(blocks).where(old).values(identities=None))
    connection.execute(delete(schema.tallies).where(schema.tallies.c.end < limit))
    return int(gone)


def _split(connection: Connection, row: Row[Any], limit: int, host: str, is_state: bool) -> int:
    """Leave in a block what is not before the limit; how many records are taken out.

    Events before it that tell of rollovers get a block of their own.
    """
    blocks = schema.blocks
    records = unpack_records(row.raw, row.path)
    old, kept = ([r for r in records if (micros(r.time) < limit) == is_old] for is_old in (True, False))
    events, _ = pack_meaning(host, old)
    if is_state and events:
        times = [micros(r.time) for r in old]
        number = next_id(connection, blocks)
        told = (number, row.input_id, row.log_id, min(times), max(times), len(old), INTERPRETER)
        put(connection, blocks, [(*told, None, events, None)])
    keys = unpack_numbers(row.identities, KEY)
    keys = keys[:, keys[0] >= limit]
    events, quiet = pack_meaning(host, kept)
    values = {
        "first": min(*(micros(r.time) for r in kept), *keys[0].tolist()),
        "records": len(kept),
        "interpreter": INTERPRETER,
        "identities": pack_numbers(keys),
        "events": events,
        "quiet": quiet,
    }
    connection.execute(update(blocks).where(blocks.c.id == row.id).values(**values))
    raws = schema.raws
    connection.execute(update(raws).where(raws.c.id == row.id).values(records=pack_records(kept)))
    return len(old)


def horizon_pruned(connection: Connection, since: datetime) -> datetime | None:
    """Before which time raw data was dropped, if that is later than a time that is still looked at."""
    limit = pruned_before(connection)
    return moment(limit) if limit > micros(since) else None
