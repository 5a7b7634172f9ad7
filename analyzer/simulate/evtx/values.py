"""Values as EVTX stores them."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID

EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
"""FILETIME zero."""

_MICROSECOND = timedelta(microseconds=1)


def filetime(time: datetime) -> int:
    """A time as a FILETIME: 100 ns since 1601, UTC."""
    return (time - EPOCH) // _MICROSECOND * 10


def utf16(text: str) -> bytes:
    """A text as UTF-16; ValueError for U+0000, where Windows would cut it, and for half a surrogate pair."""
    if "\0" in text:
        raise ValueError(f"Windows ends a text at U+0000: {text!r}")
    return text.encode("utf-16-le")


@cache
def sid(text: str) -> bytes:
    """A security identifier `S-1-…` in its binary form (MS-DTYP 2.4.2.2)."""
    revision, authority, *parts = (int(part) for part in text.removeprefix("S-").split("-"))
    return struct.pack(f"<BB6s{len(parts)}I", revision, len(parts), authority.to_bytes(6, "big"), *parts)


@cache
def guid(text: str | None) -> bytes:
    """A GUID in its binary form (MS-DTYP 2.3.4.2); empty where there is none."""
    return UUID(text).bytes_le if text else b""
