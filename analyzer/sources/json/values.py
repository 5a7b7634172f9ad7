"""Values of JSON records that are no plain text: bytes, lists of data, elements within elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from analyzer.sources.head import text

_BYTES = re.compile(r"\d{1,3}(?: \d{1,3})+")
_HEX = re.compile(r"(?:[0-9A-F]{2})+")
_DWORD = 4


def hex_bytes(value: object) -> bytes | None:
    """Bytes written in hex; none at all for null, which is an empty element."""
    try:
        return bytes.fromhex(text(value))
    except ValueError:
        return None


def utf16_bytes(value: object) -> bytes | None:
    """Bytes that were printed as if they were UTF-16, zeros at their end restored up to a DWORD.

    An odd number of bytes was printed in hex.
    """
    if not isinstance(value, str):
        return None
    if not value:
        return b""
    if _HEX.fullmatch(value) and len(value) // 2 % 2:
        return bytes.fromhex(value)
    return value.encode("utf-16-le", "surrogatepass").ljust(_DWORD, b"\0")


def decimal_bytes(value: object) -> bytes | None:
    """Bytes in decimal, in a list or in one text with blanks between them; None for anything else."""
    if isinstance(value, str) and _BYTES.fullmatch(value):
        value = [int(word) for word in value.split()]
    if isinstance(value, list) and all(type(v) is int and 0 <= v < 256 for v in value):
        return bytes(value)
    return None


def params(values: Sequence[object]) -> dict[str, str]:
    """Data without names, called by its place."""
    return {f"param{i}": text(value) for i, value in enumerate(values, 1)}


def leaves(element: object, name: str = "") -> Iterator[tuple[str, str]]:
    """The innermost values of objects within objects, with their names, in order; attributes left out."""
    if isinstance(element, dict):
        for key, value in element.items():
            if key == "#text":
                yield from leaves(value, name)
            elif key not in ("#attributes", "xmlns"):
                yield from leaves(value, key)
    elif isinstance(element, list):
        for value in element:
            yield from leaves(value, name)
    else:
        yield name, text(element)


def listed(value: Any) -> list[Any]:  # a JSON value is anything
    """A list as it is, one value as a list of it, nothing as an empty one."""
    return value if isinstance(value, list) else [] if value is None else [value]
