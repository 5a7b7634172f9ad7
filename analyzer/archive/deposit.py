"""One file's parcel put into the archive: whole, or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, delete, insert, select, update

from analyzer.archive import schema
from analyzer.archive.codec import micros
from analyzer.archive.counts import add_tallies
from analyzer.archive.identity import KEY, Key, Log, log_of
from analyzer.archive.numbers import pack_numbers, unpack_numbers
from analyzer.archive.parcel import INTERPRETER, Batch, Parcel
from analyzer.archive.parts import add_parts
from analyzer.archive.rows import covered_until, next_id, pruned_before, put
from analyzer.archive.stretches import add_stretches
from analyzer.model import Input, Loss, Snapshot


@dataclass(frozen=True, slots=True)
class Deposit:
    """What became of a file: its name in the archive, how many of its records were new, how many too old.

    Too old are those of a time of which raw data has been pruned.
    """

    path: str
    fresh: int
    pruned: int


def deposit(connection: Connection, one: Input, parcel: Parcel, options: str) -> Deposit:
    """Put in what the archive does not have; a writer's transaction is expected.

    A name that another file has already gets a number behind it; a file that is read
    again, because it could not be read before, keeps its own.
    """
    told_until = covered_until(connection)
    limit = pruned_before(connection)
    old = connection.execute(select(schema.inputs).where(schema.inputs.c.sha256 == one.sha256)).first()
    input_id, path = _entered(connection, one, old, options)
    log_ids = _log_ids(connection, parcel)

    kept: list[Key] = []
    too_old = 0
    for batch in parcel.batches:
        keys, old_ones = _put_batch(
            connection, batch, input_id, path, log_ids[batch.log], limit, one.path != path
        )
        kept += keys
        too_old += old_ones
    news = [
        min((key[0] for key in kept), default=None),
        add_stretches(connection, input_id, parcel.stretches, log_ids),
        add_tallies(connection, (t for t in parcel.tallies if micros(t.end) >= limit), log_ids),
        *_put_snapshots(connection, input_id, parcel.snapshots),
    ]
    add_parts(connection, parcel.stretches, log_ids)
    _put_losses(connection, input_id, parcel.losses)

    since = min((time for time in news if time is not None), default=told_until)
    if old is None:
        repeated = one.duplicates + sum(len(b.keys) for b in parcel.batches) - len(kept) - too_old
        account = account_text(replace(one, duplicates=repeated))
        values: dict[str, Any] = {"since": since, "account": account}
    else:
        values = {"since": min(since, old.since)}
    connection.execute(update(schema.inputs).where(schema.inputs.c.id == input_id).values(**values))
    return Deposit(path, len(kept), too_old)


def _entered(connection: Connection, one: Input, old: Row[Any] | None, options: str) -> tuple[int, str]:
    """The file in the ledger: its number and its name."""
    table = schema.inputs
    told = {"format": one.format, "account": account_text(one), "options": options, "reader": INTERPRETER}
    if old:
        connection.execute(update(table).where(table.c.id == old.id).values(**told))
        connection.execute(delete(schema.losses).where(schema.losses.c.input_id == old.id))
        return old.id, old.path
    path, number = one.path, 1
    while connection.scalar(select(table.c.id).where(table.c.path == path)):
        number += 1
        path = f"{one.path} ({number})"
    input_id = next_id(connection, table)
    connection.execute(insert(table).values(id=input_id, path=path, sha256=one.sha256, **told))
    return input_id, path


def account_text(one: Input) -> str:
    """The account of a file as the ledger keeps it, beside its name."""
    return json.dumps({name: value for name, value in asdict(one).items() if name != "path"})


def _log_ids(connection: Connection, parcel: Parcel) -> dict[Log, int]:
    """The number of every log, also of those that the parcel is the first to tell of."""
    wanted = {batch.log for batch in parcel.batches}
    wanted |= {log_of(tally.host, tally.channel) for tally in parcel.tallies}
    wanted |= {log_of(part.host, part.channel) for part in parcel.stretches}
    known = {(row.host, row.channel): row.id for row in connection.execute(select(schema.logs))}
    start = next_id(connection, schema.logs)
    new = {log: start + number for number, log in enumerate(sorted(wanted - known.keys()))}
    put(connection, schema.logs, [(number, *log) for log, number in new.items()])
    return known | new


def _put_batch(
    connection: Connection, batch: Batch, input_id: int, path: str, log_id: int, limit: int, renamed: bool
) -> tuple[list[Key], int]:
    """Put in the records of a batch that are new; their keys, and how many others were too old."""
    known = _known(connection, batch.keys, log_id)
    fresh: dict[Key, None] = {}
    wanted: list[bool] = []
    for key in batch.keys:
        wanted.append(key[0] >= limit and key not in known and key not in fresh)
        if wanted[-1]:
            fresh[key] = None
    if fresh:
        if len(fresh) < len(wanted) or (renamed and not batch.is_numbered):
            batch = batch.only(wanted, path)
        ordered = sorted(fresh)
        number = next_id(connection, schema.blocks)
        row = (number, input_id, log_id, ordered[0][0], ordered[-1][0], len(ordered), INTERPRETER)
        kept = (pack_numbers(np.array(ordered, dtype=np.int64).T), batch.events, batch.quiet)
        put(connection, schema.blocks, [row + kept])
        put(connection, schema.raws, [(number, batch.raw)])
    return list(fresh), sum(key[0] < limit for key in batch.keys)


def _known(connection: Connection, keys: Sequence[Key], log_id: int) -> set[Key]:
    """The keys of the log that the archive has, of the blocks that span a time of these."""
    table, times = schema.blocks, [key[0] for key in keys]
    query = select(table.c.identities).where(
        table.c.log_id == log_id,
        table.c.last >= min(times),
        table.c.first <= max(times),
        table.c.identities.is_not(None),
    )
    found: set[Key] = set()
    for (packed,) in connection.execute(query):
        found.update(zip(*unpack_numbers(packed, KEY).tolist(), strict=True))
    return found


def _put_snapshots(connection: Connection, input_id: int, shots: Sequence[Snapshot]) -> list[int | None]:
    """Put in the snapshots of a file that is new; the times that they tell."""
    table = schema.snapshots
    if connection.scalar(select(table.c.id).where(table.c.input_id == input_id).limit(1)):
        return []
    first = next_id(connection, table)
    times = [micros(shot.time) if shot.time else None for shot in shots]
    bodies = zip(times, map(_body, shots), strict=True)
    put(connection, table, [(first + n, input_id, *told) for n, told in enumerate(bodies)])
    return list(times)


def _put_losses(connection: Connection, input_id: int, lost: Sequence[Loss]) -> None:
    first = next_id(connection, schema.losses)
    put(connection, schema.losses, [(first + n, input_id, _body(one)) for n, one in enumerate(lost)])


def _body(one: Snapshot | Loss) -> str:
    """All fields but those that have a column, or follow from the file."""
    fields = {name: value for name, value in asdict(one).items() if name not in ("path", "time")}
    return json.dumps(fields, default=micros)
