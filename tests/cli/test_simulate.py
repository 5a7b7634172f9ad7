"""`rollaudit simulate` as people use it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from analyzer.cli import main


def run(*arguments: str) -> Result:
    """The command with those arguments."""
    return CliRunner().invoke(main, ["simulate", *arguments])


def test_writes_a_fleet(tmp_path: Path) -> None:
    """Seed, servers and weeks are those asked for; the output says where it lies."""
    result = run("--seed", "7", "--servers", "2", "--weeks", "4", "-o", str(tmp_path / "logs"))
    assert result.exit_code == 0
    assert result.stdout.startswith("Simulated 2 DNS servers over 4 weeks")
    assert str(tmp_path / "logs") in result.stdout
    assert "rollaudit audit" in result.stderr
    truth = json.loads((tmp_path / "logs/truth.json").read_text(encoding="utf-8"))
    assert (truth["simulated"], truth["seed"]) == (True, 7)
    assert sum(host["kind"] == "server" for host in truth["hosts"]) == 2


def test_formats_can_be_chosen(tmp_path: Path) -> None:
    """With --format there are files of these formats only, and a wrong name lists the right ones."""
    arguments = ("--servers", "1", "--weeks", "2", "-o", str(tmp_path / "x"))
    assert run(*arguments, "--format", "wazuh", "--format", "wevtutil-text").exit_code == 0
    names = {p.name.split(".", 1)[1] for p in (tmp_path / "x").glob("*/*")}
    assert names == {"wazuh.json", "wevtutil.txt"}
    wrong = run("-o", str(tmp_path / "y"), "--format", "gopher")
    assert wrong.exit_code == 2
    assert "winlogbeat" in wrong.stderr


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    """A folder that is not empty is a usage error, and stays as it is."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = run("-o", str(tmp_path))
    assert result.exit_code == 2
    assert "not empty" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_an_output_is_needed() -> None:
    """Without -o nothing is written anywhere."""
    assert run().exit_code == 2
