"""Bytes to lines of text, whatever their encoding; what cannot be decoded stays visible."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

BLOCK = 4 << 20
"""Bytes that are read at once: enough that work on whole blocks is not mostly calls."""

LONGER_RECORD = "longer than a record may be ([reading] record)"
"""What is said of a record that is not read because of its size."""

LONGEST = 16 << 20
"""Bytes of the longest line; what is longer is cut into lines of that length."""

_HANDLER = "rollaudit.cp1252"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Reads(Protocol):
    """Anything that gives its bytes forwards."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, at most `size`; none at the end."""


def encoding_of(head: bytes) -> str:
    """`utf-16-le`, `utf-16-be` or `utf-8` (which stands for cp1252 too, see `readable`).

    Without a byte order mark, UTF-16 shows in its zero bytes: Latin text has one in every
    pair, always on the same side.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    pairs = len(head) // 2
    low, high = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if pairs and high > pairs // 2 and low < high // 16 + 1:
        return "utf-16-le"
    if pairs and low > pairs // 2 and high < low // 16 + 1:
        return "utf-16-be"
    return "utf-8"


def readable(raw: bytes) -> str:
    r"""Text of UTF-8 bytes; a byte outside UTF-8 is read as cp1252, or stays visible as `\x81`."""
    return raw.decode("utf-8", _HANDLER)


def utf8_head(head: bytes) -> bytes:
    """A file's first bytes as UTF-8."""
    return b"".join(utf8_blocks(io.BytesIO(head)))


@lru_cache(maxsize=1)
def head_text(head: bytes) -> str:
    """The text of a file's first bytes."""
    return readable(utf8_head(head))


def utf8_blocks(stream: Reads) -> Iterator[bytes]:
    """The stream as UTF-8 in blocks of some megabytes, without byte order mark.

    UTF-16 is converted, all else passes as it is.  Blocks end anywhere.
    """
    block = stream.read(BLOCK)
    encoding = encoding_of(block)
    if encoding == "utf-8":
        block = block.removeprefix(codecs.BOM_UTF8)
        while block:
            yield block
            block = stream.read(BLOCK)
        return
    decoder = codecs.getincrementaldecoder(encoding)("backslashreplace")
    first = True
    while block:
        text = decoder.decode(block)
        yield (text.removeprefix("\ufeff") if first else text).encode("utf-8")
        first = False
        block = stream.read(BLOCK)
    yield decoder.decode(b"", final=True).encode("utf-8")


def byte_lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of blocks of UTF-8, without their ends; the last one need not end."""
    for line in raw_lines(blocks):
        yield line.removesuffix(b"\r")


def raw_lines(blocks: Iterable[bytes], longest: int = LONGEST) -> Iterator[bytes]:
    """The lines of blocks of UTF-8, with the carriage return but not the newline at their ends."""
    rest: list[bytes] = []
    size = 0
    for block in blocks:
        *whole, last = block.split(b"\n")
        if rest and whole:
            whole[0] = b"".join([*rest, whole[0]])
            rest, size = [], 0
        yield from whole
        rest.append(last)
        size += len(last)
        if size > longest:
            yield b"".join(rest)
            rest, size = [], 0
    if size:
        yield b"".join(rest)


def lines(stream: Reads) -> Iterator[str]:
    """The lines of a stream as text, without their ends."""
    return map(readable, byte_lines(utf8_blocks(stream)))


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "backslashreplace"), error.end


codecs.register_error(_HANDLER, _as_cp1252)
