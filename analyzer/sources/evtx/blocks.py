"""A file as blocks of whole chunks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from analyzer.sources.evtx.columns import IntArray
from analyzer.sources.evtx.layout import CHUNK
from analyzer.sources.evtx.ranges import BLOCK
from analyzer.sources.streams import Bytes

MARGIN = 4 * CHUNK
"""Zeros behind a block: a damaged length can point at most this far beyond it."""

_spare: deque[mmap] = deque(maxlen=4)
"""Buffers that nobody uses now: as many as two threads need."""


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
    buffer: mmap

    @classmethod
    def of(cls, buffer: mmap, end: int, first: int) -> Block:
        """The block of that many bytes at the start of a buffer that has a margin."""
        data = np.frombuffer(buffer, np.uint8, end + -end % CHUNK + MARGIN)
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
        windows = np.ndarray((self.data.size - width + 1,), f"S{width}", self.data.data, strides=(1,))
        return windows[at]

    def numbers(self, at: IntArray, size: int) -> IntArray:
        """The little-endian number of at most eight bytes at each position, which needs no alignment."""
        # Put together of two words, because NumPy takes words of an array several times as fast.
        word, shift = at >> 3, ((at & 7) << 3).view(np.uint64)
        low = self.words.take(word).view(np.uint64) >> shift
        high = self.words.take(word + 1).view(np.uint64)
        number = low | (high << np.uint64(1)) << (np.uint64(63) - shift)
        return (number & np.uint64(2 ** (8 * size) - 1)).view(np.int64)

    def position(self, at: int) -> str:
        """How evidence names what lies at a byte of the block."""
        return f"c{self.first + at // CHUNK}+0x{at % CHUNK:x}"


def read_blocks(stream: Bytes, size: int = BLOCK, part: tuple[int, int] | None = None) -> Iterator[Block]:
    """The rest of a stream, block by block; a block is valid only until the next is asked for.

    Of a `part`, from a chunk to before another, the first is where the stream stands.
    A last chunk that is cut off is filled with zeros.
    """
    return _ahead(stream, size) if part is None else _in_turn(stream, size, *part)


def _in_turn(stream: Bytes, size: int, first: int, end: int) -> Iterator[Block]:
    """The blocks of a part: others are read beside it, a thread that reads ahead would take from these."""
    buffer = _taken(size)
    try:
        while first < end and (filled := _fill(stream, buffer, min(size, (end - first) * CHUNK))):
            block = Block.of(buffer, filled, first)
            yield block
            first += block.chunks
    finally:
        _spare.append(buffer)


def _ahead(stream: Bytes, size: int) -> Iterator[Block]:
    """All blocks; reading and hashing the next one costs no time while this one is indexed."""
    buffers = _taken(size), _taken(size)
    turn = first = 0
    try:
        end = _fill(stream, buffers[turn], size)
        with ThreadPoolExecutor(max_workers=1) as reader:
            while end:
                ahead = None if end < size else reader.submit(_fill, stream, buffers[1 - turn], size)
                block = Block.of(buffers[turn], end, first)
                yield block
                turn, first = 1 - turn, first + block.chunks
                end = ahead.result() if ahead else 0
    finally:
        _spare.extend(buffers)


def _taken(size: int) -> mmap:
    """A buffer for blocks of that size: one that is spare, or a new one.

    Memory of the system's is zero without being written, so that a small file touches no
    more than its size; but to touch it for the first time takes longer than to index it.
    """
    for _ in range(len(_spare)):
        with suppress(IndexError):  # another thread may have been faster
            buffer = _spare.popleft()
            if len(buffer) == size + MARGIN:
                return buffer
    return mmap(-1, size + MARGIN)


def _fill(stream: Bytes, buffer: mmap, size: int) -> int:
    """Read up to `size` bytes into the buffer; returns how many there were."""
    view, filled = memoryview(buffer), 0
    while filled < size and (count := stream.readinto(view[filled:size])):
        filled += count
    if filled < len(buffer) - MARGIN:
        # The buffer may hold an earlier block.
        rest = -filled % CHUNK + MARGIN
        view[filled : filled + rest] = bytes(rest)
    return filled
