"""What every record says of itself, whatever its form: who logged it, where, when, and what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, TypedDict

from analyzer.knowledge import channel_of, channels, event_kind, squeezed
from analyzer.model import Record, TimeBasis


class Head(NamedTuple):
    """Enough to count a record, and to know whether it matters."""

    computer: str
    channel: str
    provider: str
    event_id: int
    record_id: int | None
    time: datetime
    basis: TimeBasis = "utc"


class Body(TypedDict, total=False):
    """The rest of a record, by the names of `Record`."""

    user: str | None
    process_id: int | None
    event_name: str | None
    fields: dict[str, str]
    binary: bytes | None
    message: str | None


def make_record(path: str, position: str, head: Head, body: Body) -> Record:
    """The record of a head and a body."""
    return Record(
        path=path,
        position=position,
        provider=head.provider,
        channel=head.channel,
        event_id=head.event_id,
        record_id=head.record_id,
        time=head.time,
        computer=head.computer,
        time_basis=head.basis,
        **body,
    )


@lru_cache(maxsize=1024)
def channel_for(provider: str, event_id: int) -> str:
    """The channel of a form that names none: where the provider logs such events; empty if unclear."""
    own = [c for c in channels() if c.provider.lower() == provider.lower()]
    for candidate in own:
        if event_id in candidate.decoded:
            return candidate.channel
    known = [c for c in own if c.log not in ("audit", "classic") or event_kind(c.log, event_id)]
    return known[0].channel if len(known) == 1 else ""


def provider_for(event_id: int, message: str) -> str:
    """The DNS provider whose event this is by its id and its English text; empty if it is neither's."""
    text = squeezed(message)
    for log in ("audit", "classic"):
        kind = event_kind(log, event_id)
        if kind and kind.message and re.search(kind.message, text):
            return next(c.provider for c in channels() if c.log == log)
    return ""


def is_foreign(head: Head, message: str) -> bool:
    """Whether a DNS server's message is not the English one, from which alone data can be read."""
    own = channel_of(head.channel, head.provider)
    kind = event_kind(own.log, head.event_id) if own and own.log in ("audit", "classic") else None
    return bool(kind and kind.message and not re.search(kind.message, squeezed(message)))


def texts(values: Mapping[str, object]) -> dict[str, str]:
    """Values as text, as EVTX readers print them; what is a list or an object is left out."""
    return {name: text(value) for name, value in values.items() if not isinstance(value, (dict, list))}


def text(value: object) -> str:
    """A JSON value as text: nothing for null, `true` and `false` in lower case."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def number(value: object) -> int | None:
    """A whole number that is no negative, from a number or its text in decimal."""
    if isinstance(value, int):
        return value if value >= 0 else None
    if not isinstance(value, str):
        return None
    word = value.strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) < 20 else None


def event_number(value: object) -> int | None:
    """An event id; the upper half of an InstanceId, which holds qualifiers, is cut off."""
    found = number(value)
    return None if found is None else found & 0xFFFF
