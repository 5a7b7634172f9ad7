"""The table of codes, and the spellings of a code."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.knowledge import Code, all_codes, code, code_named, is_dns_code, parse_code

NUMBERS = st.integers(1, 0xFFFF)


def published(real: Path) -> list[dict[str, str]]:
    """The collected facts about codes, beside the real logs."""
    with (real.parent / "facts" / "error_codes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@given(NUMBERS)
def test_every_spelling_of_a_number_means_the_same_code(number: int) -> None:
    """Decimal, hex, HRESULT, signed and unsigned forms lead back to the number."""
    meant = code(number)
    hresult, signed = meant.hresult, meant.hresult_signed
    assert hresult is not None
    spellings = [str(number), meant.hex, meant.hex.lower(), f"0x{number:08x}", f"0x{hresult:08X}"]
    spellings += [str(hresult), str(signed), f" {number} ", f"{number},"]
    assert [parse_code(spelling) for spelling in spellings] == [meant] * len(spellings)


@pytest.mark.parametrize("known", all_codes(), ids=lambda known: known.name)
def test_symbols_are_found_in_any_case(known: Code) -> None:
    """A code's name and its second name lead to it, however they are written."""
    names = [name for name in (known.name, known.alias) if name]
    for name in names:
        assert code_named(name.lower()) == parse_code(f"{name}.") == known


@given(st.text())
def test_no_text_is_too_strange_to_parse(text: str) -> None:
    """Any text gives a Win32 code, a named one, or None."""
    meant = parse_code(text)
    assert meant is None or meant.number is None or 0 < meant.number <= 0xFFFF


@pytest.mark.parametrize("text", ["", "0", "-1", "-9116", "65536", "0x80080001", "rollover", "9116 9120"])
def test_what_is_no_code_is_none(text: str) -> None:
    """Numbers out of range, other facilities and plain words are no codes."""
    assert parse_code(text) is None


def test_a_number_without_a_name_says_so() -> None:
    """A number that no table names keeps its number and is not called a DNS code."""
    assert code(9131) == Code(9131, "WIN32_9131", group="win32")
    assert not is_dns_code(9131)
    assert not is_dns_code(9100)
    assert not is_dns_code(126)
    assert is_dns_code(9116)


def test_the_dnssec_range_is_complete() -> None:
    """All of 9101 to 9130 are there, each with a distinctive part of its message."""
    found = {c.number: c for c in all_codes() if c.number in range(9101, 9131)}
    assert sorted(found) == list(range(9101, 9131))
    assert all(c.message and c.group.startswith("dnssec") for c in found.values())


def test_exposure_and_conflicts_are_those_of_the_model() -> None:
    """9116 needs a rolling key, 9120 a queued one, 9128 one that does not wait; two are conflicts."""
    assert {c.number: c.exposure for c in all_codes() if c.exposure} == {
        9116: "rolling",
        9120: "queued",
        9128: "not-waiting",
    }
    assert [c.number for c in all_codes() if c.is_conflict] == [9116, 9120]


def test_two_codes_have_no_number_in_any_form() -> None:
    """The names that no header numbers have no number, hex, HRESULT or bytes."""
    unnumbered = [c for c in all_codes() if c.number is None]
    assert [c.name for c in unnumbered] == ["DNS_ERROR_KEY_NOT_ACTIVE", "DNS_ERROR_NO_SUCH_KEY"]
    for c in unnumbered:
        assert (c.hex, c.hresult, c.hresult_signed, c.dword) == ("", None, None, b"")


def test_all_forms_equal_the_published_ones(real: Path) -> None:
    """Number, name, hex, HRESULT and bytes of every code are those of the collected facts."""
    rows = [row for row in published(real) if row["decimal"].isdecimal()]
    assert len(rows) > 150
    for row in rows:
        ours = code(int(row["decimal"]))
        assert ours.hresult is not None
        assert (ours.name, ours.alias) == (row["name"], row["alias"])
        assert ours.hex.lower() == row["hex"].lower()
        assert f"0x{ours.hresult:08X}".lower() == row["hresult"].lower()
        assert str(ours.hresult_signed) == row["hresult_signed"]
        assert ours.dword.hex().upper() == row["dword_le_hex"]


def test_message_patterns_match_their_own_message_only(real: Path) -> None:
    """Each pattern finds the message it was made for, and no other code's."""
    messages = {int(row["decimal"]): row["text_en"] for row in published(real) if row["decimal"].isdecimal()}
    for c in all_codes():
        if c.message:
            assert [n for n, text in messages.items() if re.search(c.message, text)] == [c.number]
