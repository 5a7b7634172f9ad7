"""Codes in single values: Binary, inserts, results; and the event's other values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.events.identity import account, actor_name, host_name, key_guids, key_role, zone_name
from analyzer.events.stages import stage_status
from analyzer.events.texts import key_guid
from analyzer.events.values import detect_binary, detect_code, detect_insert, detect_result, read_number
from analyzer.knowledge import status, statuses
from analyzer.model import KeyRole
from tests.events.record_makers import GUID, OTHER_GUID


@given(st.integers(1, 0xFFFF))
def test_binary_is_a_little_endian_dword(number: int) -> None:
    """Any Win32 code in a Binary is found where the table says that one stands there."""
    for data in (number.to_bytes(4, "little"), (0x80070000 | number).to_bytes(4, "little")):
        found = detect_binary(data, "binary")
        assert found is not None
        assert (found.code, found.form, found.confidence) == (number, "binary-dword", "high")
        assert detect_binary(data, "packet") is None
        assert detect_binary(data, "") is None


def test_binary_of_a_hypothetical_place_is_believed_little() -> None:
    """Where no code was ever seen, one has low confidence."""
    found = detect_binary(bytes.fromhex("9C230000"), "binary?")
    assert found is not None
    assert (found.code, found.confidence) == (9116, "low")


@given(st.binary(max_size=40).filter(lambda b: len(b) != 4))
def test_binary_of_another_size_is_no_code(data: bytes) -> None:
    """Packets and empty data are no code, even where one would stand."""
    assert detect_binary(data, "binary") is None


@pytest.mark.parametrize(
    ("text", "form", "number"),
    [
        ("9116", "insert-decimal", 9116),
        ("0x239C", "insert-hex", 9116),
        ("0x0000239c.", "insert-hex", 9116),
        ("%%9116", "insert-decimal", 9116),
        ("10049", "insert-decimal", 10049),
        ("-2147015780", "insert-decimal", 9116),
    ],
)
def test_inserts_are_decimal_or_hex(text: str, form: str, number: int) -> None:
    """An insert's spelling is its form, and any Win32 code counts."""
    found = detect_insert(text)
    assert found is not None
    assert (found.code, found.form) == (number, form)


@pytest.mark.parametrize("text", [None, "", "0", "secure.example", "{9C230000}", "4294967295"])
def test_an_insert_that_is_no_code_is_none(text: str | None) -> None:
    """Success, names and numbers beyond Win32 are no code."""
    assert detect_insert(text) is None


@pytest.mark.parametrize("text", ["9116", "0x239c", "2147951516", "-2147015780", "0x8007239C"])
def test_results_are_read_in_every_spelling(text: str) -> None:
    """A program's exit code means the same in decimal, hex and as an HRESULT."""
    found = detect_result(text, "task-result", "medium")
    assert found is not None
    assert (found.code, found.form) == (9116, "task-result")


@pytest.mark.parametrize("text", [None, "", "0", "1", "0x1", "0xC0000142", "2147942402", "259", "19116"])
def test_other_results_are_no_dns_code(text: str | None) -> None:
    """Only codes of DNS count as what a program ended with."""
    assert detect_result(text, "exit-status", "high") is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("0x8007239C", "hresult-hex"),
        ("-2147015780", "hresult-signed"),
        ("2147951516", "hresult-unsigned"),
        ("0x239C", "hex"),
        ("9116", "decimal"),
    ],
)
def test_a_code_field_tells_its_form(text: str, form: str) -> None:
    """Where a field holds an error, its spelling names the form."""
    found = detect_code(text, "high")
    assert found is not None
    assert (found.code, found.form) == (9116, form)
    assert detect_code("0x80041032", "high") is None


@given(st.integers(-(2**31), 2**40))
def test_numbers_are_read_as_windows_prints_them(number: int) -> None:
    """Decimal and hex mean the same number; anything else is None."""
    assert read_number(f" {number} ") == number
    if number >= 0:
        assert read_number(hex(number)) == number
    assert read_number(f"{number}a") is None


@pytest.mark.parametrize("role", ["KSK", "ZSK"])
def test_stages_are_known_by_number_and_by_both_names(role: KeyRole) -> None:
    """Every status is known by its number, MS-DNSP name and PowerShell name, alone or in a sentence."""
    for known in statuses():
        for text in (str(known.number), known.name, f"DNS_SKD_STATUS_{known.name}", known.powershell):
            assert stage_status(text, role) == known
        assert stage_status(f"the stage {known.powershell} ({known.number})", role) == known


@pytest.mark.parametrize(
    ("role", "text", "number"),
    [
        ("KSK", "Waiting for the parent's DS records to be updated", 5),
        ("KSK", "waiting for DS TTL to expire", 6),
        ("KSK", "waiting for DNSKEY TTL", 7),
        ("KSK", "waiting for the RFC 5011 hold-down timer", 8),
        ("ZSK", "waiting for DNSKEY TTL", 3),
        ("ZSK", "waiting for the maximum zone TTL", 4),
        ("ZSK", "queued", 1),
    ],
)
def test_a_sentence_names_a_stage_by_its_words(role: KeyRole, text: str, number: int) -> None:
    """A stage told in a sentence is known by what it waits for, and by the key's role."""
    assert stage_status(text, role) == status(str(number))


def test_a_stage_without_meaning_is_none() -> None:
    """Text that says nothing known is no stage."""
    assert stage_status("%3", "KSK") is None
    assert stage_status(None, "ZSK") is None


def test_identities_have_one_spelling() -> None:
    """Zones, GUIDs, roles, hosts and accounts are spelt alike, wherever they come from."""
    assert zone_name(" Secure.Example. ") == "secure.example"
    assert zone_name(".") == "."
    assert zone_name("") is None
    assert key_guid(f"{{{GUID.upper()}}}") == GUID
    assert key_guid("00000000-0000-0000-0000-000000000000") is None
    assert key_guid(f"{{{GUID}") is None
    assert key_guids(f"{GUID}, {{{OTHER_GUID.upper()}}}, {GUID}") == (GUID, OTHER_GUID)
    assert key_role("KeySigningKey") == key_role("ksk") == "KSK"
    assert key_role("Zone Signing Key") == "ZSK"
    assert key_role("16") is None
    assert host_name(r"\\DC1.Corp.Example.") == "dc1.corp.example"
    assert account("CORP", "Anna") == account(None, r"CORP\Anna") == r"corp\anna"
    assert account("-", "-") is None
    assert actor_name("s-1-5-18") == "S-1-5-18"
    assert actor_name(r"CORP\Anna") == r"corp\anna"
    assert actor_name("SYSTEM") == actor_name(r"NT-AUTORITÄT\SYSTEM") == actor_name("s-1-5-18")
