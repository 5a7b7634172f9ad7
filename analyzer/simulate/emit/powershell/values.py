"""Objects with properties, and how their values print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from analyzer.simulate.emit import times
from analyzer.simulate.emit.cultures import Culture

PowerShell = Literal[5, 7]
"""Windows PowerShell 5.1, or PowerShell 7."""

Value = str | int | bool | datetime | timedelta | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: the name of its type, its properties in order.

    `types` are the names that CSV prints in place of properties that are objects.
    """

    type_name: str
    properties: Mapping[str, Value]
    types: Mapping[str, str] = field(default_factory=dict)


def text(value: Value, culture: Culture, zone: str) -> str:
    """A value on the screen: spans as `d.hh:mm:ss`, times on the clock of `zone`, lists in braces."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return culture.clock(times.local(value, zone))
    if isinstance(value, timedelta):
        return span(value)
    if isinstance(value, tuple):
        return f"{{{', '.join(value)}}}"
    return str(value)


def span(value: timedelta) -> str:
    """A span of whole seconds as .NET prints it: the days only where there are any."""
    hours, rest = divmod(value.seconds, 3600)
    days = f"{value.days}." if value.days else ""
    return f"{days}{hours:02}:{rest // 60:02}:{rest % 60:02}"
