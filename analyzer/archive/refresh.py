"""Events made anew from the records, where another version of the program made them."""

from __future__ import annotations

from sqlalchemy import select, update

from analyzer.archive import schema
from analyzer.archive.codec import pack_events, unpack_records
from analyzer.archive.parcel import INTERPRETER
from analyzer.archive.store import Archive
from analyzer.events import interpret

_AT_ONCE = 200


def refresh(archive: Archive) -> int:
    """Interpret again what this version did not; how many blocks that were.

    Interrupted, it goes on where it was.  Blocks whose records were pruned keep their events.
    """
    table = schema.blocks
    stale = (
        select(table.c.id, table.c.raw, schema.inputs.c.path)
        .join(schema.inputs)
        .where(table.c.interpreter != INTERPRETER, table.c.raw.is_not(None))
        .order_by(table.c.id)
        .limit(_AT_ONCE)
    )
    done = 0
    while True:
        with archive.writing() as connection:
            rows = connection.execute(stale).all()
            for row in rows:
                events = pack_events(list(interpret(unpack_records(row.raw, row.path))))
                values = {"events": events, "interpreter": INTERPRETER}
                connection.execute(update(table).where(table.c.id == row.id).values(**values))
        done += len(rows)
        if len(rows) < _AT_ONCE:
            return done
