"""Anchors: what they find is what a plain search finds, wherever it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.text.anchors import Anchors, any_case
from analyzer.sources.text.grammar import ANCHORS, WORDS, is_wanted

ALL = Anchors((b"WORD", *any_case(b"dns_")), nines=True)
PATTERN = re.compile(rb"(?=WORD|[Dd][Nn][Ss]_|(?<![0-9])9[0-9]{3}(?![0-9]))")


@given(st.lists(st.sampled_from([b"WORD", b"dnS_", b"DNS_", b"9116", b"x", b"\n", b"9", b"W"]), max_size=60))
def test_finds_what_a_search_finds(words: list[bytes]) -> None:
    """Every place is found once, in order."""
    text = b"".join(words)
    assert ALL.find(text).tolist() == [m.start() for m in PATTERN.finditer(text)]


def test_no_line_is_passed_over_where_words_overlap() -> None:
    """Of two words that overlap one is found, so that their line is."""
    assert Anchors((b"ab1", b"b12")).find(b"\nab12\nb12").tolist() == [1, 6]


def test_words_of_consoles_are_few() -> None:
    """The library compares many bytes at once only for up to 64 words."""
    assert len(WORDS) < 64


@pytest.mark.parametrize("offset", range(-5, 5))
def test_finds_what_lies_across_tiles(offset: int) -> None:
    """A number is found at the border of what is compared at once, and no part of a longer one."""
    at = (1 << 18) + offset
    assert ALL.find(b"x" * at + b"9116" + b"x" * 100).tolist() == [at]
    assert not ALL.find(b"x" * at + b"91169" + b"x" * 100).size
    assert not ALL.find(b"x" * at + b"19116").size


@pytest.mark.parametrize(
    "line",
    [
        "    + FullyQualifiedErrorId : WIN32 9116,Invoke-DnsServerSigningKeyRollover",
        "invoke-dnsserversigningkeyrollover : failed",
        "failed: error_Code=9116",
        "HRESULT 0x8007239C",
        "HRESULT -2147015780",
        "result 2147951516",
        "error 0x239c",
        "error 0X239C",
        "error 0x0000239c",
        "DNS_ERROR_ROLLOVER_IN_PROGRESS",
        "    Status = 9601 (0x00002581)",
    ],
)
def test_every_spelling_of_a_code_is_a_candidate(line: str) -> None:
    """No line that may hold a code is skipped unread."""
    assert ANCHORS.find(line.encode()).size
    assert is_wanted(line)
