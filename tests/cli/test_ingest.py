"""`rollaudit ingest` as people use it."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.archive import open_archive
from analyzer.cli import main

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def ingest(*arguments: str | Path) -> Result:
    """The command with those arguments."""
    return CliRunner().invoke(main, ["ingest", *map(str, arguments)])


def test_a_folder_is_read_once(tmp_path: Path) -> None:
    """The first run says what was new, the second that all is known; both end with 0."""
    url = ("--archive", tmp_path / "a.sqlite")
    first, second = ingest(SAMPLES, *url), ingest(SAMPLES, *url)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert ", 0 known already" in first.stdout
    assert second.stdout.startswith("0 files read, ")
    assert "0 of them new" in second.stdout


def test_losses_are_said_and_nothing_readable_ends_with_3(tmp_path: Path) -> None:
    """What could not be read stands on stderr; a folder without a log ends with 3."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "noise.evtx").write_bytes(b"no log " * 99)
    outcome = ingest(tmp_path / "logs", "--archive", tmp_path / "a.sqlite")
    assert outcome.exit_code == 3
    assert "noise.evtx" in outcome.stderr
    assert "Nothing could be read." in outcome.stderr


def test_an_empty_folder_ends_with_3(tmp_path: Path) -> None:
    """Nothing to read is no success."""
    (tmp_path / "logs").mkdir()
    assert ingest(tmp_path / "logs", "--archive", tmp_path / "a.sqlite").exit_code == 3


def test_an_archive_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    """No traceback, and the reason."""
    for url in (str(tmp_path), "oracle://x/y", "postgresql://nobody@127.0.0.1:1/none"):
        outcome = ingest(SAMPLES, "--archive", url)
        assert outcome.exit_code == 2
        assert "rchive" in outcome.output
        assert "Traceback" not in outcome.output


def test_the_archive_beside_the_logs_is_no_log(tmp_path: Path) -> None:
    """An archive in the folder that is ingested is passed over, at every run."""
    (tmp_path / "System.evtx").write_bytes((SAMPLES / "dns1.corp.example" / "DNS Server.evtx").read_bytes())
    for _ in range(2):
        outcome = ingest(tmp_path, "--archive", tmp_path / "a.sqlite")
        assert outcome.exit_code == 0
        assert "sqlite" not in outcome.output


def test_limits_of_reading_hold_and_more_is_read_when_they_are_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`[reading]` bounds what is read into the archive; what was cut off is read again with other limits."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logs").mkdir()
    data = (SAMPLES / "dns1.corp.example" / "DNS Server.evtx").read_bytes()
    (tmp_path / "logs" / "log.evtx.gz").write_bytes(gzip.compress(data))
    config = tmp_path / "rollaudit.toml"
    config.write_text("[reading]\nunpacked = 5000\n")
    cut = ingest("logs")
    assert "unpacks to more than is read" in cut.stderr
    config.write_text("")
    whole = ingest("logs")
    assert (whole.exit_code, whole.stderr) == (0, "")
    assert "1 files read, 0 known already" in whole.stdout
    assert "1 known already" in ingest("logs").stdout
    config.write_text("[reading]\nunpackt = 5000\n")
    assert ingest("logs").exit_code == 2


def test_deleted_records_come_in_when_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `deleted = true` a file that is known is read once more, and gives what was deleted from it."""
    monkeypatch.chdir(tmp_path)
    log = next(p for p in sorted(SAMPLES.rglob("*.evtx")) if "only counted" in ingest(p).stdout)
    known = ingest(log)
    assert "1 known already" in known.stdout
    (tmp_path / "rollaudit.toml").write_text("[reading]\ndeleted = true\n")
    assert "1 files read, 0 known already" in ingest(log).stdout
    assert "1 known already" in ingest(log).stdout


def test_a_file_that_ends_its_reader_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes more memory than is allowed is a loss; the archive gets the rest."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "a.json").write_text("[" * 30_000_000)
    sound = (SAMPLES / "dns1.corp.example" / "DNS Server.evtx").read_bytes()
    (tmp_path / "logs" / "b.evtx").write_bytes(sound)
    (tmp_path / "rollaudit.toml").write_text("[reading]\nmemory = 1\n")
    outcome = ingest("logs")
    assert outcome.exit_code == 3
    assert "reading was ended" in outcome.stderr
    (tmp_path / "rollaudit.toml").write_text("")
    assert "records that matter" in ingest("logs", "--archive", "b.sqlite").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights, which a new file inherits")
def test_a_new_archive_is_its_owners_alone(tmp_path: Path) -> None:
    """The file and, while it is written, those beside it; an archive that is there keeps its rights."""
    path = tmp_path / "a.sqlite"
    ingest(SAMPLES, "--archive", path)
    opened = open_archive(str(path))
    with opened.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE other (x)")
        rights = {p.name: p.stat().st_mode & 0o777 for p in tmp_path.glob("a.sqlite*")}
    opened.close()
    assert rights == dict.fromkeys(("a.sqlite", "a.sqlite-wal", "a.sqlite-shm"), 0o600)
    path.chmod(0o640)
    ingest(SAMPLES, "--archive", path)
    assert path.stat().st_mode & 0o777 == 0o640
