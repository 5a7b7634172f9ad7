"""Format-List: a property a line, its name padded to the longest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.emit.powershell.values import Thing, text


def lines(
    things: Iterable[Thing], zone: str = "UTC", culture: Culture = EN_US, width: int = 120
) -> Iterator[str]:
    """The objects, an empty line between them; a text that is too long goes on below its own beginning."""
    yield from ("", "")
    for thing in things:
        names = max(map(len, thing.properties), default=0)
        for name, value in thing.properties.items():
            first, *rest = _broken(text(value, culture, zone), width - names - 3)
            yield f"{name:{names}} : {first}"
            yield from (f"{'':{names + 3}}{line}" for line in rest)
        yield ""
    yield from ("", "")


def _broken(value: str, width: int) -> list[str]:
    # Only line feeds end a line for PowerShell; splitlines would break at more.
    lines = value.replace("\r\n", "\n").split("\n")
    return [line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width)]
