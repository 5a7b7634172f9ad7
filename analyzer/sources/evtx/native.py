"""The walk and the index by compiled code where that could be built, and by NumPy where not.

What compiled code does not know goes to NumPy, and is known from then on.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analyzer.sources.evtx import index
from analyzer.sources.evtx import walk as by_numpy
from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import IntArray, Rows
from analyzer.sources.evtx.layout import ARRAY, CHUNK, LAST_TIME, RECORDS, SMALLEST_RECORD
from analyzer.sources.evtx.learnt import WordArray
from analyzer.sources.evtx.templates import Definition, Layout, Templates

try:
    from analyzer.sources.evtx import compiled_index, compiled_walk
except ImportError:
    compiled_index = None  # type: ignore[assignment]  # the one name by which both are asked for

_MOST_RECORDS = (CHUNK - RECORDS) // SMALLEST_RECORD
_TOGETHER = 16
"""Chunks that are walked side by side; their records need room until it is known which count."""

_SLOTS = 1024
_NOWHERE = -1
_COLUMNS = 6
_MOST_KINDS = 1024
"""Of one block; records of others are left to NumPy."""

_MOST_PRINTS = 1 << 16
"""A file in which everything differs must not fill the memory."""

_FEW = 64
"""Of more records that are not known one of each definition is read by NumPy, and then all of them again."""


def is_compiled() -> bool:
    """Whether records are read by compiled code."""
    return compiled_index is not None and sys.byteorder == "little"


def walk(block: Block) -> tuple[IntArray, list[int]]:
    """The positions of all records of the chunks that are in order, and the numbers of the others."""
    if not is_compiled():
        return by_numpy.walk(block)
    places = np.empty((block.chunks + _TOGETHER) * _MOST_RECORDS, np.int64)
    in_order = np.empty(block.chunks, np.uint8)
    count = compiled_walk.walk(block.words, block.chunks, block.end // CHUNK, places, in_order)
    return places[:count].copy(), np.flatnonzero(in_order == 0).tolist()


def remains(block: Block, ends: IntArray, most: int) -> IntArray:
    """Where whole records stand behind those places where chunks' records end; so many at most."""
    if not is_compiled():
        return by_numpy.remains(block, ends, most)
    found = np.empty(min(most, ends.size * _MOST_RECORDS), np.int64)
    return found[: compiled_walk.remains(block.words, ends, found)]


class Tables:
    """The definitions that were learnt, as arrays.

    A definition is its successor in the chain of those of one slot, its size, where its
    words begin and how many they are, and its layout; a layout is six indexes, and how
    many values of an array have to be looked at for all of them.
    """

    def __init__(self) -> None:
        """Hold none yet."""
        self._count = _NOWHERE
        self._arrays: tuple[IntArray, IntArray, WordArray, WordArray, IntArray]

    def of(self, templates: Templates) -> tuple[IntArray, IntArray, WordArray, WordArray, IntArray]:
        """Heads of the chains, definitions, their words and which bits of these count, layouts."""
        if self._count != templates.count:
            self._count = templates.count
            self._arrays = _arrays(templates.definitions, templates.layouts)
        return self._arrays


@dataclass(frozen=True, slots=True)
class _Read:
    """What compiled code read of records: columns of those that it knows, and the number of each kind.

    `prints` are the fingerprints of the kinds; `others` are the places of what it does
    not know, `lost` of what nobody can read.
    """

    columns: IntArray
    prints: WordArray
    others: IntArray
    lost: IntArray


