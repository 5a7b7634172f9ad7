"""Options of `rollaudit audit` that keep names and machines safe."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main

LOG = Path(__file__).resolve().parents[2] / "samples" / "dns1.corp.example"


def audit(folder: Path, *arguments: str | Path) -> Result:
    """The command, its report in a folder."""
    command = ["audit", LOG, "-o", folder, "--format", "json", *arguments]
    return CliRunner().invoke(main, [*map(str, command)])


def test_a_key_makes_the_same_names_each_time(tmp_path: Path) -> None:
    """With it two reports are byte for byte the same; neither they nor the screen tell a name."""
    (tmp_path / "key").write_bytes(b"secret")
    said = [audit(tmp_path / name, "--anonymize-key", tmp_path / "key").output for name in ("a", "b")]
    one, two = ((tmp_path / name / "audit.json").read_text("utf-8") for name in ("a", "b"))
    assert one == two
    assert "dns1" not in one + "".join(said).replace(str(tmp_path), "").lower()
    assert "corp.example" not in one + "".join(said)


def test_without_a_key_nobody_can_try_names_out(tmp_path: Path) -> None:
    """The secret is another each time."""
    for name in ("a", "b"):
        assert audit(tmp_path / name, "--anonymize").exit_code == 0
    one, two = ((tmp_path / name / "audit.json").read_text("utf-8") for name in ("a", "b"))
    assert one != two
    assert "corp.example" not in one + two


def test_an_empty_key_is_none(tmp_path: Path) -> None:
    """It would be everybody's."""
    (tmp_path / "key").write_bytes(b"")
    assert audit(tmp_path / "a", "--anonymize-key", tmp_path / "key").exit_code == 2


def test_limits_of_reading_are_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `[reading]` cannot say is an error of usage that tells what it can."""
    (tmp_path / "rollaudit.toml").write_text("[reading]\nfiel = 3\n")
    monkeypatch.chdir(tmp_path)
    result = audit(tmp_path / "a")
    assert result.exit_code == 2
    assert "there are" in result.output
