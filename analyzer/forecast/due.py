"""When a key is due: told by its server, asked for, a period after its last roll, or by its habit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from analyzer.forecast.keys import KnownKey, began
from analyzer.knowledge import NEVER
from analyzer.knowledge.timing import number, seconds
from analyzer.model import Action, Event, Rollover
from analyzer.rollover.detail import detail, fold, instant
from analyzer.rollover.settings import Book

SKEW = timedelta(minutes=5)
"""How far the clocks of servers may be apart (Kerberos' limit), and a server's timers behind."""

DAY = timedelta(days=1)
SPREAD = 0.02
"""A period that is learnt from the key's automatic rolls is widened by this share of it at both ends."""

ENDED = ("completed", "forced")


@dataclass(frozen=True, slots=True)
class Due:
    """The span in which a key comes due, what says so, and when that was said."""

    earliest: datetime
    latest: datetime
    source: str
    told: datetime


@dataclass(frozen=True, slots=True)
class NotDue:
    """A key of which nobody can say when it rolls next, and why; `never` where not by itself."""

    reason: str
    never: bool = False


def due(key: KnownKey, book: Book, as_of: datetime) -> Due | NotDue:
    """When a key is due next; what was told last counts, and after a roll only what follows from it."""
    last = key.last
    if _is_off(key, book, as_of):
        return NotDue("automatic rollover is off", never=True)
    if last and last.outcome == "failed":
        return NotDue("its last rollover failed: the server rolls it no more by itself", never=True)
    if last and last.outcome in ("open", "unknown"):
        return NotDue(
            "it is rolling" if last.outcome == "open" else "how its last rollover ended is not known"
        )
    since = _ended(last) if last else None
    told = [d for d in (*_told(key), *_computed(key, book, as_of)) if since is None or d.told >= since]
    return (
        max(told, key=lambda d: (d.told, -(d.latest - d.earliest)))
        if told
        else NotDue("nothing tells its period")
    )


def _is_off(key: KnownKey, book: Book, as_of: datetime) -> bool:
    setting = book.at(key.zone, key.guid, "RolloverPeriod", as_of)
    length = seconds(setting.value) if setting else None
    return length is not None and length >= NEVER


def _told(key: KnownKey) -> Iterator[Due]:
    """NextRolloverTime of events and snapshots, the notices before a KSK rolls, and what was triggered."""
    for event in key.told:
        if event.action is Action.NOTICE:
            yield _noticed(event)
        elif event.action is Action.TRIGGERED:
            said = f"asked for by hand in {event.path}#{event.position}"
            yield Due(event.time, event.time + SKEW, said, event.time)
        elif (time := instant(detail(event, "NextRolloverTime"))) and time > event.time:
            yield Due(
                time - SKEW, time + SKEW, f"NextRolloverTime in {event.path}#{event.position}", event.time
            )
    for shot in key.shots:
        fields = {fold(name): value for name, value in shot.fields.items()}
        time = instant(fields.get("nextrollovertime"))
        if shot.time and time and time > shot.time:
            yield Due(time - SKEW, time + SKEW, f"NextRolloverTime in {shot.path}#{shot.position}", shot.time)


def _noticed(event: Event) -> Due:
    """7668 tells the days left, in whole days; 7667 comes in the last day."""
    days = number(detail(event, "days") or "")
    left = timedelta(days=days) if days else timedelta(0)
    said = f"notice {event.event_id} in {event.path}#{event.position}"
    return Due(event.time + left - SKEW, event.time + left + DAY + SKEW, said, event.time)


def _computed(key: KnownKey, book: Book, as_of: datetime) -> Iterator[Due]:
    """A period after the last roll ended: the period that is logged, or the key's habit."""
    last = key.last
    ended = _ended(last) if last else None
    if last is None or ended is None or last.outcome not in ENDED:
        return
    low, high = (last.end, last.end) if last.end else (last.end_min, last.end_max)
    if low is None or high is None:
        return
    setting = book.at(key.zone, key.guid, "RolloverPeriod", as_of)
    length = seconds(setting.value) if setting else None
    if setting and length:
        period = timedelta(seconds=length)
        source = f"RolloverPeriod of {length / 86400:g} d in {setting.source} after {last.id}"
        yield Due(low + period - SKEW, high + period + SKEW, source, max(ended, setting.since or ended))
    elif kept := _intervals(key):
        margin = SPREAD * max(kept)
        yield Due(
            low + min(kept) - margin,
            high + max(kept) + margin,
            f"{len(kept)} earlier automatic interval{'s' if len(kept) > 1 else ''} of this key, of "
            f"{min(kept) / DAY:.1f} to {max(kept) / DAY:.1f} d, after {last.id}",
            ended,
        )


def _intervals(key: KnownKey) -> list[timedelta]:
    """From the end of each roll to the start of the next, where that came by itself."""
    return [
        roll.start - before.end
        for before, roll in zip(key.rolls, key.rolls[1:], strict=False)
        if before.end and roll.start and roll.trigger != "manual" and before.outcome in ENDED
    ]


def _ended(roll: Rollover) -> datetime:
    return roll.end or roll.end_max or began(roll)
