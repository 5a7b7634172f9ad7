"""What goes into the archive: never twice, never lost."""

from __future__ import annotations

import gzip
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analyzer.archive import HORIZON, Archive, ArchiveError, Outcome, ingest, load, open_archive
from analyzer.archive.codec import moment
from analyzer.archive.rows import covered_until
from analyzer.events import Quiet, is_quiet
from analyzer.reading import Reading, read
from analyzer.simulate.write import write
from analyzer.sources import Options, Place, Url, place_of
from tests.archive.contents import contents, identities
from tests.archive.exports import OVERLAP, START, WEEK, small_fleet, weekly_exports

MakeArchive = Callable[[], Archive]
WEEKS = 4


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four weekly exports of a small fleet, each overlapping the one before."""
    return weekly_exports(small_fleet(5, WEEKS), WEEKS, tmp_path_factory.mktemp("exports"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One export of all of it, made at the end."""
    folder = tmp_path_factory.mktemp("whole")
    write(small_fleet(5, WEEKS), folder)
    return folder


def put(archive: Archive, *paths: Place, options: Options = Options()) -> list[Outcome]:  # noqa: B008 (frozen)
    """Ingest the paths."""
    return list(ingest(archive, paths, options))


def taken(archive: Archive) -> Reading:
    """All of the last half year that the archive holds."""
    with archive.reading() as connection:
        until = moment(covered_until(connection) + 1)
        return load(connection, until, until).reading(until)


def refs(reading: Reading) -> Iterator[str]:
    """All events as references, quiet ones too."""
    yield from (f"{event.path}#{event.position}" for event in reading.events)
    yield from (one.ref(number) for one in reading.quiet for number in range(len(one.times)))


def numbers_of(one: Quiet) -> Iterator[tuple[int, int]]:
    """The times and record ids of quiet events."""
    return zip(one.times.tolist(), one.record_ids.tolist(), strict=True)


def told(reading: Reading) -> list[object]:
    """What events tell, whichever file they were read from."""
    quiet = sorted((one.host, one.channel, *pair) for one in reading.quiet for pair in numbers_of(one))
    events = [replace(event, path="", position="", detections=(), sightings=()) for event in reading.events]
    return [*events, *quiet]


def test_a_reading_from_the_archive_is_the_reading_of_the_files(
    new_archive: MakeArchive, whole: Path
) -> None:
    """Events, coverage, snapshots, losses and inputs come back as they were read."""
    archive = new_archive()
    put(archive, whole)
    before, after = read([whole], Options()), taken(archive)
    loud = [event for event in before.events if not is_quiet(event)]
    assert [event for event in after.events if not is_quiet(event)] == loud
    with archive.reading() as connection:
        shelf = load(connection, moment(covered_until(connection)), moment(covered_until(connection) + 1))
        assert sorted(refs(shelf.reading(moment(covered_until(connection) + 1)))) == sorted(refs(before))
    assert sorted(map(repr, after.stretches)) == sorted(
        repr(replace(s, channel=s.channel.lower())) for s in before.stretches
    )
    assert (after.snapshots, after.losses) == (before.snapshots, before.losses)
    assert [replace(i, duplicates=0) for i in after.inputs] == [
        replace(i, duplicates=0) for i in before.inputs
    ]


def test_a_second_time_changes_nothing(new_archive: MakeArchive, exports: list[Path]) -> None:
    """Ingesting the same folder again finds every file known, and leaves every row as it was."""
    archive = new_archive()
    put(archive, exports[0])
    before = contents(archive)
    assert all(outcome.known for outcome in put(archive, exports[0]))
    assert contents(archive) == before


def test_renamed_files_are_known_by_their_content(
    new_archive: MakeArchive, exports: list[Path], tmp_path: Path
) -> None:
    """A copy under another name is not read again."""
    archive = new_archive()
    put(archive, exports[0])
    before = contents(archive)
    shutil.copytree(exports[0], tmp_path / "copy")
    (tmp_path / "copy" / "README.txt").rename(tmp_path / "copy" / "other.txt")
    put(archive, tmp_path / "copy")
    assert contents(archive) == before


