"""`rollaudit check-zone` where nobody has to answer; what servers answer is tested in tests/live."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main

NOBODY = "127.0.0.9:9"


def run(*arguments: str) -> Result:
    """The command with those arguments."""
    return CliRunner().invoke(main, ["check-zone", *arguments])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("corp.example",), "Name at least one address"),
        (("corp.example", "--server", "ns1.corp.example"), "is no IP address"),
        (("corp..example", "--server", NOBODY), "is no name of a zone"),
        (("corp.example", "--server", NOBODY, "--logs", "no-such-folder"), "does not exist"),
        (("corp.example", "--server", NOBODY, "--timeout", "0"), "timeout"),
        (("corp.example", "--server", NOBODY, "--logs", ".", "--archive", "a.sqlite"), "exclude each other"),
    ],
)
def test_usage(arguments: tuple[str, ...], said: str) -> None:
    """What cannot be asked is a usage error that tells the cure."""
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_without_the_extra() -> None:
    """Without dnspython the command says what to install, and every other command works."""
    code = "import sys; sys.modules['dns'] = None; from analyzer.cli import main; main(sys.argv[1:])"
    told = [
        subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)
        for words in (["check-zone", "a.example", "--server", NOBODY], ["explain", "9116"])
    ]
    assert [one.returncode for one in told] == [2, 0]
    assert "rollaudit[live]" in told[0].stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_nobody_answers(form: str) -> None:
    """Without any answer it still prints what happened, and exits with 3."""
    result = run("corp.example", "--server", NOBODY, "--timeout", "0.2", "--format", form)
    assert result.exit_code == 3
    assert "No server answered." in result.stderr
    assert "unreachable" in result.stdout or "cannot be reached" in result.stdout
