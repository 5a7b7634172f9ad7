"""What consoles tell: failures with their codes, targets and callers; and what is only a mention."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.events import interpret
from analyzer.model import Action, Event
from tests.events.record_makers import GUID, INVOKE, ZONE, record

SCRIPT, TRANSCRIPT = ("script log", "script log"), ("PowerShell transcript", "PowerShell transcript")
RECORD = f"""\
{INVOKE} : Fehler beim Rollover.
In C:\\Scripts\\roll.ps1:12 Zeichen:5
+ if ($code -eq 9120) {{ {INVOKE} -ZoneName other.example }}
+ ~~~~~~~
    + CategoryInfo          : NotSpecified: ({ZONE}:root/Microsoft/...gKeyRollover) [{INVOKE}], CimException
    + FullyQualifiedErrorId : WIN32 91
   16,Invoke-DnsServerSigningKeyRo
   llover"""
LURE = (
    "a key that is already in process of rolling over gives 9116 (0x239C, 0x8007239C, "
    "DNS_ERROR_ROLLOVER_IN_PROGRESS): WIN32 9116,Invoke-DnsServerSigningKeyRollover"
)


DNSCMD = "    Status = 9116 (0x0000239c)\nCommand failed:  DNS_ERROR_ROLLOVER_IN_PROGRESS     9116    0x239C"


def event(text: str, log: tuple[str, str] = SCRIPT, **fields: str) -> Event | None:
    """The event of a text that a console shows."""
    given_fields = {"Kind": "error"} | fields
    return next(interpret([record(log, 0, given_fields, record_id=None, message=text)]), None)


def codes(found: Event | None) -> list[tuple[int | None, str]]:
    """The codes of an event, with their forms."""
    return [(d.code, d.form) for d in found.detections] if found else []


def test_an_error_record_in_any_language() -> None:
    """Id, category and heads of records are not translated; the console may have broken the number."""
    found = event(RECORD)
    assert found is not None
    assert codes(found) == [(9116, "win32-error-id")]
    assert (found.operation, found.outcome, found.zone) == (INVOKE, "failed", ZONE)
    assert found.detail["script"] == r"C:\Scripts\roll.ps1"


def test_the_command_tells_the_target() -> None:
    """Key, zone and server are those that were typed; a remote prompt is where it ran."""
    typed = f"{INVOKE} -ZoneName {ZONE} -KeyId {GUID}"
    found = event(RECORD, TRANSCRIPT, Command=typed, Remote="dc1")
    assert found is not None
    assert (found.key_guid, found.server) == (GUID, "dc1")
    other = event(RECORD, TRANSCRIPT, Command="Step-DnsServerSigningKeyRollover -ZoneName other.example")
    assert other is not None
    assert (other.zone, other.key_guid) == (ZONE, None)


@pytest.mark.parametrize(
    ("text", "code", "form"),
    [
        (DNSCMD, 9116, "dnscmd-line"),
        ("MessageId : WIN32 9116\nerror_Code : 9116", 9116, "cim-message-id"),
        ("[ERROR] the rollover failed: error_Code=9116", 9116, "decimal"),
        ("[ERROR] rollover failed: HRESULT -2147015780", 9116, "hresult-signed"),
        ("ended with exit code 9116", 9116, "decimal"),
        ("Rollover failed: 0x8007239C", 9116, "hresult-hex"),
        ("ERROR DNS_ERROR_ROLLOVER_IN_PROGRESS", 9116, "symbol"),
        ("Fehler 9116 beim Rollover", 9116, "decimal"),
        ("Error: the key is already in process of rolling over", 9116, "message-text"),
        ("Step failed: WIN32 9128,Step-DnsServerSigningKeyRollover", 9128, "win32-error-id"),
    ],
)  # fmt: skip
def test_every_form_of_a_code(text: str, code: int, form: str) -> None:
    """One code in several notations is one detection, under the most explicit form."""
    found = event(text)
    assert codes(found) == [(code, form)]
    assert found is not None
    assert found.outcome == "failed"


@pytest.mark.parametrize(
    "text",
    [
        "listening on port 9116, pid 9116, serial 9116",
        "copied 9116 records to \\\\server\\9116\\9116.txt",
        "note 3600 IN TXT 9116",
        "took 9116 ms",
        "provider {eb79061a-a566-4698-9119-3ed2807060e7}",
        "2147951516 bytes free",
        "Get-DnsServerSigningKey -ZoneName 9116.example",
    ],
)
def test_numbers_are_no_codes(text: str) -> None:
    """A bare number is nothing, and not even a mention."""
    found = event(text)
    assert codes(found) == []
    assert found is None or not found.sightings


@pytest.mark.parametrize(
    "text", [LURE, f"# error: {LURE}", "if ($e -eq 'WIN32 9116,X') { throw 'error' }", "REM error 0x8007239C"]
)
def test_texts_about_a_code_are_mentions(text: str) -> None:
    """Help, comments and comparisons are sightings, and no attempt."""
    found = event(text)
    assert codes(found) == []
    assert found is not None
    assert found.sightings
    assert (found.outcome, found.action) == (None, Action.OTHER)


def test_quoted_source_is_no_evidence() -> None:
    """A code in a line of a script that an error record quotes is not the error's."""
    text = (
        f"{INVOKE}: C:\\roll.ps1:3\nLine |\n   3 |  if ($code -eq 9120) {{ fail 'error 9120' }}\n     | no."
    )
    assert codes(event(text)) == []


