"""Anchors: what they find is what a plain search finds, wherever it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.text.anchors import Anchors, any_case, exact, four_digits_from_nine
from analyzer.sources.text.grammar import ANCHORS, is_wanted

NEEDLES = Anchors((exact(b"WORD"), any_case(b"DNSS"), four_digits_from_nine(), exact(b"PS ?")))
PATTERN = re.compile(rb"(?=WORD|[Dd][Nn][Ss][Ss_]|PS .|(?<![0-9])9[0-9]{3}(?![0-9]))", re.DOTALL)


@given(
    st.lists(
        st.sampled_from([b"WORD", b"dnsS", b"DNS_", b"9116", b"PS C", b"x", b"\n", b"9", b"P"]), max_size=60
    )
)
def test_finds_what_a_search_finds(words: list[bytes]) -> None:
    """Every place is found once, in order, at all alignments."""
    text = b"".join(words)
    assert NEEDLES.find(text).tolist() == [m.start() for m in PATTERN.finditer(text)]


@pytest.mark.parametrize("offset", range(-5, 5))
def test_finds_what_lies_across_tiles(offset: int) -> None:
    """A needle is found at the border of what is compared at once."""
    at = (1 << 18) + offset
    text = b"x" * at + b"WORD" + b"x" * 100
    assert NEEDLES.find(text).tolist() == [at]


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