class Index(index.Index):
    """The index whose usual records are read by compiled code."""

    def __init__(self, templates: Templates) -> None:
        """Know no kinds yet; what is known of templates may come from others."""
        super().__init__(templates)
        self._tables = Tables()
        self._printed: dict[int, int] = {}

    def rows(self, block: Block, at: IntArray) -> tuple[Rows, IntArray]:
        """What System says of the records at those positions; and the positions where that is not clear."""
        if not is_compiled():
            return super().rows(block, at)
        read = self._read(block, at)
        if read.others.size > _FEW and self._learns(block, _one_of_each(block, read.others)):
            read = self._read(block, at)
        place, header_id, event_id, record_id, time, number = read.columns
        kind = self._kinds_by(read.prints, block, place, number).take(number)
        found = Rows(place, header_id, kind, event_id, record_id, time)
        if not read.others.size:
            return found, read.lost
        more, unclear = super().rows(block, read.others)
        unclear = np.sort(np.concatenate([unclear, read.lost]))
        return (Rows.joined([found, more]) if len(more) else found), unclear

    def _read(self, block: Block, at: IntArray) -> _Read:
        columns, others = np.empty((_COLUMNS, at.size), np.int64), np.empty(at.size, np.int64)
        prints = np.empty(_MOST_KINDS, np.uint64)
        tables = self._tables.of(self._templates)
        count, kinds, left, lost = compiled_index.rows(
            block.data, at, LAST_TIME, *tables, columns, prints, others
        )
        return _Read(columns[:, :count], prints[:kinds], others[:left], others[at.size - lost :][::-1])

    def _learns(self, block: Block, examples: IntArray) -> bool:
        """Whether those records teach a definition."""
        known = self._templates.count
        super().rows(block, examples)
        return self._templates.count > known

    def _kinds_by(self, prints: WordArray, block: Block, place: IntArray, number: IntArray) -> IntArray:
        """The kinds of those fingerprints; records with their numbers are the examples of new ones."""
        if len(self._printed) > _MOST_PRINTS:
            self._printed.clear()
        names = prints.tolist()
        new = [i for i, name in enumerate(names) if name not in self._printed]
        if new:
            examples = place[[int(np.argmax(number == i)) for i in new]]
            kinds = super().rows(block, np.sort(examples))[0].kind
            for i, kind in zip(np.argsort(examples).tolist(), kinds.tolist(), strict=True):
                self._printed[names[new[i]]] = kind
        return np.array([self._printed[name] for name in names], np.int64)


def _one_of_each(block: Block, at: IntArray) -> IntArray:
    """Of records that refer to the same definition one, and that in which it stands if it is among them."""
    definition = (at & -CHUNK) + ((block.words.take((at >> 3) + 4) >> 16) & 0xFFFF_FFFF)
    order = np.lexsort((definition != at + ARRAY, definition))
    first = np.diff(definition[order], prepend=_NOWHERE) != 0
    return np.sort(at[order[first]])


def _arrays(
    definitions: Sequence[Definition], layouts: Sequence[Layout]
) -> tuple[IntArray, IntArray, WordArray, WordArray, IntArray]:
    heads = np.full(_SLOTS, _NOWHERE, np.int64)
    table = np.zeros((len(definitions), 5), np.int64)
    begin = 0
    for number, one in enumerate(definitions):
        table[number] = _NOWHERE, one.size, begin, one.words.size, one.layout
        begin += one.words.size
    # From the last to the first: of two that fit, the one that was learnt first counts.
    for number in range(len(definitions) - 1, -1, -1):
        slot = _slot(definitions[number])
        table[number, 0], heads[slot] = heads[slot], number
    nothing = np.zeros(0, np.uint64)
    words = np.concatenate([nothing, *(one.words for one in definitions)])
    fixed = np.concatenate([nothing, *(one.fixed for one in definitions)])
    return heads, table, words, fixed, np.array([_indexes(one) for one in layouts], np.int64)


def _slot(definition: Definition) -> int:
    """The chain of a definition, by the first half of its GUID, and its size."""
    guid = int.from_bytes(definition.words.tobytes()[4:12], "little")
    return (guid ^ guid >> 32 ^ definition.size) % _SLOTS


def _indexes(layout: Layout) -> list[int]:
    found = [_NOWHERE if index is None else index for index in layout.indexes]
    return [*found, max(found) + 1]
