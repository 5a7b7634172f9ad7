from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.safe_text import UNSAFE, visible

ANY = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("zürich.example", "zürich.example"),
        ("CONTOSO\\svc-dns", "CONTOSO\\svc-dns"),
        ("a\tb\r\nc", r"a\tb\r\nc"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("\x9b2J", r"\x9b2J"),
        ("user\u202egpj.exe", r"user\u202egpj.exe"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("a\u200bb\ufeff", r"a\u200bb\ufeff"),
        ("\ud800", r"\ud800"),
        ("\ufffe\U0010ffff", r"\ufffe\U0010ffff"),
        ("tag\U000e0041", r"tag\U000e0041"),
    ],
)
def test_what_hides_or_steers_is_spelled_out(text: str, shown: str) -> None:
    """Each kind of dangerous character has a visible escape, and plain text stays as it is."""
    assert visible(text) == shown


@given(ANY)
def test_any_text_becomes_printable_and_encodable(text: str) -> None:
    """Whatever a log holds, the result has no control, format, surrogate or separator character."""
    shown = visible(text)
    shown.encode("utf-8")
    assert not UNSAFE.search(shown)
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_is_left_alone(text: str) -> None:
    """Nothing is escaped that needs no escape."""
    assert visible(text) == text


def test_a_long_name_keeps_its_ends_and_says_its_length() -> None:
    """A name of 10,000 characters is shown short, with its length; one at the limit is shown whole."""
    shown = visible("x" * 9_999 + "y", 90)
    assert len(shown) < 130
    assert shown.startswith("x" * 60)
    assert shown.endswith("y (10,000 characters)")
    assert visible("x" * 90, 90) == "x" * 90
