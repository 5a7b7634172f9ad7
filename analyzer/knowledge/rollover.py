"""Names of the rollover model: statuses and operations (MS-DNSP 2.2.6.2.3, 3.1.4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from analyzer.knowledge.tables import rows
from analyzer.model import KeyRole

NEVER = 0xFFFFFFFF
"""The RolloverPeriod that switches automatic rollover off (MS-DNSP 2.2.6.2.1)."""


@dataclass(frozen=True, slots=True)
class Status:
    """A value of dwCurrentRolloverStatus, with its PowerShell name and roll states."""

    number: int
    name: str
    powershell: str
    roll_states: tuple[int, ...]
    role: KeyRole | None


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on keys: its cmdlet, RPC, dnscmd verb, and whether it names a key."""

    cmdlet: str
    rpc: str
    dnscmd: str
    names_key: bool


@cache
def statuses() -> tuple[Status, ...]:
    """All rollover statuses, by number."""
    return tuple(
        Status(
            number=int(r["number"]),
            name=r["name"],
            powershell=r["powershell"],
            roll_states=tuple(int(n) for n in r["roll_state"].split(";") if n),
            role=cast(KeyRole, r["role"]) if r["role"] else None,
        )
        for r in rows("statuses")
    )


@lru_cache(maxsize=1024)
def status(spelling: str) -> Status | None:
    """The status meant by a number, an MS-DNSP name or a PowerShell name, in any case."""
    key = spelling.strip().removeprefix("DNS_SKD_STATUS_").replace("_", "").lower()
    for s in statuses():
        if key in (str(s.number), s.powershell.lower(), s.name.replace("_", "").lower()):
            return s
    return None


@cache
def operations() -> tuple[Operation, ...]:
    """All operations on keys and zone signing."""
    return tuple(
        Operation(r["cmdlet"], r["rpc"], r["dnscmd"], r["targets"] == "key") for r in rows("operations")
    )


@lru_cache(maxsize=1024)
def operation(name: str) -> Operation | None:
    """The operation meant by a cmdlet or a dnscmd verb (with or without `/`), in any case."""
    key = name.strip().lstrip("/").lower()
    for o in operations():
        if key and key in (o.cmdlet.lower(), o.dnscmd.lower()):
            return o
    return None
