"""A log entry as Windows would write it, before any format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Provider:
    """Who logs: name, GUID (upper case, no braces), and the legacy source name of classic events."""

    name: str
    guid: str | None = None
    source_name: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of one channel of one host.

    `data` are the EventData elements in order, their names None where Windows
    writes none; `user_data` names the root element where UserData takes their
    place.  `message` is the rendered text, which EVTX does not hold.
    """

    host: str
    channel: str
    provider: Provider
    event_id: int
    time: datetime
    record_id: int
    data: tuple[tuple[str | None, str], ...] = ()
    binary: bytes | None = None
    event_name: str | None = None
    user_data: str | None = None
    version: int = 0
    level: int = 4
    task: int = 0
    opcode: int = 0
    keywords: int = 0
    qualifiers: int | None = None
    process_id: int = 0
    thread_id: int = 0
    user: str | None = None
    message: str = ""
