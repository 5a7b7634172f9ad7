"""Records as rows of named columns, as in CSV and flat JSON: one table knows what columns are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cache, lru_cache

from analyzer.knowledge.tables import rows
from analyzer.model import TimeBasis
from analyzer.sources.head import Body, Head, channel_for, event_number, number, provider_for, text, texts

When = Callable[[str], tuple[datetime, TimeBasis] | None]
"""Reads a printed time."""

HEAD_PARTS = ("event_id", "time", "provider", "channel", "computer", "record_id")
BODY_PARTS = ("message", "user", "process_id")
_ASIDE = "aside"
_DATA = "event_data."
"""What stands before the names of data in Kibana's exports, where `-` is no value."""

_NONE = "\0"
"""The name of no column."""


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A column's name in lower case, letters and digits only, without what collectors add."""
    bare = name.partition("[")[0].removeprefix("winlog.").lower()
    return "".join(c for c in bare if c.isalnum())


@cache
def spellings() -> dict[str, tuple[str, ...]]:
    """Every spelling of each part of a record, the likeliest first."""
    return {r["meaning"]: tuple(r["spellings"].split()) for r in rows("columns")}


@lru_cache(maxsize=1024)
def parts_of(names: tuple[str, ...]) -> dict[str, str]:
    """Which of these columns holds each part of a record."""
    folded = {fold(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    for part in (*HEAD_PARTS, *BODY_PARTS):
        column = next((folded[s] for s in spellings()[part] if s in folded), None)
        if column is not None and column not in found.values():
            found[part] = column
    return found


def tells_events(names: Iterable[str]) -> bool:
    """Whether rows with these columns can be events: an id, a time, and who logged it or where.

    Of PowerShell's selections, which often leave that out, the message is enough.
    """
    return _tells_events(tuple(names))


@lru_cache(maxsize=1024)
def _tells_events(names: tuple[str, ...]) -> bool:
    found = parts_of(names)
    if not {"event_id", "time"} <= found.keys():
        return False
    selected = "message" in found and fold(found["time"]) == "timecreated"
    return selected or not found.keys().isdisjoint(("provider", "channel"))


def row_head(row: Mapping[str, object], when: When, provider: str = "") -> Head | None:
    """Who, where, when and what; None without an id or a time.  `provider` is for rows that name none."""
    get = row.get
    event_column, time_column, *where, id_column, message_column = _head_columns(tuple(row))
    event_id, time = event_number(get(event_column)), when(text(get(time_column)))
    if event_id is None or time is None:
        return None
    source, channel, computer = [text(get(column)) for column in where]
    source = source or provider
    if not source and not channel:
        source = provider_for(event_id, text(get(message_column)))
    channel = channel or channel_for(source, event_id)
    return Head(computer, channel, source, event_id, number(get(id_column)), *time)


@lru_cache(maxsize=1024)
def _head_columns(names: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of the parts of a head, in their order, and of the message."""
    found = parts_of(names)
    return tuple(found.get(part, _NONE) for part in (*HEAD_PARTS, "message"))


def row_body(row: Mapping[str, object], *, with_data: bool) -> Body:
    """The rest; `with_data` takes the columns that are no part of a record as the event's data."""
    parts = parts_of(tuple(row))
    get = {part: row[column] for part, column in parts.items()}
    body = Body(
        user=_named(text(get.get("user"))),
        process_id=number(get.get("process_id")),
        message=text(get.get("message")) or None,
    )
    if with_data:
        known = set(parts.values())
        body["fields"] = texts({n: v for n, v in row.items() if n not in known and not _is_aside(n)})
    elif data := {n.partition(_DATA)[2]: v for n, v in row.items() if _DATA in n and v not in ("", "-")}:
        body["fields"] = texts(data)
    return body


def _named(user: str) -> str | None:
    """A user, unless the word stands for none."""
    return None if user in ("", "N/A") else user


def _is_aside(name: str) -> bool:
    return name.startswith(("_", "@")) or fold(name) in spellings()[_ASIDE]
