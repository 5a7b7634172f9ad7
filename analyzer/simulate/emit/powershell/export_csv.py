"""Export-Csv: every field in quotes, nothing at all for null, objects by the name of their type."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from analyzer.simulate.emit.cultures import EN_US, Culture
from analyzer.simulate.emit.powershell.values import PowerShell, Thing, Value, text


def write(
    stream: BinaryIO,
    things: Iterable[Thing],
    zone: str = "UTC",
    culture: Culture = EN_US,
    version: PowerShell = 5,
    *,
    use_culture: bool = False,
) -> None:
    """Write the objects; 5.1 begins with the type and replaces what is not ASCII by `?`.

    `use_culture` separates by what the culture separates lists with.
    """
    separator = culture.separator if use_culture else ","
    encoding = "ascii" if version == 5 else "utf-8"
    for number, thing in enumerate(things):
        lines = []
        if number == 0:
            lines += [f"#TYPE {thing.type_name}"] if version == 5 else []
            lines += [separator.join(map(_quoted, thing.properties))]
        fields = (_field(thing, name, value, culture, zone) for name, value in thing.properties.items())
        lines += [separator.join(map(_quoted, fields))]
        stream.write("".join(f"{line}\r\n" for line in lines).encode(encoding, errors="replace"))


def _field(thing: Thing, name: str, value: Value, culture: Culture, zone: str) -> str | None:
    if name in thing.types:
        return thing.types[name]
    if isinstance(value, tuple):
        return "System.String[]"
    return None if value is None else text(value, culture, zone)


def _quoted(value: str | None) -> str:
    return "" if value is None else '"{}"'.format(value.replace('"', '""'))
