"""Where a text may matter: four bytes that every line of interest holds, found at memory speed.

All four alignments of a block are compared as 32-bit numbers, a needle at a time.  What
is found is a candidate only; whoever parses the line decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

_TILE = 1 << 18
"""Bytes compared at once, so that all intermediate results stay in the processor's cache."""

_EXACT = 0xFFFFFFFF
_ANY_CASE = 0xD3DFDFDF
"""Without the bit that tells small letters from capitals; in the last byte `S` and `_` are one, too."""

_FOUR_DIGITS = 0xF0F0F0FF
"""The whole first byte; of the others only what all digits share."""

_NINE = ord("9")
_DIGIT = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))

Offsets = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, order=True)
class Needle:
    """Four bytes as a little-endian number, and which of their bits count."""

    mask: int
    value: int


def exact(word: bytes) -> Needle:
    """These four bytes; `?` stands for any."""
    mask = sum(0xFF << 8 * place for place, byte in enumerate(word) if byte != ord("?"))
    return Needle(mask, int.from_bytes(word, "little") & mask)


def any_case(word: bytes) -> Needle:
    """These four letters, small or capital; of the last, others of its kind are taken too."""
    return Needle(_ANY_CASE, int.from_bytes(word, "little") & _ANY_CASE)


def four_digits_from_nine() -> Needle:
    """A number of four digits that begins with 9."""
    return Needle(_FOUR_DIGITS, int.from_bytes(b"9000", "little"))


class Anchors:
    """A set of needles to look for in many blocks."""

    def __init__(self, needles: Iterable[Needle]) -> None:
        """Needles that share a mask cost least together."""
        grouped = groupby(sorted(set(needles)), key=lambda needle: needle.mask)
        self._groups = [(np.uint32(mask), [np.uint32(n.value) for n in some]) for mask, some in grouped]
        self._masked = np.empty(_TILE // 4, np.uint32)
        self._equal, self._found = np.empty((2, _TILE // 4), np.bool_)

    def find(self, block: bytes) -> Offsets:
        """The offsets of all needles in a block, in order."""
        hits = [
            np.flatnonzero(found) * 4 + start
            for tile in range(0, len(block), _TILE)
            for start in range(tile, min(tile + 4, len(block)))
            if (found := self._compare(block, start)) is not None
        ]
        return _whole(block, np.sort(np.concatenate(hits))) if hits else np.empty(0, np.intp)

    def _compare(self, block: bytes, start: int) -> npt.NDArray[np.bool_] | None:
        """Which of the words of one tile, from that byte on, are needles; None where none is."""
        count = min(_TILE, len(block) - start) // 4
        words = np.frombuffer(block, "<u4", count, start)
        masked, equal, found = self._masked[:count], self._equal[:count], self._found[:count]
        found[:] = False
        for mask, values in self._groups:
            seen = words if mask == _EXACT else np.bitwise_and(words, mask, out=masked)
            for value in values:
                found |= np.equal(seen, value, out=equal)
        return found if found.any() else None


def _whole(block: bytes, found: Offsets) -> Offsets:
    """The offsets without those of a 9 and digits that are part of a longer number."""
    data = np.frombuffer(block, np.uint8)
    before = _DIGIT[data[found - 1]] & (found > 0)
    behind = _DIGIT[data[np.minimum(found + 4, data.size - 1)]] & (found + 4 < data.size)
    kept: Offsets = found[(data[found] != _NINE) | ~(before | behind)]
    return kept
