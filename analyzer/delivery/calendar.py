"""The weeks of each year as a grid of quarters, thirteen weeks a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from analyzer.archive import Week

T = TypeVar("T")
ROW = 13


@dataclass(frozen=True, slots=True)
class Cell(Generic[T]):
    """A week, and what there is of it."""

    week: Week
    entry: T | None


@dataclass(frozen=True, slots=True)
class Year(Generic[T]):
    """An ISO year: four rows of weeks, the last of which has 14 where the year has 53."""

    number: int
    rows: tuple[tuple[Cell[T], ...], ...]


def years(entries: Mapping[Week, T]) -> tuple[Year[T], ...]:
    """Every ISO year that has an entry, the last one first."""
    numbers = {week.monday.isocalendar().year for week in entries}
    return tuple(_year(number, entries) for number in sorted(numbers, reverse=True))


def _year(number: int, entries: Mapping[Week, T]) -> Year[T]:
    # 28 December is always in the last week of its ISO year.
    count = date(number, 12, 28).isocalendar().week
    weeks = [Week(date.fromisocalendar(number, n, 1)) for n in range(1, count + 1)]
    cells = [Cell(week, entries.get(week)) for week in weeks]
    starts = range(0, 4 * ROW, ROW)
    return Year(number, tuple(tuple(cells[s : s + ROW if s < 3 * ROW else None]) for s in starts))
