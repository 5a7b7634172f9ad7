"""Values of many records at once, read from their arrays.

An array of values is a count, an entry of size and type for each value, and the
values one behind the other: where a value begins is the sum of the sizes before it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import BoolArray, IntArray, distinct
from analyzer.sources.evtx.layout import CHUNK

EVENT_ID = 0x06_0002
FILETIME = 0x11_0008
RECORD_ID = 0x0A_0008
"""Entries as numbers, size in the low half and type above it: UInt16, FILETIME, UInt64."""

_TEXT = 0x01
_MOST_VALUES = CHUNK // 4


@dataclass(frozen=True, slots=True)
class Values:
    """One value of each of many records: its place in the block, and its entry."""

    at: IntArray
    entry: IntArray

    @property
    def size(self) -> IntArray:
        """Sizes in bytes."""
        return self.entry & 0xFFFF

    @property
    def is_text(self) -> BoolArray:
        """Whether the value is a string of whole UTF-16 units."""
        is_text: BoolArray = (self.entry >> 16 == _TEXT) & (self.entry & 1 == 0)
        return is_text


def read_arrays(
    block: Block, at: IntArray, end: IntArray, wanted: Collection[int]
) -> tuple[dict[int, Values], BoolArray]:
    """The wanted values of the arrays at those positions, by index; and whether all lie before the end.

    Where they do not, places and entries mean nothing, but lie within the block's margin.
    """
    last = max(wanted)
    rows = block.rows(at, 4 * (last + 2)).view("<u4").reshape(-1, last + 2)
    count = rows[:, 0].astype(np.int64)
    inside = (count > last) & (count <= _MOST_VALUES)
    start = at + 4 + 4 * np.where(inside, count, 0)
    found = {}
    # Entries are summed whole, as 32-bit numbers: the low half of the sum is the sum of the sizes.
    total = np.zeros(at.size, np.uint32)
    for i in range(last + 1):
        entry = rows[:, i + 1]
        if i in wanted:
            found[i] = Values(start + (total & 0xFFFF), entry.astype(np.int64))
        total += entry
    inside &= found[last].at + found[last].size <= end
    return found, inside


def read_texts(block: Block, values: Values, of_text: dict[str, int]) -> IntArray:
    """The number of each text; a new one gets the next number, and its entry in the table."""
    numbers = np.empty(values.at.size, np.int64)
    sizes, which = distinct(values.size, CHUNK)
    for i, size in enumerate(sizes.tolist()):
        mine = np.flatnonzero(which == i)
        if size == 0:
            numbers[mine] = of_text.setdefault("", len(of_text))
            continue
        # As byte strings of one size they compare by all their bytes, and much faster than as raw bytes.
        rows = block.rows(values.at[mine], size).view(f"S{size}")
        texts, place = (rows[:1], 0) if (rows == rows[0]).all() else np.unique(rows, return_inverse=True)
        decoded = [_text(text, size) for text in texts.tolist()]
        numbers[mine] = np.array([of_text.setdefault(text, len(of_text)) for text in decoded])[place]
    return numbers


def _text(units: bytes, size: int) -> str:
    # NumPy drops the zeros at the end of a byte string, half a UTF-16 unit among them.
    return units.ljust(size, b"\0").decode("utf-16-le", "replace").rstrip("\0")
