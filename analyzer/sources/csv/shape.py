"""Tables of events, or of the settings of keys and zones, one row each."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain

import numpy as np

from analyzer.model import Item
from analyzer.sources.alike import Group, Ints
from analyzer.sources.csv.bulk import Columns, columns_of, group_rows, split_rows
from analyzer.sources.csv.layout import Layout, find_layout, with_tabs
from analyzer.sources.csv.places import Rows
from analyzer.sources.decoding import LONGER_RECORD, LONGEST, byte_lines, head_text, raw_lines, readable
from analyzer.sources.form import Form, Object
from analyzer.sources.json.flat import Flat
from analyzer.sources.json.forms import row_form
from analyzer.sources.localtime import Clock, settle
from analyzer.sources.long_lines import line_blocks
from analyzer.sources.objects import Objects
from analyzer.sources.shape import HEAD, Guess, Options, Source

_TOO_LONG = "field limit"
"""In what the library says of a field that is longer than it may be."""


class Flaw(StrEnum):
    """Why a row has no fields."""

    BROKEN = "a row is no CSV"
    LONG = f"a row is {LONGER_RECORD}"


class Csv:
    """CSV with any separator; the columns say what it is."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By the names of the columns, or by their order in Event Viewer's export."""
        layout = find_layout(head_text(head))
        return Guess(layout.format, 0.9, layout.why) if layout else None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """Records that matter, snapshots, tallies, stretches, and what cannot be read."""
        blocks = line_blocks(source, options)
        first = next(blocks, b"")
        layout = find_layout(readable(first[:HEAD]))
        if layout is None:
            return
        whole = chain([first], blocks)
        if layout.starts:
            lines = map(readable, byte_lines(whole))
            whole = chain(f"{with_tabs(line, layout.starts)}\n".encode() for line in lines)
        settled = settle(whole, layout.before_time(), options)
        if refusal := settled.refusal(source.path):
            yield refusal
            return
        objects = Objects(source, Clock(options.tz, settled.order, utc=layout.in_utc))
        objects.lacks(*layout.lacks)
        csv.field_size_limit(options.limits.record)
        table = _Table(layout, objects, options.limits.line)
        columns = columns_of(layout)
        yield from table.in_bulk(settled.blocks, columns) if columns else table.one_by_one(settled.blocks)
        yield from objects.sums()


class _Table:
    """One table being read."""

    def __init__(self, layout: Layout, objects: Objects, line: int) -> None:
        self._layout = layout
        self._objects = objects
        self._line = line
        self._form: Form | None = None
        self._place = -layout.skip

    def one_by_one(self, blocks: Iterable[bytes]) -> Iterator[Item]:
        """What matters of the rows, each parsed."""
        rows = self._parsed(f"{readable(line)}\n" for line in raw_lines(blocks, self._line))
        for fields in rows:
            self._place += 1
            yield from self._row(self._place, fields)

    def in_bulk(self, blocks: Iterator[bytes], columns: Columns) -> Iterator[Item]:
        """The same, but rows that are alike and do not matter are counted together."""
        buffer = b""
        for block in blocks:
            buffer += block
            split = split_rows(buffer, columns.separator)
            if split is None or len(buffer) > LONGEST:
                break
            rows, places = split
            grouped = group_rows(rows, places, columns)
            uncounted = (g.rows for g in grouped.groups if not self._counted(rows, columns, g, grouped.ids))
            single = [grouped.left, *uncounted]
            for row in sorted(np.concatenate(single).tolist()):
                for fields in self._parsed([readable(rows.text(row))]):
                    yield from self._row(self._place + row + 1, fields)
            self._place += rows.starts.size
            buffer = rows.rest
        yield from self.one_by_one(chain([buffer], blocks))

    def _parsed(self, texts: Iterable[str]) -> Iterator[list[str] | Flaw]:
        """The fields of each row, or why it has none."""
        rows = csv.reader(texts, delimiter=self._layout.separator)
        while True:
            try:
                yield next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Flaw.LONG if _TOO_LONG in str(error) else Flaw.BROKEN

    def _row(self, place: int, fields: list[str] | Flaw) -> Iterator[Item]:
        if isinstance(fields, Flaw):
            self._objects.skip(place, "limit" if fields is Flaw.LONG else "damaged", fields)
            return
        # Above the first row, and where tables were joined, stand names of columns and of types.
        if place < 1 or not any(fields) or tuple(fields) == self._layout.names:
            return
        if len(fields) < len(self._layout.starts):
            self._objects.skip(place, "damaged", "a column is empty, and nothing tells which")
            return
        row = self._layout.row(fields)
        item = self._objects.take(place, row, self._form_of(row))
        if item:
            yield item

    def _counted(self, rows: Rows, columns: Columns, group: Group, ids: Ints | None) -> bool:
        """Whether a group of rows was counted; where it was not, each must be read."""
        fields = next(self._parsed([readable(rows.text(group.rows[0]))]), Flaw.BROKEN)
        if isinstance(fields, Flaw) or len(fields) <= columns.time:
            return False
        fields[columns.time] = readable(group.hour)
        row = self._layout.row(fields)
        form = self._form_of(row)
        if not isinstance(form, Flat):
            return False
        return self._objects.count(row, form, group.shifts, None if ids is None else ids[group.rows])

    def _form_of(self, row: Object) -> Form | None:
        """The form of the table's rows; only where they hold raw events each may have its own."""
        if self._form is None or ("_raw" in row and not self._form.holds(row)):
            self._form = row_form(row)
        return self._form
