"""Archives of earlier versions: opened, they are of this one, and hold what they held.

`version1.sqlite.gz` was made by the last program of version 1: two overlapping weekly exports
of a simulated fleet, a log with record ids and one without, pruned to eight days.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import MetaData, create_engine, insert, select, types

from analyzer.archive import load, open_archive
from analyzer.archive.codec import moment, unpack_events, unpack_records
from analyzer.archive.deposit import deposit
from analyzer.archive.parcel import parcels
from analyzer.archive.refresh import refresh
from analyzer.archive.rows import LONG_AGO, covered_until
from analyzer.archive.store import _address
from analyzer.events import is_quiet
from analyzer.model import Event, Input, Record
from tests.archive.contents import contents, identities

OLD = Path(__file__).with_name("version1.sqlite.gz")
Rows = dict[str, list[tuple[object, ...]]]


def old_archive(url: str, folder: Path) -> Rows:
    """Make the old archive at a URL; its rows."""
    file = Path(url) if "://" not in url else folder / "old.sqlite"
    file.write_bytes(gzip.decompress(OLD.read_bytes()))
    source, tables = create_engine(f"sqlite:///{file}"), MetaData()
    tables.reflect(source)
    with source.connect() as connection:
        rows = {t.name: [tuple(r) for r in connection.execute(select(t))] for t in tables.sorted_tables}
    source.dispose()
    if "://" in url:
        for table in tables.tables.values():
            for column in table.columns:
                if isinstance(column.type, types.BLOB):
                    column.type = types.LargeBinary()
        target = create_engine(_address(url))
        with target.begin() as connection:
            tables.create_all(connection)
            for table in tables.sorted_tables:
                names = [column.name for column in table.columns]
                for row in rows[table.name]:
                    connection.execute(insert(table).values(dict(zip(names, row, strict=True))))
        target.dispose()
    return rows


def test_an_archive_of_version_1_is_brought_up_to_date(new_url: Callable[[], str], tmp_path: Path) -> None:
    """Every identity and record is there, and every event, also those of which the records were pruned."""
    url = new_url()
    old = old_archive(url, tmp_path)
    archive = open_archive(url)
    new = contents(archive)
    logs = {number: log for number, *log in old["log"]}
    assert identities(archive) == sorted((*logs[log], *key) for log, *key in old["seen"])
    assert dict(new["raw"]) == {row[0]: row[6] for row in old["block"] if row[6] is not None}  # type: ignore[arg-type]
    untouched = ("input", "log", "tally", "part", "stretch", "snapshot", "loss", "result")
    assert all(new[name] == sorted(old[name], key=repr) for name in untouched)
    assert refresh(archive) == len(new["raw"])
    paths = {row[0]: str(row[1]) for row in old["input"]}
    before = [e for row in old["block"] for e in unpack_events(row[7], paths[row[1]], LONG_AGO, -LONG_AGO)]  # type: ignore[arg-type, index]
    with archive.reading() as connection:
        until = moment(covered_until(connection) + 1)
        shelf = load(connection, until, until)
        told = [*shelf.state, *shelf.failures]
        quiet = [one for one in shelf.reading(until).quiet for _ in one.times]
    assert quiet
    assert sorted(map(place, told)) == sorted(place(e) for e in before if not is_quiet(e))
    assert len(shelf.hush.of) == sum(map(is_quiet, before))
    archive.close()


def place(event: Event) -> tuple[object, ...]:
    """What names an event and what it tells, without the details of a version."""
    return event.path, event.position, event.time, event.event_id, event.action, event.zone or ""


def test_what_it_held_is_not_put_in_again(new_url: Callable[[], str], tmp_path: Path) -> None:
    """Records that were in the old archive, with ids or without, are known in the new one."""
    url = new_url()
    old = old_archive(url, tmp_path)
    archive = open_archive(url)
    paths = {row[0]: str(row[1]) for row in old["input"]}
    tried = 0
    for number, path in paths.items():
        mine = [row[6] for row in old["block"] if row[1] == number and row[6] is not None]
        records: list[Record] = [r for raw in mine for r in unpack_records(raw, path)]  # type: ignore[arg-type]
        tried += len(records)
        for account, parcel in parcels(iter([*records, Input(path, f"again{number}", 1, "EVTX")])):  # type: ignore[misc]
            with archive.writing() as connection:
                assert deposit(connection, account, parcel, "").fresh == 0  # type: ignore[arg-type]
    assert tried == len(old["seen"])
    archive.close()
