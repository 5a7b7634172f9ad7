"""Operations on keys in commands, typed, bound, scheduled and encoded."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.events.commands import Command, bound_command
from analyzer.events.typed import script_of, typed_commands
from analyzer.events.words import words
from analyzer.knowledge import operations
from tests.events.record_makers import GUID, INVOKE, OTHER_GUID, ZONE

STEP = "Step-DnsServerSigningKeyRollover"
FULL = Command(INVOKE, ZONE, (GUID,), None, "dc1", is_local=False)
LOCAL = Command(INVOKE, ZONE, (GUID,), None, None, is_local=True)
UNKNOWN = Command(INVOKE)
PLAIN = f"{INVOKE} -ZoneName {ZONE} -KeyId {GUID}"


@pytest.mark.parametrize(
    "text",
    [
        f"{PLAIN} -ComputerName dc1 -Force",
        f"{PLAIN} -Force -ComputerName:DC1",
        f"{INVOKE.lower()} -force {ZONE} {GUID} -comp dc1.",
        f"DnsServer\\{INVOKE} -Zone '{ZONE}' -Key \"{GUID}\" -Cn dc1",
        f"{INVOKE} `\r\n    -ZoneName {ZONE} `\r\n    -KeyId {GUID} `\r\n    -ComputerName dc1",
        f"{INVOKE} -ZoneName {ZONE} -KeyId @('{GUID}') -CimSession dc1",
        f"{PLAIN} -CimSession (New-CimSession -ComputerName dc1)",
        f"$x = {PLAIN} -ComputerName dc1",
        f"try {{ {PLAIN} -ComputerName dc1 }} catch {{ exit 9116 }}",
        f"Get-DnsServerSigningKey -ZoneName {ZONE} -KeyId {GUID} -ComputerName dc1 | {INVOKE} -Force",
        f"$p = @{{ ZoneName = '{ZONE}'; KeyId = '{GUID}'; ComputerName = 'dc1' }}\r\n{INVOKE} @p -Force",
        f"Invoke-Command -ComputerName dc1 -ScriptBlock {{ {PLAIN} }}",
        f"dnscmd dc1 /ZonePerformKeyRollover {ZONE} {GUID}",
        f'"C:\\Windows\\System32\\dnscmd.exe" \\\\DC1 /zoneperformkeyrollover {ZONE} {{{GUID.upper()}}}',
        f"cmd.exe /c dnscmd.exe dc1 /ZonePerformKeyRollover {ZONE} {GUID} > log.txt",
    ],
)
def test_zone_key_and_server_are_read_from_a_command(text: str) -> None:
    """Abbreviations, quotes, backticks, arrays, splats, pipes and dnscmd tell the same."""
    assert typed_commands(text) == [FULL]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        f"{PLAIN} -ComputerName localhost",
        f"{PLAIN} -ComputerName $env:COMPUTERNAME",
        f'powershell.exe -NoProfile -Command "{PLAIN}"',
        f"powershell.exe -NoP -ExecutionPolicy Bypass -Command {PLAIN}",
        f'powershell -c "{INVOKE} -ZoneName \\"{ZONE}\\" -KeyId {GUID}"',
        f'powershell -Command "& {{ {PLAIN} }}"',
        f"dnscmd . /ZonePerformKeyRollover {ZONE} {GUID}",
        f"dnscmd /ZonePerformKeyRollover {ZONE} {GUID}",
    ],
)
def test_a_command_without_a_server_acts_on_its_own_host(text: str) -> None:
    """No -ComputerName, or the host's own name, is the host itself."""
    assert typed_commands(text) == [LOCAL]
    assert typed_commands(text)[0].server_from("OPS.Corp.example") == "ops.corp.example"


def test_an_encoded_command_is_read() -> None:
    """Scheduled tasks hide quotes in base64."""
    code = base64.b64encode(PLAIN.encode("utf-16-le")).decode()
    assert typed_commands(f"powershell.exe -NoProfile -EncodedCommand {code}") == [LOCAL]
    assert typed_commands("powershell.exe -enc notbase64notbase64===") == []


@pytest.mark.parametrize("text", [f"{INVOKE} @p", f"$keys | {INVOKE} -Force"])
def test_what_stands_in_a_variable_is_not_known(text: str) -> None:
    """A splat that is not in the text, and keys out of a variable, leave zone and server open."""
    assert typed_commands(text) == [UNKNOWN]