def test_overlapping_exports_are_one_log(new_archive: MakeArchive, exports: list[Path], whole: Path) -> None:
    """Exports that overlap tell the same events, coverage and counts as one export of everything."""
    in_parts, at_once = new_archive(), new_archive()
    for folder in exports:
        put(in_parts, folder)
    put(at_once, whole)
    events = told(taken(in_parts))
    assert events
    assert [e for e in told(taken(at_once)) if e in events] == events
    tables = [{row[:4]: row[4:] for row in contents(archive)["tally"]} for archive in (in_parts, at_once)]
    edge = {int((START + n * WEEK - OVERLAP).timestamp()) for n in range(WEEKS + 1)}
    sure = {k for k in tables[0] if not any(abs(k[3] // 1_000_000 - t) < 7200 for t in edge)}  # type: ignore[operator]
    assert sure
    named = [{log[0]: log[1:] for log in contents(archive)["log"]} for archive in (in_parts, at_once)]
    both = [{(named[n][k[0]], *k[1:]): v for k, v in tables[n].items()} for n in (0, 1)]
    assert all(both[1][named[0][k[0]], *k[1:]] == tables[0][k] for k in sure)


def test_a_grown_file_brings_only_what_is_new(
    new_archive: MakeArchive, exports: list[Path], whole: Path
) -> None:
    """After parts of it, the whole file adds the rest; the order of the two makes no difference to events."""
    first_parts, first_whole = new_archive(), new_archive()
    put(first_parts, exports[0])
    part = len(taken(first_parts).events)
    put(first_parts, whole)
    put(first_whole, whole)
    put(first_whole, exports[0])
    assert part < len(taken(first_parts).events)
    assert told(taken(first_parts)) == told(taken(first_whole))


def test_packed_files_are_the_same_files(
    new_archive: MakeArchive, exports: list[Path], tmp_path: Path
) -> None:
    """A zip of an export brings no record that the export brought."""
    archive = new_archive()
    put(archive, exports[0])
    before = contents(archive)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as packed:
        for path in sorted(exports[0].rglob("*.evtx")):
            packed.write(path, path.relative_to(exports[0]).as_posix())
    put(archive, tmp_path / "all.zip")
    after = contents(archive)
    assert all(after[table] == before[table] for table in ("block", "raw", "tally"))


def test_many_may_open_a_new_archive_at_once(new_url: Callable[[], str]) -> None:
    """Whoever comes first makes it, and the others wait until it is made."""
    failed: list[BaseException] = []

    def work(url: str) -> None:
        try:
            open_archive(url).close()
        except BaseException as problem:
            failed.append(problem)

    for url in (new_url() for _ in range(5)):
        threads = [threading.Thread(target=work, args=(url,)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []


def test_two_ingests_at_once_are_one_after_the_other(new_url: Callable[[], str], exports: list[Path]) -> None:
    """Two at once over the same overlapping folders lose nothing and put nothing in twice."""
    alone, together = new_url(), new_url()
    archive = open_archive(alone)
    for folder in exports:
        put(archive, folder)
    failed: list[BaseException] = []

    def work(folders: list[Path]) -> None:
        try:
            mine = open_archive(together)
            for folder in folders:
                put(mine, folder)
            mine.close()
        except BaseException as problem:
            failed.append(problem)

    threads = [threading.Thread(target=work, args=(order,)) for order in (exports, exports[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    both = open_archive(together)
    assert told(taken(both)) == told(taken(archive))
    assert identities(both) == identities(archive)
    archive.close()
    both.close()


def test_evidence_outlives_the_log(new_archive: MakeArchive, exports: list[Path]) -> None:
    """The records themselves are there, field for field, after the file is gone."""
    from analyzer import sources
    from analyzer.archive.codec import unpack_records
    from analyzer.model import Record

    archive = new_archive()
    put(archive, exports[0])
    read_again = [r for r in sources.read([exports[0]]) if isinstance(r, Record)]
    rows = contents(archive)
    paths = {row[0]: row[1] for row in rows["input"]}
    files = {row[0]: str(paths[row[1]]) for row in rows["block"]}
    kept = [r for number, raw in rows["raw"] for r in unpack_records(raw, files[number])]  # type: ignore[arg-type]
    assert sorted(map(repr, kept)) == sorted(map(repr, read_again))


def test_same_names_are_told_apart(new_archive: MakeArchive, exports: list[Path]) -> None:
    """Two files of one name are two inputs, the second with a number."""
    archive = new_archive()
    outcomes = put(archive, exports[0]) + put(archive, exports[1])
    renamed = [o for o in outcomes if o.archived]
    assert renamed
    assert all(o.archived == f"{o.path} (2)" for o in renamed)


def test_what_was_refused_is_read_again_with_other_options(new_archive: MakeArchive, tmp_path: Path) -> None:
    """A file whose dates were unclear is read when the order of day and month is given."""
    rows = "\n".join(f'"02/03/2025 10:00:0{n}","DNS Server","DNS",7669,"ns1"' for n in range(5))
    log = tmp_path / "log.csv"
    log.write_text(f'"TimeCreated","LogName","ProviderName","Id","MachineName"\n{rows}\n')
    archive = new_archive()
    (first,) = put(archive, log)
    assert first.losses
    (second,) = put(archive, log, options=Options(date_order="dmy"))
    assert not second.known
    (third,) = put(archive, log, options=Options(date_order="dmy"))
    assert third.known


def test_what_cannot_be_read_is_in_the_ledger(new_archive: MakeArchive, tmp_path: Path) -> None:
    """Noise and broken packages are inputs with a loss, and a file that vanishes is an outcome."""
    (tmp_path / "noise.evtx").write_bytes(b"no log " * 99)
    (tmp_path / "cut.gz").write_bytes(gzip.compress(b"x" * 999)[:20])
    archive = new_archive()
    outcomes = put(archive, tmp_path)
    assert [bool(o.losses) for o in outcomes] == [True, True]
    assert len(contents(archive)["loss"]) >= 2


def test_hostile_names_fit_into_any_database(new_archive: MakeArchive, tmp_path: Path) -> None:
    """Control characters and NUL in hosts and channels are stored as visible escapes."""
    line = (
        '{"TimeCreated":"2025-01-07T10:00:00Z","LogName":"DNS Server","ProviderName":"DNS\\u0000\\u202e",'
        '"Id":4,"MachineName":"ns\\u0000\\u001b[31m","RecordId":7,"Message":"\\ud800"}\n'
    )
    (tmp_path / "log.json").write_text(line)
    archive = new_archive()
    put(archive, tmp_path)
    assert len(contents(archive)["input"]) == 1


def test_half_a_year_of_failures_and_all_of_state(new_archive: MakeArchive, exports: list[Path]) -> None:
    """Long after, events of rollovers are still in view and those of failures are not."""
    archive = new_archive()
    put(archive, exports[0])
    later = START + WEEK + HORIZON + timedelta(days=30)
    with archive.reading() as connection:
        reading = load(connection, later, later).reading(later)
    assert reading.events
    assert {e.channel for e in reading.events} <= {"DNS Server", "Microsoft-Windows-DNSServer/Audit"}


def test_what_is_no_archive_is_said(tmp_path: Path) -> None:
    """A file of another kind, a folder, a strange URL and a missing archive each give a sentence."""
    other = tmp_path / "file.sqlite"
    other.write_bytes(b"no database at all " * 99)
    for url, create, said in (
        (str(other), True, "no archive"),
        (str(tmp_path), True, "cannot be opened"),
        ("mysql://server/db", True, "path of a SQLite file"),
        (str(tmp_path / "none.sqlite"), False, "cannot be opened"),
    ):
        with pytest.raises(ArchiveError, match=said):
            open_archive(url, create=create)


def test_logs_by_url_are_those_by_path(new_archive: MakeArchive, exports: list[Path]) -> None:
    """The same rows; whichever came first, the others are known by their content."""
    url = place_of(f"local://{exports[0].as_posix()}")
    assert isinstance(url, Url)
    by_path, by_url = new_archive(), new_archive()
    put(by_path, exports[0])
    put(by_url, url)
    assert contents(by_url) == contents(by_path)
    for archive, other in ((by_path, url), (by_url, exports[0]), (by_url, url)):
        assert all(outcome.known for outcome in put(archive, other))
        assert contents(archive) == contents(by_path)
    both = new_archive()
    outcomes = put(both, url, exports[0])
    assert {outcome.known for outcome in outcomes} == {True, False}
    assert identities(both) == identities(by_path)
