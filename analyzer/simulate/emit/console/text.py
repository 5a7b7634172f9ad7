"""Lines as files: their ends, their width, their encoding."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import BinaryIO

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp437", "cp850", "cp932")
"""What output comes in: of PowerShell 7; transcripts and `>` of 5.1; editors; OEM code pages of cmd."""


def write(stream: BinaryIO, lines: Iterable[str], encoding: str = "utf-8") -> None:
    """Write lines, each ended by CR LF; a letter that the encoding lacks becomes `?`.

    `utf-8-sig` and `utf-16` (little-endian) begin with their mark.
    """
    mark = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}.get(encoding, b"")
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    stream.write(mark)
    stream.writelines(f"{line}\r\n".encode(plain, errors="replace") for line in lines)


def at_words(text: str, width: int) -> Iterator[str]:
    """Text as the console breaks it: at spaces, within a word only where it is longer than a line."""
    for line in text.splitlines() or [""]:
        yield from textwrap.wrap(line, width, break_on_hyphens=False, drop_whitespace=True) or [""]


def anywhere(text: str, width: int, indent: str) -> Iterator[str]:
    """Text broken where the line ends, be it within a word; what follows is indented."""
    first, rest = text[: width - 1], text[width - 1 :]
    yield first
    step = width - 1 - len(indent)
    yield from (indent + rest[at : at + step] for at in range(0, len(rest), step))
