"""Which event every record of a block is, without decoding it.

What System says of a record is read from the record's array of values, at the
places that its template names, for all records of a block at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import IntArray, Rows
from analyzer.sources.evtx.layout import ARRAY, CHUNK, LAST_TIME, TEMPLATE_HEAD
from analyzer.sources.evtx.learnt import Learnt, weights
from analyzer.sources.evtx.templates import UNREADABLE, Templates
from analyzer.sources.evtx.values import Arrays, Text

_INSTANCE = 0x0C_0001_010F
"""A record's first five bytes of BinXml, as a number: start of fragment 1.1, template instance."""

_WORD = 8
_OFFSET = ARRAY % _WORD
"""A definition stands in a record, where others have their array: so many bytes into a word."""

_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Kind:
    """What the records of one provider in one channel of one host have in common."""

    provider: str
    channel: str
    computer: str

    @property
    def host(self) -> str:
        """The computer as hosts are named everywhere: in lower case."""
        return self.computer.lower()


class Index:
    """Reads the System part of records; `kinds` are those met so far, by number."""

    def __init__(self, templates: Templates) -> None:
        """Know no kinds yet; what is known of templates may come from others."""
        self.kinds: list[Kind] = []
        self._numbers: dict[Kind, int] = {}
        self._templates = templates
        self._arrays: dict[tuple[int | None, ...], Arrays] = {}
        self._learnt = Learnt(1)
        self._layout_at = np.full(0, _UNKNOWN, np.int16)

    @property
    def known(self) -> int:
        """How many definitions and kinds it knows."""
        return self._templates.count + len(self.kinds)

    def kind(self, kind: Kind) -> int:
        """The number of a kind, a new one if it is new."""
        number = self._numbers.setdefault(kind, len(self.kinds))
        if number == len(self.kinds):
            self.kinds.append(kind)
        return number

    def rows(self, block: Block, at: IntArray) -> tuple[Rows, IntArray]:
        """What System says of the records at those positions; and the positions where that is not clear."""
        layouts, arrays = self._layouts(block, at)
        ends = at + (block.words.take(at >> 3) >> 32)
        clear = np.zeros(at.size, np.bool_)
        columns = np.empty((4, at.size), np.int64)
        for indexes, mine in self._alike(layouts):
            found = self._arrays.setdefault(indexes, Arrays(indexes)).find(block, arrays[mine], ends[mine])
            columns[0, mine] = self._kinds_of(block, layouts[mine], found.texts)
            columns[1, mine] = block.numbers(found.event_id, 2)
            columns[2, mine] = block.numbers(found.record_id, 8)
            columns[3, mine] = block.numbers(found.time, 8)
            clear[mine] = found.inside
        rows = Rows(at, block.words.take((at >> 3) + 1), *columns)
        clear &= (rows.record_id >= 0) & (rows.time >= 0) & (rows.time <= LAST_TIME)
        return (rows, at[:0]) if clear.all() else (rows[clear], at[~clear])

    def _layouts(self, block: Block, at: IntArray) -> tuple[IntArray, IntArray]:
        """For each record: the number of its template's layout, and where its array of values stands."""
        words = at >> 3
        head, tail = block.words.take(words + 3), block.words.take(words + 4)
        offset = (tail >> 16) & 0xFFFF_FFFF
        regular = (head & 0xFF_FFFF_FFFF) == _INSTANCE
        regular &= (offset <= CHUNK - TEMPLATE_HEAD) & (offset & 7 == _OFFSET)
        definition = np.where(regular, (words & -(CHUNK // _WORD)) + (offset >> 3), 0)
        template_id = ((head >> 48) & 0xFFFF) | (tail & 0xFFFF) << 16
        regular &= (block.words.take(definition + 1) >> 16) & 0xFFFF_FFFF == template_id

        own = np.flatnonzero(regular & (definition == words + ARRAY // _WORD))
        layout = np.full(at.size, UNREADABLE, np.int64)
        layout[regular] = self._layouts_at(block, definition[regular], definition[own])
        array = at + ARRAY
        array[own] += TEMPLATE_HEAD + block.numbers(array[own] + 20, 4)
        return layout, array

    def _layouts_at(self, block: Block, definition: IntArray, own: IntArray) -> IntArray:
        """The number of the layout of the definition in each of those words; most of them stand in `own`."""
        if self._layout_at.size < block.words.size:
            self._layout_at = np.full(block.words.size, _UNKNOWN, np.int16)
        self._layout_at[own] = self._templates.numbers(block, own * _WORD + _OFFSET)
        layout = self._layout_at.take(definition)
        others = np.array(sorted(set(definition[layout == _UNKNOWN].tolist())), np.int64)
        if others.size:
            self._layout_at[others] = self._templates.numbers(block, others * _WORD + _OFFSET)
            layout = self._layout_at.take(definition)
        self._layout_at[own] = self._layout_at[others] = _UNKNOWN
        return layout.astype(np.int64)

    def _alike(self, layouts: IntArray) -> Iterator[tuple[tuple[int | None, ...], IntArray | slice]]:
        """The records whose layouts keep values at the same indexes, and those indexes."""
        indexes = [layout.indexes for layout in self._templates.layouts]
        groups = list(dict.fromkeys(indexes))
        group = np.array([groups.index(one) for one in indexes])[layouts]
        counts = np.bincount(group, minlength=len(groups)).tolist()
        for number, count in enumerate(counts[1:], 1):
            if count:
                yield groups[number], slice(None) if count == group.size else np.flatnonzero(group == number)

    def _kinds_of(self, block: Block, layouts: IntArray, texts: tuple[Text | None, ...]) -> IntArray:
        """The number of each record's kind, from the texts of its layout and those among its values."""
        prints = layouts.view(np.uint64) * weights(1)
        for text, weight in zip(texts, weights(1 + len(texts))[1:], strict=True):
            if text:
                prints += text.fingerprints(block) * weight

        def learn(examples: IntArray) -> IntArray:
            return np.array([[self._kind_of(block, layouts, texts, i) for i in examples.tolist()]])

        kinds: IntArray = self._learnt.look_up(prints, learn)[0]
        return kinds

    def _kind_of(self, block: Block, layouts: IntArray, texts: tuple[Text | None, ...], number: int) -> int:
        fixed = self._templates.layouts[layouts[number]].texts
        pairs = zip(texts, fixed, strict=True)
        return self.kind(Kind(*(text.read(block, number) if text else known for text, known in pairs)))
