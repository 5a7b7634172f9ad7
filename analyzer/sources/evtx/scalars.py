"""Values as texts, spelt as the Rust reader spells them in XML (types: MS-EVEN6 2.2.12.1)."""

from __future__ import annotations

from codecs import utf_16_le_decode as utf_16
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

from analyzer.sources.event_xml import is_xml
from analyzer.sources.evtx.times import moment

NULL, STRING, ANSI, UINT32, BINARY, SID, FRAGMENT, STRINGS = 0x00, 0x01, 0x02, 0x08, 0x0E, 0x13, 0x21, 0x81
"""Types that the reading of records knows by name."""

_SMALLEST_SID = 8

Spelling = Callable[[bytes], str]
"""Spells a value; ValueError for one that makes no sense, or only with the help of XML."""


def spelling(kind: int, size: int) -> Spelling | None:
    """How values of a type and size are spelt; None where that is not known here."""
    if kind in _OF_ANY_SIZE:
        return _OF_ANY_SIZE[kind]
    return _OF_SIZE.get((kind, size))


def tells_its_size(kind: int, size: int) -> bool:
    """Whether a value of that type ends where its type says, and perhaps not after so many bytes.

    The Rust reader then goes on at another place than we.
    """
    return kind == SID or (kind in _SIZED and (kind, size) not in _OF_SIZE)


def string(raw: bytes) -> str:
    """A text, which ends at U+0000; white space alone is nothing."""
    text = utf_16(raw, "strict", True)[0]
    if not text.isprintable():
        text = text.partition("\0")[0]
        if not is_xml(text):
            raise ValueError(text)
    return "" if text.isspace() else text


def strings(raw: bytes) -> list[str]:
    """The texts of a list, each of which ends at U+0000; a list of none is one that is empty."""
    text = utf_16(raw, "strict", True)[0]
    if text and text[-1] != "\0":
        raise ValueError(text)
    found = text[:-1].split("\0")
    if not all(one.isprintable() or is_xml(one) for one in found):
        raise ValueError(text)
    return ["" if one.isspace() else one for one in found]


@lru_cache(1024)
def sid(raw: bytes) -> str:
    """A security identifier `S-1-…` (MS-DTYP 2.4.2.2)."""
    if len(raw) < _SMALLEST_SID or len(raw) != _SMALLEST_SID + 4 * raw[1]:
        raise ValueError(raw)
    parts = (int.from_bytes(raw[at : at + 4], "little") for at in range(_SMALLEST_SID, len(raw), 4))
    return "-".join(map(str, ("S", raw[0], int.from_bytes(raw[2:_SMALLEST_SID], "big"), *parts)))


def _nothing(_raw: bytes) -> str:
    return ""


def _ansi(raw: bytes) -> str:
    """A text in the code page of some host: only what all of them share is known here."""
    text = raw.decode("ascii").replace("\0", "")
    if not is_xml(text):
        raise ValueError(text)
    return "" if text.isspace() else text


def _unsigned(raw: bytes) -> str:
    return str(int.from_bytes(raw, "little"))


def _signed(raw: bytes) -> str:
    return str(int.from_bytes(raw, "little", signed=True))


def _hex(raw: bytes) -> str:
    return f"0x{int.from_bytes(raw, 'little'):x}"


def _boolean(raw: bytes) -> str:
    number = int.from_bytes(raw, "little")
    if number > 1:
        raise ValueError(raw)
    return "true" if number else "false"


def _time(raw: bytes) -> str:
    try:
        time = moment(int.from_bytes(raw, "little"))
    except OverflowError as error:
        raise ValueError(raw) from error
    return time.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@lru_cache(1024)
def _guid(raw: bytes) -> str:
    return str(UUID(bytes_le=raw)).upper()


def _binary(raw: bytes) -> str:
    return raw.hex().upper()


_OF_ANY_SIZE: dict[int, Spelling] = {
    NULL: _nothing,
    STRING: string,
    ANSI: _ansi,
    BINARY: _binary,
    SID: sid,
}
_OF_SIZE: dict[tuple[int, int], Spelling] = {
    **dict.fromkeys(((0x03, 1), (0x05, 2), (0x07, 4), (0x09, 8)), _signed),
    **dict.fromkeys(((0x04, 1), (0x06, 2), (UINT32, 4), (0x0A, 8)), _unsigned),
    **dict.fromkeys(((0x10, 4), (0x10, 8), (0x14, 4), (0x15, 8)), _hex),
    (0x0D, 4): _boolean,
    (0x0F, 16): _guid,
    (0x11, 8): _time,
}
"""A value of another size than its type has is damaged."""

_SIZED = frozenset(kind for kind, _ in _OF_SIZE)
