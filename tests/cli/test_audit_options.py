"""Options of `rollaudit audit` that keep names and machines safe."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main

LOG = Path(__file__).resolve().parents[2] / "samples" / "dns1.corp.example"


def audit(folder: Path, *arguments: str | Path) -> Result:
    """The command, its report in a folder."""
    return audit_of(LOG, folder, *arguments)


def audit_of(logs: str | Path, folder: Path, *arguments: str | Path) -> Result:
    """The same, of other logs."""
    command = ["audit", logs, "-o", folder, "--format", "json", *arguments]
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


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("odd://reader:s3cret@host/a.evtx", "odd:// is no protocol that fsspec knows."),
        ("zip://a.evtx::odd://host?sig=s3cret", "odd:// is no protocol that fsspec knows."),
    ],
)
def test_a_url_that_cannot_be_read_here_is_said(tmp_path: Path, url: str, said: str) -> None:
    """In a line without its secrets, before anything is read."""
    pytest.importorskip("fsspec", reason="needs fsspec")
    result = audit_of(url, tmp_path / "report")
    assert result.exit_code == 2
    assert said in result.output
    assert "s3cret" not in result.output
    assert not (tmp_path / "report").exists()


def test_without_the_extra_a_url_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    result = audit_of("s3://bucket/logs/", tmp_path / "report")
    assert result.exit_code == 2
    assert "s3:// needs fsspec: pip install 'rollaudit[remote]'." in result.output


def test_a_url_where_nothing_is_ends_as_a_folder_without_logs(tmp_path: Path) -> None:
    """Nothing could be read, and why."""
    pytest.importorskip("fsspec", reason="needs fsspec")
    result = audit_of(f"local://{tmp_path.as_posix()}/none.evtx", tmp_path / "report")
    assert result.exit_code == 3
    assert "it is not there" in result.output.lower()
