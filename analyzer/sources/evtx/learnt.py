"""What was learnt of bytes that many records share: looked up by their fingerprint, read only once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import shake_128

import numpy as np
from numpy.typing import NDArray

from analyzer.sources.evtx.columns import IntArray, unique

WordArray = NDArray[np.uint64]

_WORD = 8
_SLOT_BITS = 16
_MOST = 1 << _SLOT_BITS
"""A file in which everything differs must not fill the memory."""


@cache
def weights(count: int) -> WordArray:
    """Odd numbers without pattern, always the same."""
    return np.frombuffer(shake_128(b"fingerprints").digest(_WORD * count), "<u8") | np.uint64(1)


@cache
def weights_of(size: int, width: int) -> WordArray:
    """Weights for `size` bytes at the start of so many words: whatever stands behind them counts for nothing.

    Of a word that is used in part, the weight shifts the rest out at the top.
    """
    whole, rest = divmod(size, _WORD)
    found = np.zeros(width, np.uint64)
    found[:whole] = weights(width)[:whole]
    if rest:
        found[whole] = weights(width)[whole] << np.uint64(8 * (_WORD - rest))
    return found


class Learnt:
    """Some numbers for each fingerprint, as columns.

    A fingerprint is a sum of 64-bit words, each times a weight: two different ones
    of real logs do not meet.  That of zeros alone is zero, and so are its numbers.
    """

    _numbers: dict[int, int]
    _prints: WordArray
    _table: IntArray
    _slots: IntArray

    def __init__(self, columns: int) -> None:
        """Know nothing yet; say how many numbers each has."""
        self._columns = columns
        self._forget()

    def look_up(self, prints: WordArray, learn: Callable[[IntArray], IntArray]) -> IntArray:
        """The columns of each fingerprint; `learn` gives those at some places, met for the first time."""
        if len(self._numbers) > _MOST:
            self._forget()
        slots = (prints >> np.uint64(64 - _SLOT_BITS)).view(np.int64)
        numbers = self._slots.take(slots)
        strange = np.flatnonzero(self._prints.take(numbers) != prints)
        if strange.size:
            found, first, which = unique(prints[strange])
            self._learn(found, strange[first], learn)
            numbers[strange] = np.array([self._numbers[one] for one in found.tolist()])[which]
            self._slots[slots[strange]] = numbers[strange]
        return self._table.take(numbers, axis=1)

    def _learn(self, prints: WordArray, places: IntArray, learn: Callable[[IntArray], IntArray]) -> None:
        new = [i for i, one in enumerate(prints.tolist()) if one not in self._numbers]
        if new:
            self._table = np.concatenate([self._table, learn(places[new])], axis=1)
            self._prints = np.concatenate([self._prints, prints[new]])
            for one in prints[new].tolist():
                self._numbers[one] = len(self._numbers)

    def _forget(self) -> None:
        self._numbers = {0: 0}
        self._prints = np.zeros(1, np.uint64)
        self._table = np.zeros((self._columns, 1), np.int64)
        self._slots = np.zeros(1 << _SLOT_BITS, np.int64)
