"""Configuration files: found upwards, spelled right, or refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.config import Config, ConfigError, find, without_password
from tests.archive.exports import small_fleet, weekly_exports

WAIVER = """
[[waivers]]
rule = "ROLL-STUCK"
subject = "lab.example"
owner = "J. Doe"
reason = "the parent is migrating"
expiry = 2027-01-31
"""


def test_the_nearest_file_upwards_counts(tmp_path: Path) -> None:
    """A folder's own file comes before that of a folder above it."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "rollaudit.toml").write_text('tz = "Europe/Berlin"\n')
    assert find(below).options == {"tz": "Europe/Berlin"}
    (tmp_path / "a" / "rollaudit.toml").write_text('format = ["html", "md"]\n' + WAIVER)
    assert find(below).options == {"format": "html,md"}
    assert find(below).waivers[0]["rule"] == "ROLL-STUCK"


def test_a_section_of_pyproject_counts(tmp_path: Path) -> None:
    """`[tool.rollaudit]` is a configuration, and a pyproject.toml without it is none."""
    (tmp_path / "pyproject.toml").write_text("[tool.other]\nx = 1\n")
    assert find(tmp_path).path is None or find(tmp_path).path != tmp_path / "pyproject.toml"
    (tmp_path / "pyproject.toml").write_text(
        '[tool.rollaudit]\nprofile = "rfc"\n[tool.rollaudit.limits]\nfrequent_days = 9\n'
    )
    assert find(tmp_path) == Config(tmp_path / "pyproject.toml", {"profile": "rfc"}, {"frequent_days": 9})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("profil = 'rfc'", "'profil'"),
        ("tz = 3", "takes text"),
        ("limits = 3", "'limits'"),
        ("waivers = 'none'", "'waivers'"),
        ("tz = ", "cannot be read"),
        ("archive = 'postgresql://audit:s3cret@db/rollaudit'", "holds a password"),
        ("archive = 'postgresql://audit@db/rollaudit?sslmode=require&password=s3cret'", "holds a password"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    """An unknown key, a wrong kind of value and broken TOML are errors that name the file."""
    (tmp_path / "rollaudit.toml").write_text(text)
    with pytest.raises(ConfigError) as raised:
        find(tmp_path)
    assert said in str(raised.value)
    assert "rollaudit.toml" in str(raised.value)
    assert "s3cret" not in str(raised.value)


def test_the_archive_lies_beside_the_file(tmp_path: Path) -> None:
    """A path counts from the file's folder on, wherever the program runs; a URL stays what it is."""
    below = tmp_path / "below"
    below.mkdir()
    for told, meant in (
        ("kept/a.sqlite", str(tmp_path / "kept" / "a.sqlite")),
        ("postgresql://audit@db.corp.example/rollaudit", "postgresql://audit@db.corp.example/rollaudit"),
    ):
        (tmp_path / "rollaudit.toml").write_text(f'archive = "{told}"\n')
        assert find(below).options == {"archive": meant}


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("rollaudit.sqlite", "rollaudit.sqlite"),
        ("C:\\logs\\a.sqlite", "C:\\logs\\a.sqlite"),
        ("postgresql://u@h/d", "postgresql://u@h/d"),
        ("postgresql://u:p%40@h:5432/d?sslmode=require", "postgresql://u@h:5432/d?sslmode=require"),
        ("postgresql://u:@h/d", "postgresql://u@h/d"),
        ("postgresql://u:a@b@h/d", "postgresql://u@h/d"),
        ("postgresql:///d?password=x&host=h", "postgresql:///d?host=h"),
        ("postgresql://[h/d", "postgresql://[h/d"),
    ],
)
def test_a_url_is_told_without_its_password(url: str, bare: str) -> None:
    """However it is written there; the rest stays as it is."""
    assert without_password(url) == bare


def test_a_scheduler_needs_no_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ingest` and `weekly` find archive and zone in the file; without `week_tz`, `tz` is that of weeks."""
    weekly_exports(small_fleet(4, 2), 2, tmp_path / "logs")
    monkeypatch.chdir(tmp_path)
    for zone, table in (
        ("Asia/Kathmandu", 'week_tz = "Asia/Kathmandu"'),
        ("Europe/Berlin", 'tz = "Europe/Berlin"'),
        ("Asia/Kathmandu", 'tz = "Europe/Berlin"\nweek_tz = "Asia/Kathmandu"'),
    ):
        (tmp_path / "rollaudit.toml").write_text(f'archive = "own.sqlite"\n{table}\n')
        assert CliRunner().invoke(main, ["ingest", "logs"]).exit_code == 0
        assert CliRunner().invoke(main, ["weekly", "--week", "2025-W02"]).exit_code == 0
        told = json.loads((tmp_path / "reports" / "2025-W02" / "weekly.json").read_text(encoding="utf-8"))
        assert told["tz"] == zone
    assert not (tmp_path / "rollaudit.sqlite").exists()
    told = CliRunner().invoke(main, ["schedule", "--print", "cron"])
    assert f"--archive {tmp_path / 'own.sqlite'}" in told.stdout
    assert "--week-tz Asia/Kathmandu" in told.stdout


def test_the_command_line_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option that is given wins over the file's, and a wrong value in the file is a usage error."""
    logs = tmp_path / "logs"
    logs.mkdir()
    (tmp_path / "rollaudit.toml").write_text('tz = "Nowhere/City"\n')
    monkeypatch.chdir(tmp_path)
    asked = CliRunner().invoke(main, ["audit", str(logs), "--tz", "UTC"])
    assert asked.exit_code == 3
    by_file = CliRunner().invoke(main, ["audit", str(logs)])
    assert by_file.exit_code == 2
    assert "Nowhere/City" in by_file.output


@pytest.mark.parametrize(
    "text",
    [
        WAIVER.replace("expiry = 2027-01-31", ""),
        WAIVER.replace("ROLL-STUCK", "ROLL-STUK"),
        "[limits]\nfrequent_rolovers = 3",
        "[limits]\nfrequent_rollovers = 'many'",
        "profile = 'none-such'",
        "unknown = 'key'",
    ],
)
def test_a_wrong_policy_is_a_usage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """An unknown rule, limit, profile or key and a waiver without expiry end with 2, and nothing is read."""
    (tmp_path / "rollaudit.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    outcome = CliRunner().invoke(main, ["audit", str(tmp_path)])
    assert outcome.exit_code == 2
    assert "Traceback" not in outcome.output
