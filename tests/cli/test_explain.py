"""`rollaudit explain` as people use it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from analyzer.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "analyzer" / "report" / "audit.schema.json"
REPORT = Path(__file__).parent / "data" / "report"
"""A made-up report of one finding and what it rests on; the actor's name holds an escape sequence."""


def run(*arguments: str, columns: int = 80) -> Result:
    """The command with those arguments, at a terminal of that width."""
    return CliRunner().invoke(main, ["explain", *arguments], env={"COLUMNS": str(columns)})


def test_the_made_up_report_follows_the_contract() -> None:
    """The rows that these tests explain are rows that `audit` could write."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    lists = json.loads((REPORT / "audit.json").read_text(encoding="utf-8"))
    for name, rows in lists.items():
        part = {"$defs": schema["$defs"], **schema["properties"][name]}
        assert [problem.message for problem in Draft202012Validator(part).iter_errors(rows)] == []


def test_a_negative_number_needs_no_dashes_before_it() -> None:
    """`explain -2147015780` explains 9116."""
    assert run("-2147015780").output == run("9116").output == run("--", "-2147015780").output
    assert run("9116").output.startswith("9116 DNS_ERROR_ROLLOVER_IN_PROGRESS\n")


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help_is_still_help(option: str) -> None:
    """The free form of THING does not swallow the options for help."""
    result = run(option)
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_all_parts_of_an_explanation_are_shown() -> None:
    """Meaning, causes, gravity, diagnosis, cure, automation, relatives and how sure each have a heading."""
    lines = run("9116").output.splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")][2:]
    assert [h for h in headings if h != "Binary."] == [
        "What it means",
        "Likely causes",
        "Is it critical?",
        "Diagnose",
        "Resolve",
        "In automation",
        "Related codes",
        "How sure this is",
    ]


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_prose_is_wrapped_and_commands_are_not(columns: int) -> None:
    """No line of prose is wider than the terminal; a command stays as it is to be typed."""
    output = run("9128", columns=columns).output
    assert "Step-DnsServerSigningKeyRollover is for" in " ".join(output.split())
    assert "       Get-DnsServerDnsSecZoneSetting -ZoneName <zone>\n" in output
    wide = [line for line in output.splitlines() if len(line) > columns]
    assert all("-DnsServer" in line or line.startswith("      ") for line in wide)


def test_no_colour_where_nobody_sees_it() -> None:
    """Piped output holds no escape sequences."""
    assert "\x1b" not in run("9116").output


def test_an_ambiguous_word_shows_all_its_meanings() -> None:
    """2 is a Windows error, an event and a status; all three are shown."""
    output = run("2").output
    assert "2 ERROR_FILE_NOT_FOUND" in output
    assert "Event 2: Start of the DNS service" in output
    assert "Status 2 RollStarted" in output


def test_the_unknown_is_an_error_with_suggestions() -> None:
    """An unknown word prints nothing on stdout, near misses on stderr, and ends with 2."""
    result = run("kskwaiting")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "KskWaitingForDSUpdate" in result.stderr


def test_a_number_without_a_name_is_still_read() -> None:
    """A code that no table names is called by its number, in whatever spelling it came."""
    result = run("0x8007238B")
    assert result.exit_code == 2
    assert "Win32 code 9099" in result.stderr


def test_every_command_that_is_named_exists() -> None:
    """Whatever `rollaudit …` the explanation of 9116 tells people to run is a command."""
    named = set(re.findall(r"`rollaudit\s+([a-z-]+)", run("9116").output))
    assert "safe" in named
    assert named <= set(COMMANDS)


def test_explaining_needs_no_heavy_library() -> None:
    """Asking for a code does not wait for pandas, NumPy or Matplotlib to load."""
    program = (
        "import sys, analyzer.cli.explain;"
        "print(sorted({'pandas', 'numpy', 'matplotlib', 'scipy', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("thing", "parts"),
    [
        (
            "F-1",
            ["Conflicts come back", "A task meets each rollover.", "Move the task.", "Only if: You own it."],
        ),
        ("F-1", ["D-1 2026-03-01T01:00:00Z ops1", "(ops1/ps.evtx#c0+0x200)", "dns1/audit.evtx#c0+0x400"]),
        ("F-1", ["A-1 2026-03-01T01:00:00Z ops1", "`rollaudit explain 9116` says more"]),
        ("R-1", ["Outcome open, trigger automatic.", "start: 2026-03-01T00:00:00Z (observed)", "stuck"]),
        ("R-1", ["end: not known (censored, between 2026-03-01T05:00:00Z and unknown)", "A-1"]),
        ("R-1", ["Both KSKs sign the key set.", "Publish the DS.", "Only if: The parent is ready."]),
        ("E-1", ["Cause ds-wait", "The KSK waited for its DS.", "The script's name.", "A-1"]),
        ("A-1", ["relation to rollovers: inside, judged by the key", "rollover_id: R-1", "D-1", "9116"]),
        ("D-1", ["seen as win32-error-id, confidence high", "position: c0+0x200", "A-1", "9116"]),
        ("d-1", ["D-1 9116 DNS_ERROR_ROLLOVER_IN_PROGRESS"]),
        ("conflict-recurrent", ["Met three rollovers.", "F-1 Conflicts come back"]),
        ("9116", ["What it means", "The key is already rolling."]),
    ],
)
def test_an_entry_of_a_report_is_shown_with_what_it_rests_on(thing: str, parts: list[str]) -> None:
    """Findings, rollovers, episodes, attempts, detections and rules show their facts and their evidence."""
    result = run(thing, str(REPORT))
    shown = " ".join(result.output.split()).lower()
    assert result.exit_code == 0
    assert [part for part in parts if part.lower() not in shown] == []


def test_text_from_logs_cannot_steer_the_terminal() -> None:
    """An escape sequence in an account's name is shown, not obeyed."""
    output = run("A-1", str(REPORT)).output
    assert "\x1b" not in output
    assert r"EXAMPLE\eve\x1b[31m" in output


def test_an_unknown_id_of_a_report_is_an_error() -> None:
    """An id that the report does not hold ends with 2."""
    assert run("F-2", str(REPORT)).exit_code == 2


def test_a_folder_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    """A path that is not there ends with 2."""
    assert run("F-1", str(tmp_path / "nowhere")).exit_code == 2


@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"findings": [{}]}', "\ud800"])
def test_a_folder_without_a_report_cannot_be_read(tmp_path: Path, content: str | None) -> None:
    """A folder without audit.json, or with something else of that name, ends with 3 and says why."""
    if content is not None:
        (tmp_path / "audit.json").write_text(content, encoding="utf-8", errors="surrogatepass")
    result = run("F-1", str(tmp_path))
    assert (result.exit_code, result.stdout) == (3, "")
    assert "audit.json" in result.stderr
