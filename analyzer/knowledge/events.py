"""What the events of each channel mean, and which are worth decoding."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from analyzer.knowledge.tables import rows
from analyzer.model import Action, KeyRole, Observes

AUDIT_CHANNEL = "Microsoft-Windows-DNSServer/Audit"
CLASSIC_CHANNEL = "DNS Server"
_LONGEST_MESSAGE = 8 << 10
"""Characters in which a message has told everything; more would only keep its pattern busy."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """One event id of a DNS channel.

    `fields` are the data names in order: as logged in the audit channel, by meaning
    in the classic one, whose data are called `param1` … `paramN`.  `code_in` says
    where an error number stands: `binary`, `binary?` (never seen, hypothetical),
    `paramN`, `packet` (bytes that are no code) or nowhere.
    """

    log: str
    event_id: int
    title: str
    symbol: str
    level: int | None
    about_dnssec: bool
    action: Action
    operation: str | None
    role: KeyRole | None
    fields: tuple[str, ...]
    code_in: str
    message: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One provider's part of one channel: what it observes and which ids are decoded."""

    channel: str
    provider: str
    observes: Observes | None
    decoded: frozenset[int]
    log: str


def _ids(spans: str) -> frozenset[int]:
    bounds = (span.partition("-") for span in spans.split())
    return frozenset(i for low, _, high in bounds for i in range(int(low), int(high or low) + 1))


@cache
def channels() -> tuple[Channel, ...]:
    """Every (channel, provider) that matters."""
    return tuple(
        Channel(
            channel=r["channel"],
            provider=r["provider"],
            observes=cast(Observes, r["observes"]) if r["observes"] else None,
            decoded=_ids(r["decoded"]),
            log=r["log"],
        )
        for r in rows("channels")
    )


@cache
def _channel_table() -> dict[tuple[str, str], Channel]:
    return {(c.channel.lower(), c.provider.lower()): c for c in channels()}


@lru_cache(maxsize=1024)
def channel_of(channel: str, provider: str) -> Channel | None:
    """The entry for a channel and provider; other providers reuse the same event ids."""
    return _channel_table().get((channel.lower(), provider.lower()))


@lru_cache(maxsize=1024)
def observes(channel: str) -> Observes | None:
    """What a channel's coverage tells of, if anything."""
    found = [c.observes for c in channels() if c.channel.lower() == channel.lower() and c.observes]
    return found[0] if found else None


def matters(channel: str, provider: str, event_id: int) -> bool:
    """Whether such a record is decoded; all others are only tallied."""
    entry = channel_of(channel, provider)
    return entry is not None and event_id in entry.decoded


@cache
def event_kinds() -> tuple[EventKind, ...]:
    """Every event id of the two DNS channels."""
    return tuple(
        EventKind(
            log=r["log"],
            event_id=int(r["event_id"]),
            title=r["title"],
            symbol=r["symbol"],
            level=int(r["level"]) if r["level"] else None,
            about_dnssec=r["dnssec"] == "yes",
            action=Action(r["action"]),
            operation=r["operation"] or None,
            role=cast(KeyRole, r["role"]) if r["role"] else None,
            fields=tuple(filter(None, r["fields"].split(";"))),
            code_in=r["code_in"],
            message=r["message"],
        )
        for r in rows("events")
    )


def event_kind(log: str, event_id: int) -> EventKind | None:
    """The meaning of an event id in the `audit` or `classic` log."""
    return _kind_table().get((log, event_id))


@cache
def _kind_table() -> dict[tuple[str, int], EventKind]:
    return {(k.log, k.event_id): k for k in event_kinds()}


def squeezed(message: str) -> str:
    """A message with single blanks, as the patterns of `EventKind.message` expect it."""
    return " ".join(message[:_LONGEST_MESSAGE].split())
