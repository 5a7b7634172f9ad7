"""The archive as a database: one SQLite file, or PostgreSQL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import QueuePool

from analyzer.archive import schema
from analyzer.archive.errors import ArchiveError, told
from analyzer.config import without_password

DEFAULT = "rollaudit.sqlite"
"""The file that is the archive where no other is named, in the folder where the command runs."""

_OWNER_ONLY = 0o600
"""The rights of a new archive: it holds evidence.  One that is there keeps its own."""

_LOCK = 9116
_WAIT = 600
"""Seconds for which one ingest waits for another to be done with a file."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive.  Readers see one moment of it; writers are one at a time."""

    engine: Engine
    path: Path | None = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A view of the archive that does not change while it is used."""
        with _in_words(), self.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """All or nothing: what is written is there when this ends, and not at all if it fails."""
        with (
            _in_words(),
            self.engine.connect() as connection,
            connection.execution_options(write=True).begin(),
        ):
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    @property
    def files(self) -> frozenset[Path]:
        """The files that the archive consists of, which are no logs."""
        if self.path is None:
            return frozenset()
        real = self.path.resolve()
        return frozenset(real.with_name(real.name + end) for end in ("", "-wal", "-shm", "-journal"))

    def shrink(self) -> None:
        """Give space that is no longer used back to the disk."""
        with _in_words(), self.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")

    def close(self) -> None:
        """Close it; SQLite then leaves one file."""
        self.engine.dispose()


def open_archive(url: str = DEFAULT, *, create: bool = True) -> Archive:
    """The archive at a path or a URL (`postgresql://…`), made if there is none; ArchiveError if it cannot be.

    With `create` False one that is not there is an error too.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        path = Path(str(address.database))
        engine = _sqlite(path, create=create)
    else:
        path = None
        try:
            engine = create_engine(address, connect_args={"connect_timeout": 10})
        except ImportError:
            raise ArchiveError(
                "For PostgreSQL a driver is needed: install rollaudit with its extra, as rollaudit[postgres]."
            ) from None
    archive = Archive(engine, path)
    with archive.writing() as connection:
        if not create and not connection.dialect.has_table(connection, schema.meta.name):
            place = without_password(url)
            raise ArchiveError(f"There is no archive at {place}; make one with rollaudit ingest.")
        schema.migrate(connection)
    return archive


def _address(url: str) -> URL:
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        address = make_url(url)
        if address.get_backend_name() == "postgresql":
            return address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
            return address
    except (ArgumentError, NoSuchModuleError):
        pass
    raise ArchiveError(
        "An archive is the path of a SQLite file, or a URL such as postgresql://user@server/database."
    )


def _sqlite(path: Path, *, create: bool) -> Engine:
    if create:
        # SQLite gives the files beside it the rights of this one.  On Windows they are those of the folder.
        with suppress(OSError):
            path.touch(_OWNER_ONLY)
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    engine = create_engine("sqlite://", creator=lambda: _connect(uri), poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("write") else "BEGIN")

    return engine


def _connect(uri: str) -> Any:
    # SQLAlchemy begins transactions; sqlite3's own are deferred, and would deadlock two writers.
    connection = sqlite3.connect(uri, uri=True, timeout=_WAIT, isolation_level=None, check_same_thread=False)
    _into_wal(connection)
    for pragma in ("synchronous = NORMAL", "cache_size = -65536", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _into_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging: for this alone SQLite does not wait while another does the same."""
    until = time.monotonic() + _WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except DBAPIError as problem:
        raise told(problem.orig or problem) from problem
