"""Where the fields of rows lie in a table's bytes: by quotes where all have them, else by separators."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.sources.alike import Bools, Ints, Span

NEWLINE, QUOTE, RETURN = b'\n"\r'

_MOST_EMPTY = 64
"""Empty fields that may follow each other."""

Places = Callable[[int], tuple[Span, Bools]]
"""Where a column's field lies in each row, and in which rows that is sure."""


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


def by_quotes(rows: Rows, separator: int) -> Places | None:
    """The places, by quotes alone; None where a row does not begin with one, or a field has none.

    Nothing but separators stands then between two fields, and their number tells the column.
    """
    if not rows.quotes.size or not rows.ends.size:
        return None
    data = np.frombuffer(rows.buffer, np.uint8)
    firsts = np.searchsorted(rows.quotes, rows.starts) // 2
    end = int(np.searchsorted(rows.quotes, rows.ends[-1])) // 2
    opening, closing = rows.quotes[0 : 2 * end : 2], rows.quotes[1 : 2 * end : 2]
    begins = opening[np.minimum(firsts, end - 1)] if end else opening
    if not np.array_equal(begins, rows.starts):
        return None
    gaps = np.append(1, opening[1:] - closing[:-1] - 1)
    gaps[firsts] = 1
    if not _are_separators(data, closing, gaps, firsts, separator):
        return None
    columns = np.cumsum(gaps)
    row_columns = columns[firsts]
    behind = np.append(firsts[1:], end)

    def places(column: int) -> tuple[Span, Bools]:
        wanted = row_columns + column
        first = int(np.searchsorted(columns, wanted[0]))
        found = np.minimum(firsts + first, end - 1)
        # Rows are mostly built like the first; the others are looked through.
        odd = np.flatnonzero((columns[found] != wanted) | (gaps[found] == 0))
        found[odd] = np.minimum(np.searchsorted(columns, wanted[odd]), end - 1)
        following = np.minimum(found + 1, end - 1)
        # Two quotes within a field end it and begin it again.
        is_doubled = (gaps[following] == 0) & (following > found)
        sure = (columns[found] == wanted) & (found < behind) & ~is_doubled
        return Span(opening[found] + 1, closing[found]), sure

    return places


def _are_separators(
    data: npt.NDArray[np.uint8], closing: Ints, gaps: Ints, firsts: Ints, separator: int
) -> bool:
    """Whether all that stands between the fields of a row are separators."""
    within = np.ones(gaps.size, np.bool_)
    within[firsts] = False
    left = np.flatnonzero(within & (gaps > 0))
    for place in range(1, _MOST_EMPTY + 1):
        if not left.size:
            return True
        if not (data[closing[left - 1] + place] == separator).all():
            return False
        left = left[gaps[left] > place]
    return False


def by_separators(rows: Rows, separator: int) -> Places:
    """The places, by the separators that stand outside of quotes."""
    data = np.frombuffer(rows.buffer, np.uint8)
    separators = np.flatnonzero(data == separator)
    if rows.quotes.size:
        separators = separators[np.searchsorted(rows.quotes, separators) % 2 == 0]
    ends = rows.ends - (data[np.maximum(rows.ends - 1, 0)] == RETURN)
    first = np.searchsorted(separators, rows.starts)
    padded = np.append(separators, data.size)

    def at(index: Ints) -> Ints:
        found: Ints = padded[np.minimum(index, separators.size)]
        return found

    def places(column: int) -> tuple[Span, Bools]:
        begin = rows.starts if column == 0 else at(first + (column - 1)) + 1
        end = np.minimum(at(first + column), ends)
        sure: Bools = begin <= end
        begin = np.minimum(begin, end)
        quoted = (begin < end) & (data[begin] == QUOTE)
        return Span(begin + quoted, np.maximum(end - quoted, begin + quoted)), sure

    return places
