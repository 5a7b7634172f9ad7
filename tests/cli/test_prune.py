"""`rollaudit prune` as people use it."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner, Result

from analyzer.cli import main

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def run(*arguments: str | Path) -> Result:
    """The program with those arguments."""
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_old_records_go_and_their_weeks_are_refused(tmp_path: Path) -> None:
    """The command says what it dropped; a week that takes it is refused with the reason, and ends with 2."""
    url = ("--archive", tmp_path / "a.sqlite")
    assert run("ingest", SAMPLES, *url).exit_code == 0
    size = (tmp_path / "a.sqlite").stat().st_size
    outcome = run("prune", "--keep", "2w", *url)
    assert outcome.exit_code == 0
    assert "dropped" in outcome.stdout
    assert not outcome.stdout.startswith("0 ")
    assert (tmp_path / "a.sqlite").stat().st_size < size
    refused = run("weekly", *url, "-o", tmp_path / "r")
    assert refused.exit_code == 2
    assert "were pruned" in refused.stderr
    assert not (tmp_path / "r").exists()


def test_what_is_young_stays(tmp_path: Path) -> None:
    """Keeping more weeks than there are drops nothing."""
    url = ("--archive", tmp_path / "a.sqlite")
    run("ingest", SAMPLES, *url)
    shutil.copy(tmp_path / "a.sqlite", tmp_path / "b.sqlite")
    assert run("prune", "--keep", "104w", *url).stdout.startswith("0 records")


def test_spans_are_in_weeks(tmp_path: Path) -> None:
    """Anything else, and a missing archive, ends with 2."""
    for keep in ("104", "0w", "2y", "-3w"):
        assert run("prune", "--keep", keep, "--archive", tmp_path / "a.sqlite").exit_code == 2
    assert run("prune", "--keep", "3w", "--archive", tmp_path / "a.sqlite").exit_code == 2
    assert list(tmp_path.iterdir()) == []
