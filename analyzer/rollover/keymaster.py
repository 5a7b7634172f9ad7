"""Who was key master of a zone when: only that server rolls keys, and logs that it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from analyzer.model import Action, Event
from analyzer.rollover.detail import detail
from analyzer.rollover.intervals import EVER, NEVER
from analyzer.rollover.signs import DOUBLE, Sign, ZoneSigns, gather

ROLLING = frozenset(
    {
        Action.TRIGGERED,
        Action.STARTED,
        Action.STAGE,
        Action.STEPPED,
        Action.TRANSIENT_ERROR,
        Action.COMPLETED,
        Action.FAILED,
    }
)
"""What happens on the key master only (MS-DNSP 3.1.4.9, 3.1.4.1)."""


@dataclass(frozen=True, slots=True)
class Tenure:
    """A time in which one server was key master; `server` is None where nobody knows which."""

    server: str | None
    since: datetime
    until: datetime


def key_masters(events: Iterable[Event]) -> dict[str, tuple[Tenure, ...]]:
    """The key masters of every zone that the events tell of, by zone."""
    return {signs.zone: tenures(signs) for signs in gather(events)}


def tenures(signs: ZoneSigns) -> tuple[Tenure, ...]:
    """The key masters of a zone, from before any log to after it, without gaps.

    A server that logs rolls is key master; 568, 7648 and 7649 move the role.  The first
    and last server known are taken to have been it before and after; between two
    servers without a logged move it is unknown.  What the old one tells within five
    minutes of a move is late, or its clock is.
    """
    facts = sorted(_facts(signs))
    if not facts:
        return (Tenure(None, EVER, NEVER),)
    found: list[Tenure] = []
    since, server, seen = EVER, facts[0][2], facts[0][0]
    for time, moved, who in facts:
        late = not moved and time - since <= DOUBLE
        if who != server and not late:
            found.append(Tenure(server, since, time if moved else seen))
            if not moved:
                found.append(Tenure(None, seen, time))
            since, server = time, who
        if who == server:
            seen = time
    return (*found, Tenure(server, since, NEVER))


def _facts(signs: ZoneSigns) -> Iterator[tuple[datetime, int, str]]:
    """Who is key master at which time; 1 where the role moved to it just then, 0 elsewhere."""
    for own in signs.keys.values():
        for sign in own:
            if sign.action in ROLLING:
                yield (sign.time, 0, sign.server)
    for sign in signs.own:
        match sign.action:
            case Action.KEY_MASTER_GAINED:
                if old := detail(sign.event, "old_key_master"):
                    yield (sign.time, 0, old.lower())
            case Action.KEY_MASTER_LOST:
                yield (sign.time, 0, sign.server)
        if new := new_master(sign):
            yield (sign.time, 1, new)


def new_master(sign: Sign) -> str | None:
    """The server to which the role moved, of a sign of that; None of any other sign."""
    match sign.action:
        case Action.KEY_MASTER_GAINED | Action.KEY_MASTER_MOVED:
            return sign.server
        case Action.KEY_MASTER_LOST:
            new = detail(sign.event, "new_key_master", "key_master")
            return new.lower() if new else None
    return None