def test_a_variable_is_no_name() -> None:
    """Variables are no zone, key or server."""
    found = typed_commands(f"{INVOKE} -ZoneName $zone -KeyId $key.KeyId -ComputerName $server")
    assert found == [UNKNOWN]


def test_several_keys_are_all_there_and_none_is_the_one() -> None:
    """-KeyId takes a list; a single key is named only where there is one."""
    (found,) = typed_commands(f"{INVOKE} -ZoneName {ZONE} -KeyId {GUID} , {OTHER_GUID}")
    assert found.key_guids == (GUID, OTHER_GUID)
    assert found.key_guid is None


@pytest.mark.parametrize(
    "text",
    [
        f"Get-Help {INVOKE} -Full",
        f"Get-Command -Name {INVOKE}",
        f"Write-Host {INVOKE} failed",
        f'Write-Host "{INVOKE} failed"',
        f"{PLAIN} -WhatIf",
        f"powershell.exe -File C:\\Scripts\\{INVOKE}.ps1",
        f"dnscmd dc1 /ZoneInfo {ZONE}",
        "Get-DnsServerSigningKey -ZoneName a.example",
        "",
    ],
)
def test_what_runs_no_operation_is_none(text: str) -> None:
    """Help, messages, rehearsals and other commands are no try."""
    assert typed_commands(text) == []


def test_every_command_of_a_text_is_found_in_order() -> None:
    """Several commands in one script each have their own target."""
    text = (
        f"{STEP} -ZoneName a.example -KeyId {GUID}; Add-DnsServerSigningKey b.example -Type KeySigningKey\n"
    )
    first, second = typed_commands(text + f"dnscmd /ZoneDeleteSKD c.example {GUID}")[:2]
    assert (first.operation, first.zone) == (STEP, "a.example")
    assert (second.operation, second.zone, second.key_role) == ("Add-DnsServerSigningKey", "b.example", "KSK")


@pytest.mark.parametrize("verb", [o.dnscmd for o in operations() if o.dnscmd])
def test_every_verb_of_dnscmd_is_known(verb: str) -> None:
    """Each verb of the table names its operation, in any case."""
    (found,) = typed_commands(f"dnscmd dc1 /{verb.upper()} {ZONE}")
    assert (found.zone, found.server) == (ZONE, "dc1")


def test_bound_parameters_tell_the_same() -> None:
    """What PowerShell binds is read like what is typed; a piped key names its zone, not its server."""
    bound = [("ZoneName", ZONE), ("KeyId", GUID), ("ComputerName", "DC1"), ("Force", "True")]
    assert bound_command(INVOKE, bound) == FULL
    assert bound_command(INVOKE, bound[:2]) == LOCAL
    assert bound_command(INVOKE, [*bound, ("WhatIf", "True")]) is None
    assert bound_command("Get-DnsServerZone", bound) is None
    session = [*bound[:2], ("CimSession", "CimSession: dc1")]
    assert bound_command(INVOKE, session) == FULL
    piped = [("InputObject", f'DnsServerSigningKey (KeyId = "{GUID}", ZoneName = "{ZONE}")')]
    assert bound_command(INVOKE, piped) == Command(INVOKE, ZONE, (GUID,))


def test_scripts_are_found_in_command_lines() -> None:
    """A script's path may be quoted and hold blanks."""
    assert script_of(r'powershell.exe -NoProfile -File "C:\My Scripts\Roll keys.ps1" -Zone x') == (
        r"C:\My Scripts\Roll keys.ps1"
    )
    assert script_of(r"pwsh.exe C:\Roll.ps1") == r"C:\Roll.ps1"
    assert script_of("powershell.exe") is None


@given(st.text(max_size=200))
def test_any_text_is_split(text: str) -> None:
    """Any text has words, and an end that lies in it."""
    found, end = words(text, 0)
    assert all(found)
    assert 0 <= end <= len(text)


@given(st.lists(st.text("abcXYZ019.-_", min_size=1, max_size=8), max_size=6))
def test_plain_words_come_out_as_they_went_in(plain: list[str]) -> None:
    """Words without signs are kept, in either quotes or in none."""
    for quote in ("", "'", '"'):
        assert words(" ".join(f"{quote}{w}{quote}" for w in plain), 0)[0] == plain


@given(st.text(max_size=200))
def test_any_text_has_commands_or_none(text: str) -> None:
    """No text breaks the reader of commands."""
    assert isinstance(typed_commands(f"{INVOKE} {text}"), list)