def test_a_code_of_another_commands_error() -> None:
    """Where the record is another cmdlet's, only a code about keys counts."""
    other = "Resolve-DnsName : x\n    + FullyQualifiedErrorId : WIN32 {},Resolve-DnsName"
    assert codes(event(other.format(9003))) == []
    assert codes(event(other.format(9116))) == [(9116, "win32-error-id")]


def test_a_failure_without_its_number() -> None:
    """PowerShell 7's short view is a failed attempt without a code."""
    found = event(f"{INVOKE}: Failed to roll over in zone {ZONE} on server ns1.")
    assert found is not None
    assert (found.outcome, found.zone, found.server, found.detections) == ("failed", ZONE, "ns1", ())


@pytest.mark.parametrize(
    ("command", "text", "ending", "outcome"),
    [
        (f"{INVOKE} -ZoneName {ZONE}", "", "prompt", "succeeded"),
        (f"{INVOKE} -ZoneName {ZONE}", "", "unknown", None),
        (f"{INVOKE} -ZoneName {ZONE}", "[Y] Yes  [N] No  [?] Help (default is Y): n", "prompt", None),
        (f"{INVOKE} -ZoneName {ZONE} -ErrorAction SilentlyContinue", "", "prompt", None),
        (f"try {{ {INVOKE} -ZoneName {ZONE} }} catch {{}}", "", "prompt", None),
        (
            f"dnscmd ns1 /ZonePerformKeyRollover {ZONE}",
            "Command completed successfully.",
            "unknown",
            "succeeded",
        ),
        (f"dnscmd ns1 /ZonePerformKeyRollover {ZONE}", "", "prompt", None),
    ],
)
def test_success_is_only_what_was_seen(command: str, text: str, ending: str, outcome: str | None) -> None:
    """No error before the next prompt is success, unless the command hides errors or asked a question."""
    found = event(f"{command}\n{text}", TRANSCRIPT, Kind="command", Command=command, Ending=ending)
    assert found is not None
    assert (found.outcome, found.zone) == (outcome, ZONE)


@pytest.mark.parametrize("command", ["dir", f"{INVOKE} -ZoneName {ZONE} -WhatIf", f"Get-Help {INVOKE}"])
def test_what_is_no_attempt(command: str) -> None:
    """Other commands, rehearsals and questions for help tell nothing."""
    assert event(command, TRANSCRIPT, Kind="command", Command=command, Ending="prompt") is None


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_text_raises(text: str, command: str) -> None:
    """Whatever a console shows is an event or none, and digits alone are no code."""
    event(text, Command=command)
    event(text, TRANSCRIPT, Kind="command", Command=command)


@pytest.mark.parametrize(
    "part", ["error 9116 ", "WIN32 9116,Add-DnsServer ", "(9116) Status = 9116 (0x239C) "]
)
def test_many_codes_in_one_line_take_no_time(part: str) -> None:
    """Each is found, and judged with its line once; where each is judged anew, this test does not end."""
    found = event(part * (1_000_000 // len(part)))
    assert found is not None
    assert {d.code for d in found.detections} <= {9116}
