"""What an event id means, in each log that has it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analyzer.knowledge.events import channels, event_kind
from analyzer.knowledge.explain.prose import Fact, facts, prose

LEVELS = {1: "critical", 2: "error", 3: "warning", 4: "information"}


@dataclass(frozen=True, slots=True)
class EventExplanation:
    """An event id of one log.

    `role` says what it does to a rollover, `code_in` where an error number stands,
    `decoded` whether its records are read in full or only counted.  Where the log
    gives its data no names, `fields` are `param1 (our name)` and so on.
    """

    log: str
    channels: tuple[str, ...]
    event_id: int
    title: str
    symbol: str
    level: str
    purpose: str
    role: str
    note: str
    fields: tuple[str, ...]
    code_in: str
    decoded: bool
    known: tuple[Fact, ...]


@cache
def logs() -> tuple[str, ...]:
    """The logs that the tables tell of, by the short names of `channels.csv`."""
    return tuple(dict.fromkeys(c.log for c in channels()))


@cache
def explain_event(log: str, event_id: int) -> EventExplanation | None:
    """The meaning of an event id in a log, named by its short name or by its channel."""
    log = next((c.log for c in channels() if c.channel.lower() == log.lower()), log)
    words = prose("events")
    kind = event_kind(log, event_id)
    title = kind.title if kind else words["titles"].get(log, {}).get(str(event_id))
    if title is None:
        return None
    entries = [c for c in channels() if c.log == log]
    return EventExplanation(
        log=log,
        channels=tuple(dict.fromkeys(c.channel for c in entries)),
        event_id=event_id,
        title=title,
        symbol=kind.symbol if kind else "",
        level=LEVELS.get(kind.level or 0, "") if kind else "",
        purpose=words["logs"][log]["purpose"],
        role=words["roles"][kind.action if kind else words["actions"][log]],
        note=words["notes"].get(log, {}).get(str(event_id), ""),
        fields=_fields(log, kind.fields) if kind else (),
        code_in=_code_in(kind.code_in) if kind and kind.code_in else "",
        decoded=any(event_id in c.decoded for c in entries),
        known=facts(_seen(log, event_id), words["logs"][log]),
    )


def events_with(event_id: int) -> tuple[EventExplanation, ...]:
    """Every log's event of that id."""
    found = (explain_event(log, event_id) for log in logs())
    return tuple(event for event in found if event is not None)


def _code_in(place: str) -> str:
    sentences = prose("events")["code_in"]
    return str(sentences.get(place) or sentences["param"] % place)


def _fields(log: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if log != "classic":
        return names
    return tuple(f"param{i}" + (f" ({n})" if n != f"param{i}" else "") for i, n in enumerate(names, 1))


def _seen(log: str, event_id: int) -> dict[str, tuple[str, ...]]:
    if event_id in prose("events")["logs"][log]["observed"]:
        return {"verified": ("Real records of this event were read; its data are as they stand there.",)}
    kind = event_kind(log, event_id)
    if kind is None or not kind.fields:
        return {}
    return {"inferred": ("Order and meaning of its data come from documentation and message tables.",)}
