"""Where a text may matter: words of few bytes that every line of interest holds, found at memory speed.

What is found is a candidate only; whoever parses the line decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import BytesAhoCorasick, MatchKind

_TILE = 1 << 18
"""Bytes compared at once, so that all intermediate results stay in the processor's cache."""

_ZERO, _NINE = b"09"
_TEN = 10
_DIGITS = 4
_DIGIT = np.isin(np.arange(256), np.frombuffer(b"0123456789", np.uint8))

Offsets = npt.NDArray[np.intp]


def any_case(word: bytes) -> list[bytes]:
    """All spellings of a word in small and capital letters."""
    pairs = ({byte, ord(chr(byte).swapcase())} for byte in word)
    return sorted(map(bytes, product(*pairs)))


class Anchors:
    """Words to look for in many blocks, and perhaps numbers of four digits that begin with 9.

    Up to 64 words are found several times as fast as more, for the library then compares
    many bytes at once.
    """

    def __init__(self, words: Iterable[bytes], *, nines: bool = False) -> None:
        """No word may hold a line end."""
        # Of matches that overlap only the first is told, which is enough: both stand on one line.
        self._words = BytesAhoCorasick(sorted(set(words)), matchkind=MatchKind.LeftmostFirst)
        self._nines = nines

    def find(self, block: bytes | memoryview) -> Offsets:
        """The offsets of all that is found in a block, in order; of what overlaps, the first word's."""
        words = [start for _, start, _ in self._words.find_matches_as_indexes(block)]
        found: Offsets = np.array(words, np.intp)
        return np.sort(np.concatenate([found, _nines(block)])) if self._nines else found


def _nines(block: bytes | memoryview) -> Offsets:
    """Where numbers of four digits begin, the first of which is 9."""
    data = np.frombuffer(block, np.uint8)
    tiles = [
        _nines_from(data[start : start + _TILE + _DIGITS - 1]) + start for start in range(0, data.size, _TILE)
    ]
    found = np.concatenate([np.empty(0, np.intp), *tiles])
    ends = found + _DIGITS
    before = (found > 0) & _DIGIT[data[found - 1]]
    behind = (ends < data.size) & _DIGIT[data[np.minimum(ends, data.size - 1)]]
    kept: Offsets = found[~(before | behind)]
    return kept


def _nines_from(tile: npt.NDArray[np.uint8]) -> Offsets:
    """Where a 9 and three digits stand."""
    size = max(0, tile.size - _DIGITS + 1)
    digit = tile - np.uint8(_ZERO) < _TEN
    found = tile[:size] == _NINE
    for place in range(1, _DIGITS):
        found &= digit[place : size + place]
    return np.flatnonzero(found)
