"""The rows of a table found in its bytes, and in each row the columns that tell of what kind it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.sources.alike import Group, Ints, Span, alike, numbers
from analyzer.sources.columns import HEAD_PARTS, parts_of
from analyzer.sources.csv.layout import Layout

_NEWLINE, _QUOTE, _RETURN = b'\n"\r'


@dataclass(frozen=True, slots=True)
class Columns:
    """The numbers of the columns that tell a row's kind, of its time, and of its record id if it has one."""

    separator: int
    kind: tuple[int, ...]
    time: int
    record_id: int | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the rows of a buffer begin and end, at their newline; and where in it all quotes stand."""

    buffer: bytes
    starts: Ints
    ends: Ints
    quotes: Ints

    def text(self, row: int) -> bytes:
        """The bytes of a row, with its newline."""
        return self.buffer[self.starts[row] : self.ends[row] + 1]

    @property
    def rest(self) -> bytes:
        """What follows the last whole row."""
        return self.buffer[self.ends[-1] + 1 :] if self.ends.size else self.buffer


@dataclass(frozen=True, slots=True)
class Grouped:
    """Rows in groups, the record ids of all of them (none where the table has none), and what is left."""

    groups: list[Group]
    ids: Ints | None
    left: Ints


def columns_of(layout: Layout) -> Columns | None:
    """The columns that matter, if rows can be counted so: not where each holds an event in itself."""
    parts = parts_of(layout.names)
    if layout.kind != "event" or not {"time", "provider", "event_id"} <= parts.keys():
        return None
    place = {part: layout.names.index(name) for part, name in parts.items() if part in HEAD_PARTS}
    time, record_id = place.pop("time"), place.pop("record_id", None)
    return Columns(ord(layout.separator), tuple(sorted(place.values())), time, record_id)


def split_rows(buffer: bytes, separator: int) -> Rows | None:
    """The whole rows of a buffer; None where a quote stands in a field without quotes."""
    data = np.frombuffer(buffer, np.uint8)
    ends = np.flatnonzero(data == _NEWLINE)
    quotes = np.flatnonzero(data == _QUOTE)
    if quotes.size:
        before = data[np.maximum(quotes[::2] - 1, 0)]
        if not ((before == separator) | (before == _NEWLINE) | (before == _QUOTE)).all():
            return None
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return Rows(buffer, np.append(0, ends[:-1] + 1)[: ends.size], ends, quotes)


def group_rows(rows: Rows, columns: Columns) -> Grouped:
    """The rows in groups that are alike, and those that do not look as expected."""
    data = np.frombuffer(rows.buffer, np.uint8)
    if not rows.starts.size:
        return Grouped([], None, rows.starts)
    separators = np.flatnonzero(data == columns.separator)
    separators = separators[np.searchsorted(rows.quotes, separators) % 2 == 0]
    ends = rows.ends - (data[np.maximum(rows.ends - 1, 0)] == _RETURN)
    first = np.searchsorted(separators, rows.starts)
    usual = np.ones(rows.starts.size, np.bool_)

    def span(column: int) -> Span:
        begin = rows.starts if column == 0 else _at(separators, first + column - 1, data.size) + 1
        end = np.minimum(_at(separators, first + column, data.size), ends)
        np.logical_and(usual, begin <= end, out=usual)
        begin = np.minimum(begin, end)
        quoted = (begin < end) & (data[begin] == _QUOTE)
        return Span(begin + quoted, np.maximum(end - quoted, begin + quoted))

    kind, time = [span(column) for column in columns.kind], span(columns.time)
    ids = None
    if columns.record_id is not None:
        ids, known = numbers(rows.buffer, span(columns.record_id))
        usual &= known
    groups, left = alike(rows.buffer, kind, time, usual)
    return Grouped(groups, ids, left)


def _at(places: Ints, index: npt.NDArray[np.intp], beyond: int) -> Ints:
    return np.append(places, beyond)[np.minimum(index, places.size)]
