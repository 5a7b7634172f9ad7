"""Records to events: each log by its own interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from analyzer.events.clearing import interpret_clearing
from analyzer.events.console import interpret_console
from analyzer.events.debuglog import interpret_debug
from analyzer.events.dns import interpret_audit, interpret_classic
from analyzer.events.pipelines import interpret_classic_powershell
from analyzer.events.powershell import interpret_powershell
from analyzer.events.security import interpret_security
from analyzer.events.tasks import interpret_task
from analyzer.events.wmi import interpret_wmi
from analyzer.knowledge import channel_of
from analyzer.model import Event, Record

Interpreter = Callable[[Record], Event | None]
"""Makes the event of a record, or None where the record tells nothing of zones, keys or codes."""

INTERPRETERS: dict[str, Interpreter] = {
    "audit": interpret_audit,
    "classic": interpret_classic,
    "powershell": interpret_powershell,
    "windows-powershell": interpret_classic_powershell,
    "tasks": interpret_task,
    "security": interpret_security,
    "eventlog": interpret_clearing,
    "wmi": interpret_wmi,
    "console": interpret_console,
    "debug": interpret_debug,
}
"""The interpreter of each log, by the name that the table of channels gives it."""


def interpret(records: Iterable[Record]) -> Iterator[Event]:
    """The events that records tell of, in their order; other records tell of none."""
    return filter(None, map(event_of, records))


def event_of(record: Record) -> Event | None:
    """The event that a record tells of, if of any."""
    entry = channel_of(record.channel, record.provider)
    interpreter = INTERPRETERS.get(entry.log) if entry else None
    return interpreter(record) if interpreter else None
