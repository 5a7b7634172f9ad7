"""The collector is whole PowerShell, reads only, and takes what the program reads."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import tree_sitter_powershell
from click.testing import CliRunner
from tree_sitter import Language, Node, Parser

from analyzer.cli import main
from analyzer.knowledge import channels

WRITES_HERE = {"Add-Entry", "Export-Clixml", "New-Item", "Set-Content", "Copy-Item"}
"""Commands that write, all of them into the folder where the script runs."""
READS = {
    *("Get-ChildItem", "Get-DnsServerDnsSecZoneSetting", "Get-DnsServerSigningKey", "Get-DnsServerZone"),
    *("Get-FileHash", "Test-Path", "Join-Path", "Split-Path"),
}
PLAIN = {
    *("ConvertTo-Json", "ForEach-Object", "Where-Object", "Sort-Object", "Write-Output", "Write-Warning"),
    *("New-Object", "New-PSSession", "Remove-PSSession", "Invoke-Command", "Set-StrictMode", "exit"),
    *("Copy-Transcripts", "Export-Channel", "Export-Channels", "Export-Settings", "Invoke-Safely"),
}
REMOVED = "Remove-Item"
"""Once: the export in the temporary folder."""
TEXTS = {"console", "debug"}
"""What the table calls a channel and is a text."""


@pytest.fixture(scope="module")
def script() -> str:
    """What the command prints."""
    outcome = CliRunner().invoke(main, ["collector"])
    assert outcome.exit_code == 0
    return outcome.stdout


@pytest.fixture(scope="module")
def tree(script: str) -> Node:
    """The script as a parser sees it."""
    return Parser(Language(tree_sitter_powershell.language())).parse(script.encode()).root_node


def commands(node: Node) -> list[str]:
    """The names of all commands in the script."""
    found = [child for branch in node.children for child in commands(branch)]
    if node.type == "command_name" and node.text:
        found.append(node.text.decode())
    return found


def test_the_script_is_whole(tree: Node) -> None:
    """A parser of PowerShell reads it to its end without an error."""
    assert not tree.has_error


def test_a_parser_would_notice_an_error(script: str) -> None:
    """The same parser minds a brace too few."""
    parser = Parser(Language(tree_sitter_powershell.language()))
    assert parser.parse(script.rstrip().removesuffix("}").encode()).root_node.has_error


def test_powershell_itself_takes_it(script: str, tmp_path: Path) -> None:
    """Where there is a PowerShell, its own parser finds no error."""
    shell = shutil.which("pwsh") or shutil.which("powershell")
    if shell is None:
        pytest.skip("no PowerShell here; Debian has none")
    path = tmp_path / "collect.ps1"
    path.write_text(script, encoding="ascii")
    check = (
        "$errors = $null; [void][System.Management.Automation.Language.Parser]::ParseFile("
        f"'{path}', [ref]$null, [ref]$errors); exit $errors.Count"
    )
    assert subprocess.run([shell, "-NoProfile", "-Command", check], check=False).returncode == 0


def test_it_only_reads(tree: Node) -> None:
    """No command is called that changes a server; what is removed is the script's own export."""
    called = commands(tree)
    assert set(called) - WRITES_HERE - READS - PLAIN == {REMOVED, "wevtutil.exe"} & set(called)
    assert called.count(REMOVED) == 1


def test_channels_are_those_that_are_read(script: str) -> None:
    """Every channel that observes something is exported, under its own name."""
    quoted = {name.lower() for name in re.findall(r"^    '([^']+)',?$", script, re.MULTILINE)}
    wanted = {c.channel.lower() for c in channels() if c.log not in TEXTS}
    assert wanted <= quoted


def test_it_is_ascii(script: str) -> None:
    """Windows PowerShell reads files without a mark as ANSI: nothing in it can be misread."""
    assert script.isascii()


def test_its_manifest_is_known(tmp_path: Path) -> None:
    """The list that it lays beside the logs is recognised, and is no loss."""
    from analyzer import sources
    from analyzer.model import Input

    (tmp_path / "manifest.json").write_bytes(
        b'\xef\xbb\xbf{\r\n    "collector":  "rollaudit",\r\n    "entries":  []\r\n}'
    )
    (found,) = sources.read([tmp_path])
    assert isinstance(found, Input)
    assert found.format == "list of what was collected"
