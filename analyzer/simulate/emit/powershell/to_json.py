"""ConvertTo-Json, redirected into a file: 5.1 and 7 differ in times, escapes, indents and encoding."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from analyzer.simulate.emit import times
from analyzer.simulate.emit.powershell.values import PowerShell

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027"})
_TICK = timedelta(microseconds=1)


def write(
    stream: BinaryIO,
    objects: Iterable[Mapping[str, Any]],
    zone: str = "UTC",
    version: PowerShell = 5,
    *,
    compress: bool = True,
) -> None:
    """Write the objects, whose values may be times and spans; one alone is no list.

    5.1 prints times in milliseconds since 1970 and files in UTF-16, 7 prints the clock
    of `zone` with its offset, in UTF-8.
    """
    encoding = "utf-16-le" if version == 5 else "utf-8"
    spelling = _Spelling(zone, version, compress)
    stream.write("\ufeff".encode(encoding) if version == 5 else b"")
    stream.writelines(part.encode(encoding) for part in _listed(objects, spelling))
    stream.write("\r\n".encode(encoding))


class _Spelling:
    """How one version spells values; `column` is where the value begins, by which 5.1 indents."""

    def __init__(self, zone: str, version: PowerShell, compress: bool) -> None:
        self.compress = compress
        self.step = 4 if version == 5 else 2
        self._zone = zone
        self._version = version

    def spelt(self, value: Any, column: int = 0) -> str:
        if isinstance(value, Mapping):
            colon = {True: ":", False: ":  " if self._version == 5 else ": "}[self.compress]
            members = {f'"{name}"{colon}': inner for name, inner in value.items()}
            parts = [name + self.spelt(inner, self._inner(column, name)) for name, inner in members.items()]
            return self._enclosed("{", parts, "}", column)
        if isinstance(value, (list, tuple)):
            parts = [self.spelt(inner, column + self.step) for inner in value]
            return self._enclosed("[", parts, "]", column)
        if isinstance(value, datetime):
            return self._time(value)
        if isinstance(value, timedelta):
            return self.spelt(_span(value), column)
        text = json.dumps(value, ensure_ascii=False)
        return text.translate(_ESCAPES) if self._version == 5 else text

    def _inner(self, column: int, name: str) -> int:
        return column + self.step + (len(name) if self._version == 5 else 0)

    def _enclosed(self, begin: str, parts: list[str], end: str, column: int) -> str:
        if self.compress:
            return f"{begin}{','.join(parts)}{end}"
        if not parts and self._version == 7:
            return begin + end
        edge = " " * column
        inner = ",\r\n".join(f"{edge}{' ' * self.step}{part}" for part in parts)
        return f"{begin}\r\n{inner}\r\n{edge}{end}"

    def _time(self, value: datetime) -> str:
        if self._version == 5:
            return f'"\\/Date({times.milliseconds(value)})\\/"'
        return f'"{times.local(value, self._zone).isoformat()}"'


def _listed(objects: Iterable[Mapping[str, Any]], spelling: _Spelling) -> Iterator[str]:
    found = iter(objects)
    first, second = next(found, None), next(found, None)
    if first is None:
        return
    if second is None:
        yield spelling.spelt(first)
        return
    indent = "" if spelling.compress else "\r\n" + " " * spelling.step
    column = 0 if spelling.compress else spelling.step
    yield f"[{indent}{spelling.spelt(first, column)},{indent}{spelling.spelt(second, column)}"
    for value in found:
        yield f",{indent}{spelling.spelt(value, column)}"
    yield "]" if spelling.compress else "\r\n]"


def _span(value: timedelta) -> dict[str, float | int]:
    hours, rest = divmod(value.seconds, 3600)
    seconds = value.total_seconds()
    return {
        "Ticks": value // _TICK * 10,
        "Days": value.days,
        "Hours": hours,
        "Milliseconds": value.microseconds // 1000,
        "Minutes": rest // 60,
        "Seconds": rest % 60,
        "TotalDays": _number(seconds / 86400),
        "TotalHours": _number(seconds / 3600),
        "TotalMilliseconds": _number(seconds * 1000),
        "TotalMinutes": _number(seconds / 60),
        "TotalSeconds": _number(seconds),
    }


def _number(value: float) -> float | int:
    return int(value) if value.is_integer() else value
