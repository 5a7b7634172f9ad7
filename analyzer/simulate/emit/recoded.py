"""The same text in another encoding: what editors, pipes and old tools make of a file."""

from __future__ import annotations

import codecs
import io
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_MARKS = {"utf-8-sig": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE}
_PLAIN = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}


class Recoded(io.BufferedIOBase):
    """A stream that takes bytes in one encoding and writes them in another into a stream below.

    `utf-8-sig` and `utf-16` (little-endian) begin with their mark; a letter that the
    other encoding lacks becomes `?`.
    """

    def __init__(self, below: BinaryIO, source: str, target: str) -> None:
        """Write into `below`, from `source` to `target`."""
        self._below = below
        self._decoder = codecs.getincrementaldecoder(source)()
        self._target = _PLAIN.get(target, target)
        below.write(_MARKS.get(target, b""))

    def writable(self) -> bool:
        """It is for writing."""
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        """Write bytes of the source's encoding."""
        taken = bytes(data)
        self._below.write(self._decoder.decode(taken).encode(self._target, errors="replace"))
        return len(taken)
