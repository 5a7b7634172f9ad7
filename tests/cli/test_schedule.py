"""`rollaudit schedule` as people use it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main


@pytest.mark.parametrize(
    ("kind", "sign"), [("systemd", "OnCalendar="), ("cron", "0 6 * * 1 "), ("taskscheduler", "<Task ")]
)
def test_a_schedule_is_printed_and_nothing_else(kind: str, sign: str) -> None:
    """Logs, archive, site and zone that were given are in it; both commands are, in their order."""
    arguments = ["--logs", "L", "--archive", "A.sqlite", "-o", "S", "--week-tz", "Europe/Berlin"]
    outcome = CliRunner().invoke(main, ["schedule", "--print", kind, *arguments])
    assert outcome.exit_code == 0
    assert sign in outcome.stdout
    assert outcome.stdout.index("ingest --quiet L --archive A.sqlite") < outcome.stdout.index(
        "weekly --last --week-tz Europe/Berlin --archive A.sqlite -o S"
    )
    assert str(Path.cwd()) in outcome.stdout


def test_the_scheduler_must_be_named() -> None:
    """Without one, or with one that nobody knows, it ends with 2."""
    for arguments in ([], ["--print", "launchd"]):
        assert CliRunner().invoke(main, ["schedule", *arguments]).exit_code == 2


@pytest.mark.parametrize("kind", ["systemd", "cron", "taskscheduler"])
def test_no_password_gets_into_a_schedule(kind: str) -> None:
    """A URL with one is printed without it, and where to put it is said."""
    url = "postgresql://audit:s3cret@db.corp.example/rollaudit"
    outcome = CliRunner().invoke(main, ["schedule", "--print", kind, "--archive", url])
    assert outcome.exit_code == 0
    assert "postgresql://audit@db.corp.example/rollaudit" in outcome.stdout
    assert "s3cret" not in outcome.output
    assert "PGPASSFILE" in outcome.stderr


def test_no_secret_of_a_url_gets_into_a_schedule() -> None:
    """Logs by URL are; one with a password or a token is a usage error that does not repeat it."""
    words = ["schedule", "--print", "cron", "--logs"]
    assert (
        "ingest --quiet s3://bucket/logs/ " in CliRunner().invoke(main, [*words, "s3://bucket/logs/"]).stdout
    )
    for url in ("ftp://audit:s3cret@host/logs/", "https://host/a.evtx?sig=s3cret"):
        outcome = CliRunner().invoke(main, [*words, url])
        assert outcome.exit_code == 2
        assert "s3cret" not in outcome.output
