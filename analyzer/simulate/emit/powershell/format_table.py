"""Format-Table: columns under a ruled header; what does not fit ends in an ellipsis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.emit.powershell.values import PowerShell, Thing, Value, text


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a width of None takes what is left of the line."""

    name: str
    width: int | None = None
    right: bool = False


def lines(
    things: Iterable[Thing],
    columns: Iterable[Column],
    zone: str = "UTC",
    culture: Culture = EN_US,
    width: int = 120,
    version: PowerShell = 5,
    group: str | None = None,
) -> Iterator[str]:
    """The objects, a line each; with `group` a heading wherever that property changes."""
    columns = list(columns)
    taken = sum((c.width or 0) + 1 for c in columns)
    widths = [c.width or max(width - taken - 1, len(c.name)) for c in columns]
    cut = "..." if version == 5 else "…"

    def row(values: Iterable[str]) -> str:
        cells = zip(columns, widths, values, strict=True)
        return " ".join(_cell(v, w, cut, right=c.right) for c, w, v in cells).rstrip()

    def table(some: Iterable[Thing]) -> Iterator[str]:
        yield row(c.name for c in columns)
        yield row("-" * len(c.name) for c in columns)
        for thing in some:
            yield row(text(thing.properties.get(c.name), culture, zone) for c in columns)

    yield ""
    if group is None:
        yield from table(things)
    else:
        for name, some in groupby(things, key=lambda thing: thing.properties[group]):
            yield from ("", f"   {group}: {name}", "")
            yield from table(some)
    yield from ("", "")


def fitted(things: Iterable[Thing], names: Iterable[str], zone: str, culture: Culture) -> list[Column]:
    """Columns as `-AutoSize` makes them: as wide as needed, numbers and truths to the right."""
    things = list(things)
    return [_fitted(name, [t.properties.get(name) for t in things], zone, culture) for name in names]


def _fitted(name: str, values: list[Value], zone: str, culture: Culture) -> Column:
    longest = max((len(text(v, culture, zone)) for v in values), default=0)
    return Column(name, max(len(name), longest), all(isinstance(v, int) for v in values))


def _cell(value: str, width: int, cut: str, *, right: bool) -> str:
    value = " ".join(value.split("\r\n"))
    value = value.replace("\n", " ")
    if len(value) > width:
        value = value[: width - len(cut)] + cut
    return value.rjust(width) if right else value.ljust(width)
