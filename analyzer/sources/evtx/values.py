"""Where many records keep the values that System is made of.

An array of values is a count, an entry of size and type for each value, and the
values one behind the other: where a value begins is the sum of the sizes before it.
Of most records the entries are those of many others, so each arrangement of them is
worked out once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

import numpy as np

from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import BoolArray, IntArray
from analyzer.sources.evtx.layout import CHUNK
from analyzer.sources.evtx.learnt import Learnt, WordArray, weights, weights_of

EVENT_ID = 0x06_0002
FILETIME = 0x11_0008
RECORD_ID = 0x0A_0008
"""Entries as numbers, size in the low half and type above it: UInt16, FILETIME, UInt64."""

_NUMBERS = (EVENT_ID, RECORD_ID, FILETIME)
_TEXT = 0x01
_MOST_VALUES = CHUNK // 4
_LONGEST_TEXT = 1024
"""Bytes; names of providers and channels have at most 255 characters."""

_NARROWEST = 32


@dataclass(frozen=True, slots=True)
class Text:
    """A text of each of many records: its place in the block, and its size in bytes."""

    at: IntArray
    size: IntArray

    def __getitem__(self, which: BoolArray) -> Text:
        """The texts of some of the records."""
        return Text(self.at[which], self.size[which])

    def fingerprints(self, block: Block) -> WordArray:
        """Numbers that are equal where the texts are, but for zeros at their end."""
        prints = np.zeros(self.at.size, np.uint64)
        below, most = 0, int(self.size.max(initial=0))
        width = _NARROWEST
        while below < most:
            mine = np.flatnonzero((self.size > below) & (self.size <= width))
            if mine.size:
                prints[mine] = _fingerprints(block, self.at[mine], self.size[mine])
            below, width = width, 2 * width
        return prints

    def read(self, block: Block, number: int) -> str:
        """The text of one of the records."""
        start, size = int(self.at[number]), int(self.size[number])
        return block.data[start : start + size].tobytes().decode("utf-16-le", "replace").rstrip("\0")


def _fingerprints(block: Block, at: IntArray, size: IntArray) -> WordArray:
    """Those of texts of about one size."""
    least, most = int(size.min()), int(size.max())
    width = -(-most // 8)
    words = block.rows(at, 8 * width).view("<u8").reshape(-1, width)
    if least == most:
        prints: WordArray = words @ weights_of(most, width)
    else:
        prints = np.einsum("ij,ij->i", words, _text_weights(width)[size >> 1])
    return prints


@cache
def _text_weights(width: int) -> WordArray:
    """The weights for texts of each even size up to so many words."""
    return np.stack([weights_of(size, width) for size in range(0, 8 * width + 1, 2)])


@dataclass(frozen=True, slots=True)
class Places:
    """Where each of many records keeps its values, and whether all of them lie in it.

    Texts are None where they are not among the values.  Where not all lie in the record,
    places mean nothing, but lie within the block's margin.
    """

    inside: BoolArray
    event_id: IntArray
    record_id: IntArray
    time: IntArray
    texts: tuple[Text | None, ...]


class Arrays:
    """Arrays of values that keep EventID, EventRecordID, time and texts at the same indexes."""

    def __init__(self, indexes: Sequence[int | None]) -> None:
        """Take the indexes: of the three numbers, and of the texts, None for those that are not there."""
        self._indexes = [index for index in indexes if index is not None]
        self._is_text = [index is not None for index in indexes[len(_NUMBERS) :]]
        self._count = max(self._indexes) + 1
        # Of words of 64 bits the highest bit would weigh the same wherever it stands.
        self._weights = weights(self._count + 1)
        self._learnt = Learnt(1 + len(self._indexes) + sum(self._is_text))

    def find(self, block: Block, at: IntArray, end: IntArray) -> Places:
        """The values of the arrays at those positions, of records with those ends."""
        numbers = block.rows(at, 4 * self._weights.size).view("<u4").reshape(at.size, -1)
        prints = numbers.astype(np.uint64) @ self._weights

        def learn(examples: IntArray) -> IntArray:
            return np.array([self._arranged(array) for array in numbers[examples].tolist()], np.int64).T

        length, *columns = self._learnt.look_up(prints, learn)
        event_id, record_id, time = (at + column for column in columns[: len(_NUMBERS)])
        rest = iter(columns[len(_NUMBERS) :])
        pairs = [(at + next(rest), next(rest)) if is_text else None for is_text in self._is_text]
        texts = tuple(Text(*pair) if pair else None for pair in pairs)
        inside = (length > 0) & (at + length <= end)
        return Places(inside, event_id, record_id, time, texts)

    def _arranged(self, array: list[int]) -> list[int]:
        """How far the wanted values of an array reach, and where each begins; with texts, their sizes.

        Nothing but zeros where one is not of its type.
        """
        count, entries = array[0], array[1 : self._count + 1]
        starts = list(accumulate((entry & 0xFFFF for entry in entries), initial=4 + 4 * count))
        fits = self._count <= count <= _MOST_VALUES and starts[-1] <= CHUNK
        wanted = [entries[index] for index in self._indexes]
        fits &= tuple(wanted[: len(_NUMBERS)]) == _NUMBERS
        fits &= all(_is_text(entry) for entry in wanted[len(_NUMBERS) :])
        found = [starts[-1], *(starts[index] for index in self._indexes[: len(_NUMBERS)])]
        for index in self._indexes[len(_NUMBERS) :]:
            found += [starts[index], entries[index] & 0xFFFF]
        return found if fits else [0] * len(found)


def _is_text(entry: int) -> bool:
    """Whether the value is a string of whole UTF-16 units, and of a length that names have."""
    size = entry & 0xFFFF
    return entry >> 16 == _TEXT and size % 2 == 0 and size <= _LONGEST_TEXT
