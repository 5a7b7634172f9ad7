"""Which event every record of a block is, without decoding it.

What System says of a record is read from the record's array of values, at the
places that its template names, for all records of a block at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import BoolArray, IntArray, Rows, distinct
from analyzer.sources.evtx.layout import CHUNK, LAST_TIME, TEMPLATE_HEAD
from analyzer.sources.evtx.templates import UNREADABLE, Layout, Templates
from analyzer.sources.evtx.values import (
    EVENT_ID,
    FILETIME,
    RECORD_ID,
    Values,
    read_arrays,
    read_texts,
)

_INSTANCE = 0x0C_0001_010F
"""A record's first five bytes of BinXml, as a number: start of fragment 1.1, template instance."""

_ARRAY = 38
"""Where in a record the array of values stands, or the definition if it stands there too."""


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
        """Start a file; what is known of templates may come from others."""
        self.kinds: list[Kind] = []
        self._kinds: dict[Kind, int] = {}
        self._texts: dict[str, int] = {}
        self._templates = templates

    def kind(self, kind: Kind) -> int:
        """The number of a kind, a new one if it is new."""
        number = self._kinds.setdefault(kind, len(self.kinds))
        if number == len(self.kinds):
            self.kinds.append(kind)
        return number

    def rows(self, block: Block, at: IntArray) -> tuple[Rows, IntArray]:
        """What System says of the records at those positions; and the positions where that is not clear."""
        layouts, arrays = self._layouts(block, at)
        ends = at + (block.words.take(at >> 3) >> 32)
        clear = np.zeros(at.size, np.bool_)
        columns = np.zeros((4, at.size), np.int64)
        for indexes, numbers in self._alike(layouts).items():
            used = np.zeros(len(self._templates.layouts), np.bool_)
            used[numbers] = True
            mine = np.flatnonzero(used[layouts])
            values, good = read_arrays(block, arrays[mine], ends[mine], {i for i in indexes if i is not None})
            event_id, record_id, time = (values[i] for i in indexes[:3] if i is not None)
            texts = tuple(None if i is None else values[i] for i in indexes[3:])
            good &= (event_id.entry == EVENT_ID) & (record_id.entry == RECORD_ID) & (time.entry == FILETIME)
            for text in filter(None, texts):
                good &= text.is_text
            columns[0][mine] = self._kinds_of(block, layouts[mine], texts, good)
            columns[1][mine] = block.numbers(event_id.at, "<u2")
            columns[2][mine] = block.numbers(record_id.at, "<i8")
            columns[3][mine] = block.numbers(time.at, "<i8")
            clear[mine] = good
        rows = Rows(at, *columns)
        clear &= (rows.record_id >= 0) & (rows.time >= 0) & (rows.time <= LAST_TIME)
        return (rows, at[:0]) if clear.all() else (rows[clear], at[~clear])

    def _layouts(self, block: Block, at: IntArray) -> tuple[IntArray, IntArray]:
        """For each record: the number of its template's layout, and where its array of values stands."""
        head, tail = block.words.take((at >> 3) + 3), block.words.take((at >> 3) + 4)
        offset = (tail >> 16) & 0xFFFF_FFFF
        # A definition stands in a record, where others have their array: at six behind a multiple of eight.
        regular = (head & 0xFF_FFFF_FFFF) == _INSTANCE
        regular &= (offset <= CHUNK - TEMPLATE_HEAD) & (offset & 7 == _ARRAY & 7)
        definition = np.where(regular, (at & -CHUNK) + offset, at + _ARRAY)
        found, which = distinct(definition >> 3, block.words.size)
        found = (found << 3) + (_ARRAY & 7)
        template_id = ((head >> 48) & 0xFFFF) | (tail & 0xFFFF) << 16
        regular &= block.numbers(found + 4, "<u4")[which] == template_id
        layout = np.where(regular, self._templates.numbers(block, found)[which], UNREADABLE)
        length = TEMPLATE_HEAD + block.numbers(found + 20, "<u4")
        array = at + _ARRAY
        array += np.where(definition == array, length[which], 0)
        return layout, array

    def _alike(self, layouts: IntArray) -> dict[tuple[int | None, ...], list[int]]:
        """The numbers of the layouts in use, by the indexes at which they keep values."""
        alike = defaultdict(list)
        for number in distinct(layouts, len(self._templates.layouts))[0].tolist():
            if number != UNREADABLE:
                alike[self._templates.layouts[number].indexes].append(number)
        return alike

    def _kinds_of(
        self, block: Block, layouts: IntArray, texts: tuple[Values | None, ...], good: BoolArray
    ) -> IntArray:
        """The number of each record's kind, from the texts of its layout and those among its values."""
        used = distinct(layouts, len(self._templates.layouts))[0].tolist()
        if not any(texts):
            return self._table(used, lambda layout: self.kind(Kind(*layout.texts)))[layouts]
        columns = [
            self._table(used, partial(self._fixed, field))[layouts]
            if values is None
            else read_texts(block, Values(values.at, np.where(good, values.entry, 0)), self._texts)
            for field, values in enumerate(texts)
        ]
        key = columns[0]
        for column in columns[1:]:
            _, key = distinct(key * len(self._texts) + column, (int(key.max()) + 1) * len(self._texts))
        example = np.empty(int(key.max()) + 1, np.int64)
        example[key] = np.arange(key.size)
        names = list(self._texts)
        kinds = [self.kind(Kind(*(names[column[i]] for column in columns))) for i in example.tolist()]
        return np.array(kinds)[key]

    def _table(self, numbers: list[int], of: Callable[[Layout], int]) -> IntArray:
        table = np.zeros(len(self._templates.layouts), np.int64)
        for number in numbers:
            table[number] = of(self._templates.layouts[number])
        return table

    def _fixed(self, field: int, layout: Layout) -> int:
        return self._texts.setdefault(layout.texts[field], len(self._texts))
