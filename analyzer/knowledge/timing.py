"""Parameters of keys and zones that decide when and how long keys roll, and how their values are spelt.

Defaults and ranges: MS-DNSP 2.2.6.2.1, 2.2.5.2.4.1 (protocol) and Microsoft's zone
signing wizard and cmdlets (PowerShell), which differ.  Waits that no log tells are
rows of scope `wait`; their mark says what is only assumed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from analyzer.knowledge.tables import rows
from analyzer.model import KeyRole

Scope = Literal["key", "zone", "state", "wait"]
LARGEST = 0xFFFFFFFF
"""Every number of a parameter is a DWORD."""

TIME_SPAN = re.compile(
    r"(?:(?P<days>\d{1,6})\.)?(?P<hours>\d{1,2}):(?P<minutes>\d\d):(?P<seconds>\d\d(?:\.\d+)?)$"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; times in seconds.

    `scope` says what it belongs to: a key, a zone, the state of a key (which changes
    while it rolls), or a wait of the model that is set nowhere.  `mark` is `verified`,
    `inferred` or `assumed`.
    """

    name: str
    role: KeyRole | None
    scope: Scope
    unit: str
    protocol_default: str
    powershell_default: str
    minimum: float | None
    maximum: float | None
    mark: str


@cache
def parameters() -> tuple[Parameter, ...]:
    """Every parameter of the table."""
    return tuple(
        Parameter(
            name=r["parameter"],
            role=cast(KeyRole, r["role"]) if r["role"] else None,
            scope=cast(Scope, r["scope"]),
            unit=r["unit"],
            protocol_default=r["protocol_default"],
            powershell_default=r["powershell_default"],
            minimum=float(r["minimum"]) if r["minimum"] else None,
            maximum=float(r["maximum"]) if r["maximum"] else None,
            mark=r["mark"],
        )
        for r in rows("parameters")
    )


@cache
def _table() -> dict[tuple[str, KeyRole | None], Parameter]:
    return {(p.name.lower(), p.role): p for p in parameters()}


def parameter(name: str, role: KeyRole | None = None) -> Parameter | None:
    """The parameter of that name in any case: that of the role, else the one of both roles."""
    known = _table()
    return known.get((name.lower(), role)) or known.get((name.lower(), None))


def default_seconds(name: str, role: KeyRole | None = None) -> float:
    """The protocol's default of a time; KeyError where the table has no such parameter."""
    found = parameter(name, role)
    if found is None:
        raise KeyError(name)
    return float(found.protocol_default)


def largest_seconds(name: str, role: KeyRole | None = None) -> float:
    """The largest value of a time; KeyError where the table has no such parameter or no bound."""
    found = parameter(name, role)
    if found is None or found.maximum is None:
        raise KeyError(name)
    return found.maximum


def seconds(value: str) -> float | None:
    """A span of time as printed: seconds in decimal or hex, or .NET's `d.hh:mm:ss`; None if neither."""
    span = TIME_SPAN.match(value.strip())
    if span is None:
        return number(value)
    days, hours, minutes = (int(span[part] or 0) for part in ("days", "hours", "minutes"))
    return days * 86400 + hours * 3600 + minutes * 60 + float(span["seconds"])


def number(value: str) -> int | None:
    """A number as printed, in decimal or hex; None if it is none, or too long to be one."""
    text = value.strip().lower()
    try:
        found = int(text, 16 if text.startswith("0x") else 10)
    except ValueError:
        return None
    return found if found <= LARGEST else None
