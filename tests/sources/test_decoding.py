"""Bytes to lines."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.decoding import BLOCK, LONGEST, encoding_of, lines, readable

TEXT = 'Ereignis "überprüft" — état, 9116\r\nzweite Zeile\n\ndritte'
LINES = ['Ereignis "überprüft" — état, 9116', "zweite Zeile", "", "dritte"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    """UTF-8 and UTF-16, with and without a mark of byte order, and cp1252 are read as they are."""
    assert list(lines(io.BytesIO(TEXT.encode(encoding)))) == LINES


def test_utf16_big_endian_with_a_mark() -> None:
    """The mark alone decides, however short the file."""
    assert list(lines(io.BytesIO(codecs.BOM_UTF16_BE + "ok".encode("utf-16-be")))) == ["ok"]


def test_undecodable_bytes_stay_visible() -> None:
    """A byte outside UTF-8 is its cp1252 character, or its number where cp1252 has none."""
    assert readable(b"caf\xe9 \x81 \xc3\xa9") == "café \\x81 é"


def test_half_a_pair_of_utf16_stays_visible() -> None:
    """Even UTF-16 can hold what is no character."""
    data = codecs.BOM_UTF16_LE + "a".encode("utf-16-le") + b"\x00\xd8" + "b\n".encode("utf-16-le")
    (line,) = lines(io.BytesIO(data))
    assert line == "a\\x00\\xd8b"


def test_lines_across_blocks() -> None:
    """A line may begin in one block and end in another, or span several."""
    long = "ä" * BLOCK
    text = f"first\n{long}\nlast"
    assert list(lines(io.BytesIO(text.encode()))) == ["first", long, "last"]


def test_endless_lines_are_cut() -> None:
    """A line without end does not fill memory: it comes in pieces."""
    pieces = list(lines(io.BytesIO(b"x" * (2 * LONGEST + 5))))
    assert sum(map(len, pieces)) == 2 * LONGEST + 5
    assert max(map(len, pieces)) <= LONGEST + BLOCK


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r\x00\ufeff"), min_size=1))
def test_utf8_is_never_touched(text: str) -> None:
    """What is valid UTF-8 comes back as it was."""
    assert list(lines(io.BytesIO(text.encode()))) == [text] or encoding_of(text.encode()) != "utf-8"


@given(st.binary())
def test_any_bytes_become_text(data: bytes) -> None:
    """Nothing raises, and text that comes out can be written as UTF-8."""
    "".join(lines(io.BytesIO(data))).encode()
