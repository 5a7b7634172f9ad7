"""Codes in text: every spelling where it is an error's, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.events.codes import detect_text, one_per_failure
from analyzer.knowledge import Code, all_codes

NUMBERED = [c for c in all_codes() if c.number is not None and c.number > 9000]

SPELT = [
    ("WIN32 9116,Invoke-DnsServerSigningKeyRollover", "win32-error-id"),
    ("FullyQualifiedErrorId : WIN32 9116,Step-DnsServerSigningKeyRollover", "win32-error-id"),
    ("MessageId: WIN32 9116", "cim-message-id"),
    ("Exception from HRESULT: 0x8007239C", "hresult-hex"),
    ("the call returned 0x8007239c.", "hresult-hex"),
    ("HRESULT=-2147015780", "hresult-signed"),
    ("failed with -2147015780", "hresult-signed"),
    ("error_Code: 2147951516", "hresult-unsigned"),
    ("ErrorCode = 2147951516", "hresult-unsigned"),
    ("error_Code : 9116", "decimal"),
    ('"error_WindowsErrorMessage": "x", "error_Code": 9116', "decimal"),
    ("The error code encountered during signing was 9116.", "decimal"),
    ("Fehlercode 9116", "decimal"),
    ("code d'erreur 9116", "decimal"),
    ("LASTEXITCODE=9116", "decimal"),
    ("exit code: 0x239C", "hex"),
    ("Fehler: 0x0000239c", "hex"),
    ("Command failed:  DNS_ERROR_ROLLOVER_IN_PROGRESS     9116    0x239C", "dnscmd-line"),
    ("    Status = 9116 (0x0000239c)", "dnscmd-line"),
    ("DNS_ERROR_ROLLOVER_IN_PROGRESS", "symbol"),
    ("Exception: the specified key is already in process of rolling over", "message-text"),
]


@pytest.mark.parametrize(("text", "form"), SPELT)
def test_every_spelling_of_an_error_is_found(text: str, form: str) -> None:
    """Each way in which an error prints its number is known, with the name of the form."""
    found = detect_text(text)
    assert [(m.code, m.form) for m in found] == [(9116, form)]


@pytest.mark.parametrize(
    "text",
    [
        "9116",
        "TCP 10.0.0.1:9116 -> 10.0.0.2:53",
        "port 9116 is open",
        "process id 9116 exited",
        "PID=9116",
        "EventRecordID 9116",
        "TTL 9116",
        "serial 9116",
        "zone 9116.example was loaded",
        "error loading 9116.example",
        "error in zone 9116.example",
        "error 9116.example",
        "error 9116:53",
        "error: 9116 bytes read",
        "errors: 9116 of 10000",
        "{EB79061A-A566-4698-9119-3ED2807060E7}",
        "eb79061a-a566-4698-9116-3ed2807060e7",
        "version 10.0.9116.1",
        "error 19116",
        "error 91160",
        "0x239C",
        "0x0000000000239C11",
        "the specified key is already in process of rolling over",
        "WIN32 1722,Get-DnsServerZone",
        "Win32_9116",
        "status 9116",
    ],
)
def test_a_number_that_stands_for_something_else_is_not(text: str) -> None:
    """Ports, process ids, serials, names, versions and GUIDs with the code's digits are no error."""
    assert detect_text(text) == []


@given(code=st.sampled_from(NUMBERED))
def test_every_code_is_found_in_every_form(code: Code) -> None:
    """What holds for 9116 holds for every DNS code."""
    number = code.number
    for text, form in (
        (f"WIN32 {number},Set-DnsServerSigningKey", "win32-error-id"),
        (f"failed with {code.hresult_signed}", "hresult-signed"),
        (f"HRESULT: 0x{code.hresult:08X}", "hresult-hex"),
        (f"error code: {code.hresult}", "hresult-unsigned"),
        (f"error code: {number}", "decimal"),
        (f"error code: {code.hex}", "hex"),
        (f"Command failed:  {code.name}     {number}    {code.hex}", "dnscmd-line"),
    ):
        assert [(m.code, m.name, m.form) for m in detect_text(text)] == [(number, code.name, form)], text


@given(
    before=st.text(st.characters(categories=("L", "P", "S", "Zs")), max_size=30),
    number=st.integers(9001, 9999),
)
def test_a_bare_number_is_never_an_error(before: str, number: int) -> None:
    """Whatever letters and signs surround it, a number alone is none: an error word must name it."""
    text = f"{before} q{number}q {number}"
    assert detect_text(text) == []


def test_two_names_without_a_number_are_found_by_name() -> None:
    """Codes that no header numbers have a name and no number."""
    found = detect_text("failed: DNS_ERROR_KEY_NOT_ACTIVE")
    assert [(m.code, m.name) for m in found] == [(None, "DNS_ERROR_KEY_NOT_ACTIVE")]


def test_dnscmd_prints_one_failure_twice() -> None:
    """The status line and the last line of dnscmd are one detection."""
    text = (
        "DNS Server failed to roll the key.\r\n    Status = 9116 (0x0000239c)\r\n"
        "Command failed:  DNS_ERROR_ROLLOVER_IN_PROGRESS     9116    0x239C\r\n"
    )
    assert [(m.code, m.form) for m in detect_text(text)] == [(9116, "dnscmd-line")]


def test_spellings_that_disagree_are_no_code() -> None:
    """Of a line whose decimal and hexadecimal numbers differ only the name counts."""
    found = detect_text("Command failed:  DNS_ERROR_ROLLOVER_IN_PROGRESS     9117    0x239C")
    assert [(m.code, m.form) for m in found] == [(9116, "symbol")]


def test_a_console_breaks_lines_inside_words_and_numbers() -> None:
    """The error id is read across line breaks, with the cmdlet that it names."""
    text = "    + FullyQualifiedErrorId : WIN32 91\r\n   16,Invoke-DnsServerSigningKeyRo\r\n   llover\r\n"
    found = detect_text(text)
    assert [(m.code, m.cmdlet) for m in found] == [(9116, "Invoke-DnsServerSigningKeyRollover")]


def test_of_one_failure_the_most_explicit_form_is_kept() -> None:
    """An error that prints its code in three ways is one detection, by its error id."""
    text = "Failed: error 9116 (0x8007239C)\nFullyQualifiedErrorId : WIN32 9116,Set-DnsServerSigningKey"
    assert len(detect_text(text)) > 1
    assert [(m.code, m.form) for m in one_per_failure(detect_text(text))] == [(9116, "win32-error-id")]


@given(st.sampled_from([c for c in all_codes() if c.message]), st.booleans(), st.text(max_size=20))
def test_no_message_is_missed_for_its_words(code: Code, is_upper: bool, after: str) -> None:
    """Of every code the message is found after an error word, in any case and over lines."""
    message = code.message.replace("\\+", "+").replace(" ", "\r\n")
    text = f"Error: {message.upper() if is_upper else message} {after}"
    assert code.name in [match.name for match in detect_text(text)]


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    """No text breaks the reader; spans are in order and do not overlap."""
    spans = [m.span for m in detect_text(text)]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
