"""A file as blocks of whole chunks, the next one being read while one is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from analyzer.sources.evtx.columns import IntArray
from analyzer.sources.evtx.layout import CHUNK

BLOCK = 16 << 20
MARGIN = 4 * CHUNK
"""Zeros behind a block: a damaged length can point at most this far beyond it."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some chunks in memory, followed by a margin of zeros.

    `first` is the number of the first chunk in the file, `end` says how many bytes the
    file really has here.  `words` are the same bytes as 64-bit numbers: records begin at
    multiples of eight.  `buffer` holds them, for searching at memory speed.
    """

    data: NDArray[np.uint8]
    words: IntArray
    end: int
    first: int
    buffer: bytearray

    @classmethod
    def of(cls, buffer: bytearray, end: int, first: int) -> Block:
        """The block of that many bytes at the start of a buffer that has a margin."""
        data = np.frombuffer(buffer, np.uint8)
        return cls(data, data.view("<i8"), end, first, buffer)

    @property
    def chunks(self) -> int:
        """How many chunks there are, the last perhaps cut off."""
        return -(-self.end // CHUNK)

    def chunk(self, number: int) -> bytes:
        """A copy of one chunk; numbers count from the start of the block."""
        return self.data[number * CHUNK : (number + 1) * CHUNK].tobytes()

    def rows(self, at: IntArray, width: int) -> NDArray[np.bytes_]:
        """The `width` bytes at each position, copied together; positions need no alignment."""
        return self._windows(f"S{width}")[at]

    def numbers(self, at: IntArray, kind: str) -> IntArray:
        """The little-endian number of a NumPy type at each position, which needs no alignment."""
        return self._windows(kind)[at].astype(np.int64, copy=False)

    def _windows(self, kind: str) -> NDArray[Any]:
        """What of a NumPy type stands at every byte, overlapping."""
        dtype = np.dtype(kind)
        return np.ndarray((self.data.size - dtype.itemsize + 1,), dtype, self.data.data, strides=(1,))

    def position(self, at: int) -> str:
        """How evidence names what lies at a byte of the block."""
        return f"c{self.first + at // CHUNK}+0x{at % CHUNK:x}"


def read_blocks(stream: BinaryIO, size: int = BLOCK, part: tuple[int, int] | None = None) -> Iterator[Block]:
    """The rest of a stream, block by block; a block is valid only until the next is asked for.

    Of a `part`, from a chunk to before another, the first is where the stream stands.
    A last chunk that is cut off is filled with zeros.  Two buffers take turns:
    reading and hashing the next block costs no time while this one is indexed.
    """
    buffers = (bytearray(size + MARGIN), bytearray(size + MARGIN))
    first = part[0] if part else 0
    left = (part[1] - first) * CHUNK if part else None
    with ThreadPoolExecutor(max_workers=1) as reader:
        ahead = reader.submit(_fill, stream, buffers[0], size if left is None else min(size, left))
        turn = 0
        while end := ahead.result():
            left = None if left is None else left - end
            ahead = reader.submit(_fill, stream, buffers[1 - turn], size if left is None else min(size, left))
            block = Block.of(buffers[turn], end, first)
            yield block
            turn, first = 1 - turn, first + block.chunks


def _fill(stream: BinaryIO, buffer: bytearray, size: int) -> int:
    """Read up to `size` bytes into the buffer; returns how many there were."""
    view, filled = memoryview(buffer)[:size], 0
    while filled < size and (count := stream.readinto(view[filled:])):  # type: ignore[attr-defined]  # typeshed's BinaryIO lacks it
        filled += count
    rest = -filled % CHUNK
    view[filled : filled + rest] = bytes(rest)
    return filled
