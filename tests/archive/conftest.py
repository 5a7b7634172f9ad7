"""Archives to test with: in SQLite, and in a PostgreSQL that the tests start."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from analyzer.archive import Archive, ingest, open_archive
from analyzer.sources import Options
from tests.archive.exports import small_fleet, weekly_exports
from tests.conftest import missing

BACKENDS = ("sqlite", "postgresql")
_NUMBERS = count(1)


def _programs() -> Path | None:
    """The folder of PostgreSQL's server programs, which Debian keeps off the path."""
    found = shutil.which("initdb")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return Path(found).resolve().parent if found else versions[-1].parent if versions else None


def _account() -> dict[str, str]:
    """As whom to run the server, which refuses to run as root."""
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return {"user": "postgres" if "postgres" in names else "nobody"}


@contextmanager
def postgresql(*options: str | Path) -> Iterator[str]:
    """A PostgreSQL made with those options of initdb, while the block runs; its URL without a database."""
    programs = _programs()
    if programs is None:
        missing("postgresql")
        raise AssertionError
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="rollaudit-pg-"))
    if account:
        shutil.chown(folder, account["user"])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **account}
    data = folder / "data"
    made = [programs / "initdb", "-D", data, "-U", "audit", "-A", "trust", "-E", "UTF8", *options]
    subprocess.run(made, check=True, **quiet)  # type: ignore[call-overload]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = ["-h", "127.0.0.1", "-p", str(port), "-k", str(folder), "-F"]
    running = subprocess.Popen([programs / "postgres", "-D", data, *served], **quiet)  # type: ignore[call-overload]
    try:
        _wait_for(f"postgresql://audit@/postgres?host={folder}&port={port}")
        yield f"postgresql://audit@127.0.0.1:{port}"
    finally:
        # PostgreSQL's fast shutdown, which does not wait for clients.
        running.send_signal(signal.SIGINT)
        running.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a running PostgreSQL, without the database's name."""
    with postgresql() as url:
        yield url


def _wait_for(url: str) -> None:
    import psycopg

    for _ in range(300):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return


def _new_database(server: str) -> str:
    import psycopg

    name = f"archive{next(_NUMBERS)}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture(params=BACKENDS)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes the URL of an archive that is not there yet."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"archive{next(_NUMBERS)}.sqlite")
    server: str = request.getfixturevalue("server")
    return lambda: _new_database(server)


@pytest.fixture
def new_archive(new_url: Callable[[], str]) -> Iterator[Callable[[], Archive]]:
    """Makes an empty archive."""
    opened: list[Archive] = []

    def make() -> Archive:
        opened.append(open_archive(new_url()))
        return opened[-1]

    yield make
    for archive in opened:
        archive.close()


@pytest.fixture(scope="session")
def two_weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weekly exports of a small fleet."""
    return weekly_exports(small_fleet(6, 2), 2, tmp_path_factory.mktemp("two-weeks"))[0].parent


@pytest.fixture
def ingested(two_weeks: Path) -> Callable[[Archive], None]:
    """Fills an archive with two weekly exports."""

    def fill(archive: Archive) -> None:
        for _ in ingest(archive, [two_weeks], Options()):
            pass

    return fill
