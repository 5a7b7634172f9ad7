"""The rows of a table found in its bytes, and in each row the columns that tell of what kind it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.sources.alike import Group, Ints, Span, alike, numbers
from analyzer.sources.columns import HEAD_PARTS, parts_of
from analyzer.sources.csv.layout import Layout
from analyzer.sources.csv.places import NEWLINE, QUOTE, Places, Rows, by_quotes, by_separators


@dataclass(frozen=True, slots=True)
class Columns:
    """The numbers of the columns that tell a row's kind, of its time, and of its record id if it has one."""

    separator: int
    kind: tuple[int, ...]
    time: int
    record_id: int | None


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


def split_rows(buffer: bytes, separator: int) -> tuple[Rows, Places] | None:
    """The whole rows of a buffer, and where fields lie; None where a quote stands within a bare field."""
    data = np.frombuffer(buffer, np.uint8)
    ends = np.flatnonzero(data == NEWLINE)
    quotes = np.flatnonzero(data == QUOTE)
    if quotes.size:
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    rows = Rows(buffer, np.append(0, ends[:-1] + 1)[: ends.size], ends, quotes)
    if places := by_quotes(rows, separator):
        return rows, places
    before = data[np.maximum(quotes[::2] - 1, 0)]
    if not ((before == separator) | (before == NEWLINE) | (before == QUOTE)).all():
        return None
    return rows, by_separators(rows, separator)


def group_rows(rows: Rows, places: Places, columns: Columns) -> Grouped:
    """The rows in groups that are alike, and those that do not look as expected."""
    if not rows.starts.size:
        return Grouped([], None, rows.starts)
    usual = np.ones(rows.starts.size, np.bool_)

    def span(column: int) -> Span:
        found, sure = places(column)
        np.logical_and(usual, sure, out=usual)
        return found

    kind, time = [span(column) for column in columns.kind], span(columns.time)
    ids = None
    if columns.record_id is not None:
        ids, known = numbers(rows.buffer, span(columns.record_id))
        usual &= known
    groups, left = alike(rows.buffer, kind, time, usual)
    return Grouped(groups, ids, left)
