"""The command line before any command runs: quick, and no more imported than a command needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from analyzer import __version__
from analyzer.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "samples" / "ops1.corp.example" / "Microsoft-Windows-PowerShell%4Operational.evtx"
HEAVY = ("numpy", "pandas", "matplotlib", "scipy", "jinja2", "rich", "evtx", "Evtx", "xml.etree")
IMPORTS = {
    ("--version",): (),
    ("--help",): (),
    ("explain", "9116"): (),
    ("explain", "--help"): (),
    ("audit", "--help"): (),
    ("doctor", "--help"): (),
}
"""The heavy packages that each of these may import."""


def imported(*arguments: str) -> set[str]:
    """The heavy packages that a run with those arguments imports."""
    program = (
        "import sys; from analyzer.cli import main\n"
        f"try: main({list(arguments)!r})\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {heavy for heavy in HEAVY if heavy in run.stderr.split()}


@pytest.mark.parametrize("arguments", IMPORTS, ids=" ".join)
def test_a_command_imports_only_what_it_needs(arguments: tuple[str, ...]) -> None:
    """Whatever a command does not need for this answer is not loaded."""
    assert imported(*arguments) <= set(IMPORTS[arguments])


def test_an_audit_of_a_log_loads_no_rooms_that_it_does_not_use(tmp_path: Path) -> None:
    """The archive; what others load that read and draw for it."""
    program = (
        "import sys; from analyzer import processes; processes.usable_cores = lambda: 2\n"
        "from analyzer.cli import main\n"
        f"main(['audit', {str(LOG)!r}, '-o', {str(tmp_path / 'r')!r}, '--quiet'], standalone_mode=False)\n"
        "print(*sys.modules, sep='\\n')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert {"scipy.special", "analyzer.report.html"} <= loaded
    assert (
        not {"sqlalchemy", "matplotlib", "analyzer.sources.registry", "analyzer.sources.evtx.reader"} & loaded
    )


def test_one_core_draws_without_a_painter(tmp_path: Path) -> None:
    """Then the command draws itself, without what draws on screens."""
    program = (
        "import sys; from analyzer import processes; processes.usable_cores = lambda: 1\n"
        "from analyzer.cli import main\n"
        f"main(['audit', {str(LOG)!r}, '-o', {str(tmp_path / 'r')!r}, '--quiet'], standalone_mode=False)\n"
        "print(*sys.modules, sep='\\n')"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert "matplotlib.figure" in loaded
    assert "matplotlib.pyplot" not in loaded


def test_the_version_is_the_package_s() -> None:
    """`--version` prints the name and version, and nothing else."""
    assert CliRunner().invoke(main, ["--version"]).output == f"rollaudit {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """`-h` works everywhere and says what the command does and what each option means."""
    outcome = CliRunner().invoke(main, [command, "-h"])
    assert outcome.exit_code == 0
    assert outcome.output.startswith("Usage: main")
    known = main.get_command(None, command)  # type: ignore[arg-type]
    assert known is not None
    assert all(option.help for option in known.params if isinstance(option, click.Option))


def test_an_unknown_command_is_a_usage_error() -> None:
    """A command that does not exist ends with 2 and a sentence."""
    outcome = CliRunner().invoke(main, ["adit"])
    assert outcome.exit_code == 2
    assert "adit" in outcome.output


def test_an_interruption_ends_with_130(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """Ctrl-C ends a command in one line, with the code that shells expect."""
    import analyzer.fleet

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(analyzer.fleet, "read", interrupted)
    outcome = CliRunner().invoke(main, ["doctor", str(tmp_path)])
    assert (outcome.exit_code, outcome.output) == (130, "Interrupted.\n")


def test_the_module_is_the_command() -> None:
    """`python -m analyzer` is `rollaudit`."""
    run = subprocess.run(
        [sys.executable, "-m", "analyzer", "--version"], capture_output=True, text=True, check=True
    )
    assert run.stdout == f"rollaudit {__version__}\n"
