"""Helpers for tests of text shapes: bytes to items and events, runs of programs to read back."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from analyzer.events import interpret
from analyzer.model import Event, Item, Loss, Record
from analyzer.simulate.emit.console.runs import Call, Run
from analyzer.sources.shape import Options, Shape, Source
from analyzer.sources.sniff import recognise

BERLIN = Options(ZoneInfo("Europe/Berlin"))
TIME = datetime(2025, 3, 27, 8, 19, 20, tzinfo=UTC)
GUID = "60901e33-ad11-429b-bbc8-0234171931c0"
INVOKE, STEP = "Invoke-DnsServerSigningKeyRollover", "Step-DnsServerSigningKeyRollover"
_VERBS = {INVOKE: "ZonePerformKeyRollover", STEP: "ZonePokeKeyRollover"}
TRIES = ((INVOKE, 9116), (INVOKE, 9116), (STEP, 0), (STEP, 9128))
"""A retry that fails as before, a success, another failure; a minute apart."""


def items(data: bytes, shape: Shape | None = None, options: Options = BERLIN) -> list[Item]:
    """All that bytes hold, read by the shape that recognises them unless one is given."""
    if shape is None:
        found = recognise(data[:65536])
        assert found is not None
        shape = found[0]
    return list(shape.read(Source("p", io.BytesIO(data)), options))


def records(found: Iterable[Item]) -> list[Record]:
    """The records among items."""
    return [item for item in found if isinstance(item, Record)]


def losses(found: Iterable[Item]) -> int:
    """How many records were lost."""
    return sum(item.count or 0 for item in found if isinstance(item, Loss))


def events(data: bytes, shape: Shape | None = None, options: Options = BERLIN) -> list[Event]:
    """The events that bytes tell of."""
    return list(interpret(records(items(data, shape, options))))


def codes(found: Iterable[Event]) -> list[int | None]:
    """All codes detected, in order."""
    return [d.code for event in found for d in event.detections]


def run(*, script: bool = False, dnscmd: bool = False) -> Run:
    """Somebody's tries, typed at a prompt or made by a script that stops at errors."""
    path = r"C:\Scripts\roll.ps1"
    calls = tuple(
        Call(
            time=TIME + timedelta(minutes=number),
            text=_typed(operation, dnscmd=dnscmd),
            line=12 + number,
            operation=operation,
            server="ns1.corp.example",
            zone="corp.example",
            code=code,
            failure=f"Failed to roll over {GUID} in zone corp.example on server ns1.corp.example.",
        )
        for number, (operation, code) in enumerate(TRIES)
    )
    program = f'powershell.exe -File "{path}"' if script else "powershell.exe"
    return Run("admin1.corp.example", r"CORP\bob", program, 4711, path if script else "", script, calls)


def _typed(operation: str, *, dnscmd: bool) -> str:
    if dnscmd:
        return f"dnscmd ns1.corp.example /{_VERBS[operation]} corp.example {{{GUID.upper()}}}"
    return f"{operation} -ZoneName corp.example -KeyId {GUID} -ComputerName ns1.corp.example -Force"
