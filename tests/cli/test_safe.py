"""`rollaudit safe` as scripts use it, on the samples."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main

SAMPLES = str(Path(__file__).resolve().parents[2] / "samples")


def run(*arguments: str) -> Result:
    """The command with those arguments, on the samples."""
    return CliRunner().invoke(main, ["safe", "--logs", SAMPLES, *arguments])


@pytest.mark.parametrize(
    ("zone", "at", "code", "word"),
    [
        ("corp.example", "2025-03-20T12:00Z", 0, "safe: no key of the zone was rolling"),
        ("CORP.example.", "2025-03-20T12:00Z", 0, "safe"),
        ("corp.example", "2025-03-09T12:00Z", 1, "not safe: the ZSK"),
        ("shop.example", "2025-04-01", 1, "not safe"),
        ("nowhere.example", "2025-04-01", 3, "unknown: the logs tell nothing of this zone"),
        ("corp.example", "2024-01-01", 3, "unknown"),
        ("corp.example", "2030-01-01", 3, "unknown"),
    ],
)
def test_answers(zone: str, at: str, code: int, word: str) -> None:
    """0 for safe, 1 for not, 3 for unknown, with the reason on a line, which says that logs are simulated."""
    result = run(zone, "--at", at)
    assert (result.exit_code, result.stdout.startswith(word)) == (code, True), result.output
    assert "by simulated logs" in result.stdout


def test_now_is_long_after_the_samples() -> None:
    """Without --at the time is now, of which logs from 2025 tell nothing sure."""
    assert run("9116.example").exit_code == 3


def test_freeze(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is safe for the keys is not in a freeze."""
    monkeypatch.chdir(tmp_path)
    freeze = '[[freezes]]\nname = "spring"\nfrom = 2025-03-20\nto = 2025-03-20\n'
    (tmp_path / "rollaudit.toml").write_text(freeze, encoding="utf-8")
    result = run("corp.example", "--at", "2025-03-20T12:00Z")
    assert result.exit_code == 1
    assert "change freeze 'spring'" in result.stdout


def test_usage() -> None:
    """A time that is none is a usage error."""
    assert run("corp.example", "--at", "tomorrow").exit_code == 2


def test_logs_are_read_within_the_limits_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `[reading]` cuts off tells nothing here, too; a limit that does not exist is a usage error."""
    monkeypatch.chdir(tmp_path)
    at = ("corp.example", "--at", "2025-03-20T12:00Z")
    (tmp_path / "rollaudit.toml").write_text("[reading]\nfile = 4096\n", encoding="utf-8")
    cut = run(*at)
    assert (cut.exit_code, cut.stdout.startswith("unknown")) == (3, True), cut.output
    (tmp_path / "rollaudit.toml").write_text("[reading]\nfiel = 3\n", encoding="utf-8")
    for command in (["safe", *at], ["forecast"], ["check-zone", "corp.example", "--server", "127.0.0.1:1"]):
        outcome = CliRunner().invoke(main, [*command, "--logs", SAMPLES])
        assert outcome.exit_code == 2
        assert "no 'fiel'" in outcome.output


def test_logs_by_url() -> None:
    """The answer is that of the same logs by path."""
    at = ("corp.example", "--at", "2025-03-09T12:00Z")
    by_url = CliRunner().invoke(main, ["safe", *at, "--logs", f"local://{SAMPLES}"])
    assert (by_url.exit_code, by_url.stdout) == (1, run(*at).stdout)
