"""The tables of the archive, and the steps by which an old one becomes a new one.

Times are microseconds since 1970 in UTC.  Numbers of rows are given by us, not by the
database, so that an ingest that was cut off and run again makes the same archive.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

seen = Table(
    "seen",
    metadata,
    _key("log_id"),
    _key("time", BigInteger),
    _key("event_id", BigInteger),
    _key("key", BigInteger),
    sqlite_with_rowid=False,
)
"""The identity of every record: see `identity`."""

blocks = Table(
    "block",
    metadata,
    _key("id"),
    Column("input_id", ForeignKey("input.id"), nullable=False),
    Column("log_id", ForeignKey("log.id"), nullable=False, index=True),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("records", Integer, nullable=False),
    Column("raw", LargeBinary),
    Column("events", LargeBinary),
    Column("interpreter", Text, nullable=False),
)
"""Records of one log from one file, compressed together, and the events that they tell of.

`raw` is null once it was pruned, `events` where there are none.
"""

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

Step = Callable[[Connection], None]

STEPS: tuple[Step, ...] = (metadata.create_all,)
"""What makes version n + 1 of version n; the first makes the tables.  Steps are never changed, only added."""


def migrate(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Bring the archive to the newest version; ArchiveError where it is of a version to come."""
    has_meta = connection.dialect.has_table(connection, meta.name)
    found = connection.scalar(select(meta.c.value).where(meta.c.name == "version")) if has_meta else None
    version = int(found or 0)
    if version > len(steps):
        raise ArchiveError(
            f"The archive is of version {version}, and this rollaudit knows versions up to {len(steps)}: "
            "update rollaudit."
        )
    for step in steps[version:]:
        step(connection)
    if found is None:
        connection.execute(insert(meta).values(name="version", value=str(len(steps))))
    elif version < len(steps):
        connection.execute(update(meta).where(meta.c.name == "version").values(value=str(len(steps))))
