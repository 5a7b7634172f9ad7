"""The tables of the archive; `upgrade` has the steps by which an old one becomes a new one.

Times are microseconds since 1970 in UTC.  Numbers of rows are given by us, not by the
database, so that an ingest that was cut off and run again makes the same archive.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.types import TypeEngine

from analyzer.archive.errors import ArchiveError
from analyzer.archive.upgrade import STEPS, Step

metadata = MetaData()


def _key(name: str, kind: type[TypeEngine[Any]] = Integer) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False)


meta = Table("meta", metadata, _key("name", Text), Column("value", Text, nullable=False))
"""`version` of the schema, and before which time raw data was `pruned`."""

inputs = Table(
    "input",
    metadata,
    _key("id"),
    Column("path", Text, nullable=False, unique=True),
    Column("sha256", Text, nullable=False, index=True),
    Column("format", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("reader", Text, nullable=False),
    Column("since", BigInteger),
)
"""The ledger: each file that was read, once by content.

`since` is the earliest time of which it told something new; for a file without times,
up to when the archive had been told before.
"""

logs = Table(
    "log", metadata, _key("id"), Column("host", Text, nullable=False), Column("channel", Text, nullable=False)
)
Index("log_name", logs.c.host, logs.c.channel, unique=True)

blocks = Table(
    "block",
    metadata,
    _key("id"),
    Column("input_id", ForeignKey("input.id"), nullable=False),
    Column("log_id", ForeignKey("log.id"), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("records", Integer, nullable=False),
    Column("interpreter", Text, nullable=False),
    Column("identities", LargeBinary),
    Column("events", LargeBinary),
    Column("quiet", LargeBinary),
)
"""Records of one log from one file: their identities (see `identity`), and the events that they tell of.

Of `quiet` events only the numbers are kept that `quiet` names.  `identities` is null once raw
data was pruned, `events` and `quiet` where there are none.
"""
Index("block_of_log", blocks.c.log_id, blocks.c.last)
Index("block_end", blocks.c.last)

raws = Table("raw", metadata, _key("id"), Column("records", LargeBinary, nullable=False))
"""The records of the block of that number, compressed together; apart, for they are seldom asked for."""

tallies = Table(
    "tally",
    metadata,
    _key("log_id"),
    _key("provider", Text),
    _key("event_id", BigInteger),
    _key("hour", BigInteger),
    *(Column(name, BigInteger, nullable=False) for name in ("count", "first_id", "last_id", "start", "end")),
    sqlite_with_rowid=False,
)

parts = Table(
    "part",
    metadata,
    _key("log_id"),
    _key("quarter", BigInteger),
    _key("first_id", BigInteger),
    *(Column(name, BigInteger, nullable=False) for name in ("last_id", "end")),
    sqlite_with_rowid=False,
)
"""Unbroken runs of record ids within a quarter of an hour: by them a stretch is cut at a time."""

stretches = Table(
    "stretch",
    metadata,
    _key("id"),
    Column("input_id", ForeignKey("input.id"), nullable=False),
    Column("log_id", ForeignKey("log.id"), nullable=False, index=True),
    Column("first_id", BigInteger),
    Column("last_id", BigInteger),
    *(Column(name, BigInteger, nullable=False) for name in ("start", "end", "records")),
)

snapshots = Table(
    "snapshot",
    metadata,
    _key("id"),
    Column("input_id", ForeignKey("input.id"), nullable=False),
    Column("time", BigInteger),
    Column("body", Text, nullable=False),
)

losses = Table(
    "loss",
    metadata,
    _key("id"),
    Column("input_id", ForeignKey("input.id"), nullable=False, index=True),
    Column("body", Text, nullable=False),
)

results = Table(
    "result",
    metadata,
    _key("week", Text),
    _key("tz", Text),
    _key("configuration", Text),
    Column("inputs", Text, nullable=False),
    Column("maker", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""What was found in each week, of which inputs; never pruned."""


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Make the tables, or bring an archive to the newest version.

    ArchiveError where it is of a version to come.
    """
    newest = 1 + len(steps)
    if not connection.dialect.has_table(connection, meta.name):
        metadata.create_all(connection)
        connection.execute(insert(meta).values(name="version", value=str(newest)))
        return
    version = int(connection.scalar(select(meta.c.value).where(meta.c.name == "version")) or 0)
    if version > newest:
        raise ArchiveError(
            f"The archive is of version {version}, and this rollaudit knows versions up to {newest}: "
            "update rollaudit."
        )
    for step in steps[version - 1 :]:
        step(connection)
    if version < newest:
        connection.execute(update(meta).where(meta.c.name == "version").values(value=str(newest)))
