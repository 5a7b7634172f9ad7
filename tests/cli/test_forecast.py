"""`rollaudit forecast` as people use it, on the samples."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from analyzer.cli import main

SAMPLES = str(Path(__file__).resolve().parents[2] / "samples")


def run(*arguments: str) -> Result:
    """The command with those arguments, on the samples."""
    return CliRunner().invoke(main, ["forecast", "--logs", SAMPLES, "--tz", "Europe/Berlin", *arguments])


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    """All forecasts, as JSON."""
    result = run("--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_json(told: dict[str, object]) -> None:
    """A forecast for each key; ranges in order, or a reason; times with Z; simulated logs are labelled."""
    rows = told["forecasts"]
    assert isinstance(rows, list)
    assert told["simulated"] is True
    assert rows
    for row in rows:
        if row["start_min"] is None:
            assert row["reason"]
        else:
            assert row["start_min"] <= row["due"] <= row["start_max"] <= row["end_max"]
            assert row["due"].endswith("Z")


def test_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The soonest first, with what it meets: the Sunday task, and the freeze of the configuration."""
    monkeypatch.chdir(tmp_path)
    freeze = '[[freezes]]\nname = "spring"\nfrom = 2025-05-01\nto = 2025-05-09\n'
    (tmp_path / "rollaudit.toml").write_text(freeze, encoding="utf-8")
    result = run("--zone", "corp.example")
    assert result.exit_code == 0, result.output
    assert "the logs are simulated" in result.stdout
    assert "meets the freeze 'spring'" in result.stdout
    assert "may meet the schedule '" in result.stdout
    assert "02:00 to 02:15 Europe/Berlin" in result.stdout
    assert "lab.example" not in result.stdout


def test_calendar(tmp_path: Path, told: dict[str, object]) -> None:
    """The file holds an event for each key with a range, the same bytes each time."""
    files = [tmp_path / name for name in ("one.ics", "two.ics")]
    for file in files:
        assert run("--ics", str(file)).exit_code == 0
    assert files[0].read_bytes() == files[1].read_bytes()
    events = Calendar.from_ical(files[0].read_bytes()).walk("VEVENT")
    rows = told["forecasts"]
    assert isinstance(rows, list)
    assert len(events) == sum(row["due"] is not None for row in rows) > 0
    assert len({str(e["uid"]) for e in events}) == len(events)
    assert all(str(e["summary"]).startswith("SIMULATED") for e in events)


def test_as_of_an_earlier_time() -> None:
    """With --until nothing later is looked at: what was open then rolls, what rolled later is to come."""
    found = json.loads(run("--until", "2025-04-01", "--format", "json").stdout)
    assert found["as_of"] < "2025-04-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [('[[freezes]]\nname = "x"\n', "A freeze has name, from and to"), ("freezes = 3\n", "'freezes'")],
)
def test_bad_freeze(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    """A freeze that cannot be read is an error of configuration."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rollaudit.toml").write_text(text, encoding="utf-8")
    result = run()
    assert result.exit_code == 2
    assert said in result.output


def test_nothing_to_go_by(tmp_path: Path) -> None:
    """Logs that tell of no rollover give no forecast, and exit with 3."""
    (tmp_path / "notes.txt").write_text("nothing of interest\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["forecast", "--logs", str(tmp_path)])
    assert result.exit_code == 3
    assert "Nothing in the logs tells of rollovers." in result.stderr


def test_without_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no archive is, the cure is told."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["forecast"])
    assert result.exit_code != 0
    assert "--logs" in result.output
    assert not (tmp_path / "rollaudit.sqlite").exists()


def test_from_the_archive(tmp_path: Path) -> None:
    """The archive tells the same as the logs it was filled with."""
    logs = tmp_path / "logs"
    shutil.copytree(SAMPLES, logs)
    archive = str(tmp_path / "a.sqlite")
    assert CliRunner().invoke(main, ["ingest", str(logs), "--archive", archive]).exit_code == 0
    options = ["--format", "json"]
    kept = CliRunner().invoke(main, ["forecast", "--archive", archive, *options])
    fresh = CliRunner().invoke(main, ["forecast", "--logs", str(logs), *options])
    assert kept.exit_code == fresh.exit_code == 0, kept.output
    rows = [
        [(r["zone"], r["key_guid"], r["due"], r["start_max"]) for r in json.loads(result.stdout)["forecasts"]]
        for result in (kept, fresh)
    ]
    assert rows[0] == rows[1]
