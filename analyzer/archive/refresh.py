"""Events made anew from the records, where another version of the program made them."""

from __future__ import annotations

from sqlalchemy import select, update

from analyzer.archive import schema
from analyzer.archive.codec import unpack_records
from analyzer.archive.meaning import pack_meaning
from analyzer.archive.parcel import INTERPRETER
from analyzer.archive.store import Archive

_AT_ONCE = 200


def refresh(archive: Archive) -> int:
    """Interpret again what this version did not; how many blocks that were.

    Interrupted, it goes on where it was.  Blocks whose records were pruned keep their events.
    """
    table = schema.blocks
    stale = (
        select(table.c.id, schema.raws.c.records, schema.inputs.c.path, schema.logs.c.host)
        .join(schema.inputs)
        .join(schema.logs)
        .join(schema.raws, schema.raws.c.id == table.c.id)
        .where(table.c.interpreter != INTERPRETER)
        .order_by(table.c.id)
        .limit(_AT_ONCE)
    )
    done = 0
    while True:
        with archive.writing() as connection:
            rows = connection.execute(stale).all()
            for row in rows:
                events, quiet = pack_meaning(row.host, unpack_records(row.records, row.path))
                values = {"events": events, "quiet": quiet, "interpreter": INTERPRETER}
                connection.execute(update(table).where(table.c.id == row.id).values(**values))
        done += len(rows)
        if len(rows) < _AT_ONCE:
            return done
