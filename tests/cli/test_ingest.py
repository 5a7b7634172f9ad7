"""`rollaudit ingest` as people use it."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

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
