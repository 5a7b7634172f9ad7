"""The password of a PostgreSQL archive comes from where the driver looks for it, and is printed nowhere."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from tests.archive.conftest import postgresql

WORD = "s3cret-word"
LOG = Path(__file__).resolve().parents[2] / "samples" / "dns1.corp.example" / "DNS Server.evtx"


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The URL of an archive in a PostgreSQL that wants a password of who comes over the network."""
    with tempfile.TemporaryDirectory() as name:
        word = Path(name, "word")
        word.write_text(WORD)
        # Who runs the server is another, where the tests are run by root.
        Path(name).chmod(0o755)
        with postgresql("--auth-host=scram-sha-256", f"--pwfile={word}") as url:
            yield f"{url}/postgres"


def ingest(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **environment: str) -> Result:
    """Ingest a log into the archive that the configuration of a folder names."""
    (folder / "rollaudit.toml").write_text(f'archive = "{url}"\n')
    monkeypatch.chdir(folder)
    return CliRunner().invoke(main, ["ingest", str(LOG)], env=environment)


def test_the_environment_gives_it(guarded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PGPASSWORD opens the archive; without it, or with another, the reason is said and the word is not."""
    for secret, code in ((WORD, 0), ("an0ther-word", 2), ("", 2)):
        outcome = ingest(guarded, tmp_path, monkeypatch, PGPASSWORD=secret, PGPASSFILE=str(tmp_path / "none"))
        assert outcome.exit_code == code, outcome.output
        assert not secret or secret not in outcome.output
        assert "Traceback" not in outcome.output
        assert code == 0 or "assword" in outcome.output


def test_a_password_file_gives_it(guarded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's own file of passwords does, where a scheduler has no environment of its own."""
    passwords = tmp_path / "pgpass"
    passwords.write_text(f"127.0.0.1:*:*:audit:{WORD}\n")
    passwords.chmod(0o600)
    outcome = ingest(guarded, tmp_path, monkeypatch, PGPASSFILE=str(passwords))
    assert outcome.exit_code == 0, outcome.output
    assert WORD not in outcome.output


def test_one_in_the_url_is_not_printed(guarded: str, tmp_path: Path) -> None:
    """Neither where it is wrong, nor where there is no archive."""
    for url in (
        guarded.replace("audit@", "audit:an0ther-word@"),
        f"{guarded}?password=an0ther-word",
        "postgresql://audit:an0ther-word@127.0.0.1:1/none",
    ):
        for command in (["ingest", str(LOG)], ["weekly", "-o", str(tmp_path)]):
            outcome = CliRunner().invoke(main, [*command, "--archive", url])
            assert outcome.exit_code == 2
            assert "an0ther-word" not in outcome.output
