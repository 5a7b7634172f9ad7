"""A chart in words and as a table."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | int


@dataclass(frozen=True, slots=True)
class Caption:
    """A title that states the result, a sentence, and the rows; `numeric` names the columns of numbers.

    `beside` says what else is drawn, where there is any.
    """

    key: str
    title: str
    sentence: str
    columns: tuple[str, ...]
    numeric: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    beside: str = ""


def drawn_of(drawn: int, total: int, noun: str, plural: str = "") -> str:
    """A sentence that says what was left to the table; empty where nothing was."""
    many = plural or f"{noun}s"
    return (
        f" Drawn are the first {drawn} of {total:,} {many}; the table has the others."
        if total > drawn
        else ""
    )
