"""The steps by which an archive of one version becomes one of the next.

A step is never changed: what it needs of tables is written down here, as it was then.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, groupby

import numpy as np
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    bindparam,
    column,
    insert,
    select,
    table,
    text,
    update,
)

from analyzer.archive.numbers import pack_numbers

Step = Callable[[Connection], None]

_AT_ONCE = 50_000


def keys_into_blocks(connection: Connection) -> None:
    """Version 2: identities packed in the blocks, raw records apart from them, quiet events told apart.

    Before, each identity was a row of its own, which was most of the archive.  Events are
    made anew when they are next asked for, which tells the quiet ones from the others.
    """
    raw = Table(
        "raw",
        MetaData(),
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("records", LargeBinary, nullable=False),
    )
    raw.create(connection)
    block = table("block", *map(column, ("id", "raw", "interpreter")))
    had_raw = select(block.c.id, block.c.raw).where(block.c.raw.is_not(None))
    connection.execute(insert(raw).from_select(["id", "records"], had_raw))
    binary = LargeBinary().compile(connection.dialect)
    for name in ("identities", "quiet"):
        connection.execute(text(f"ALTER TABLE block ADD COLUMN {name} {binary}"))
    connection.execute(update(block).where(block.c.raw.is_not(None)).values(interpreter=""))
    connection.execute(text("ALTER TABLE block DROP COLUMN raw"))
    _pack_keys(connection)
    connection.execute(text("DROP TABLE seen"))
    connection.execute(text("DROP INDEX ix_block_log_id"))
    connection.execute(text("CREATE INDEX block_of_log ON block (log_id, last)"))
    connection.execute(text("CREATE INDEX block_end ON block (last)"))


def _pack_keys(connection: Connection) -> None:
    """Give every identity to the first block of its log that spans its time, whichever it came from."""
    block = table("block", *map(column, ("id", "log_id", "first", "last", "interpreter", "identities")))
    seen = table(
        "seen",
        column("log_id"),
        *(column(name, BigInteger) for name in ("time", "event_id", "key")),
    )
    with_raw = select(block).where(block.c.interpreter == "").order_by(block.c.log_id, block.c.id)
    rows = connection.execute(with_raw).all()
    packed = update(block).where(block.c.id == bindparam("number")).values(identities=bindparam("packed"))
    for log_id, blocks in groupby(rows, key=lambda row: row.log_id):
        mine = select(seen.c.time, seen.c.event_id, seen.c.key).where(seen.c.log_id == log_id)
        told = connection.execute(
            mine.order_by(*mine.selected_columns), execution_options={"yield_per": _AT_ONCE}
        )
        parts = [np.fromiter(chain.from_iterable(part), dtype=np.int64) for part in told.partitions()]
        keys = np.concatenate([np.empty(0, dtype=np.int64), *parts]).reshape(-1, 3)
        left = np.ones(len(keys), dtype=bool)
        for number, _, first, last, *_ in blocks:
            span = slice(*np.searchsorted(keys[:, 0], (first, last + 1)))
            own = keys[span][left[span]]
            left[span] = False
            connection.execute(packed, {"number": number, "packed": pack_numbers(own.T)})


STEPS: tuple[Step, ...] = (keys_into_blocks,)
"""What makes version n + 2 of version n + 1; steps are only added."""
