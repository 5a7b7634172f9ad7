"""When a key was due to roll, as far as there is evidence: logged, computed from its period, or its habit."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from analyzer.knowledge import NEVER as PERIOD_OFF
from analyzer.knowledge.timing import seconds
from analyzer.model import Action
from analyzer.rollover.detail import detail, instant
from analyzer.rollover.rolls import Roll
from analyzer.rollover.settings import Book
from analyzer.rollover.signs import GRAIN, Sign, ZoneSigns, seizes_with_new_keys

CHANGES = frozenset({Action.KEY_MODIFIED, Action.KEY_DELETED, Action.FAILED})
VOIDS = frozenset({Action.ZONE_UNSIGNED, Action.ZONE_DELETED})
HABIT = 3
"""Automatic intervals from which a period is learnt."""

SPREAD = 0.1


@dataclass(frozen=True, slots=True)
class Due:
    """A time at which a key was to roll.

    `told` is when that became known, `queued` that it was in the queue (531, 9120), `until`
    when the key was changed or given up, so that it no longer holds.
    """

    time: datetime
    told: datetime
    refs: tuple[str, ...]
    queued: bool = False
    until: datetime | None = None


def dues(zone: ZoneSigns, key: str, rolls: Sequence[Roll], book: Book) -> list[Due]:
    """Every due time of one key, by time.

    NextRolloverTime counts as logged.  After a completed roll the key is due a
    RolloverPeriod later, where that is logged, or else an interval later that its last
    automatic rolls kept, or its next ones where too few are known.  A trigger (531) makes
    it due at once, and a try that is refused because the key is queued (9120) tells that
    it was due by then.
    """
    signs = zone.keys.get(key, [])
    changes = sorted(
        [s.time for s in signs if s.action in CHANGES]
        # The classic channel alone tells of it, in whole seconds: as if before the end of the roll.
        + [s.time + GRAIN for s in signs if s.action is Action.RETIRED]
        + [s.time for s in zone.own if s.action in VOIDS or seizes_with_new_keys(s)]
    )
    found = []
    for due in (*_logged(signs), *_computed(rolls, book), *_asked([*signs, *zone.refused.get(key, [])])):
        place = bisect_right(changes, due.told)
        found.append(replace(due, until=changes[place]) if place < len(changes) else due)
    return sorted(found, key=lambda d: (d.time, d.told, d.refs))


def _logged(signs: Iterable[Sign]) -> Iterator[Due]:
    for sign in signs:
        if sign.action in (Action.KEY_ADDED, Action.KEY_MODIFIED):
            due = instant(detail(sign.event, "NextRolloverTime"))
            if due and due > sign.time:
                yield Due(due, sign.time, sign.refs)


def _asked(signs: Iterable[Sign]) -> Iterator[Due]:
    for sign in signs:
        if sign.action in (Action.TRIGGERED, Action.ATTEMPT):
            yield Due(sign.time, sign.time, sign.refs, queued=True)


def _computed(rolls: Sequence[Roll], book: Book) -> Iterator[Due]:
    intervals = [_interval(a, b) for a, b in pairwise(rolls)]
    for place, roll in enumerate(rolls):
        end = roll.draft.end
        if not end or roll.outcome not in ("completed", "forced"):
            continue
        period = book.at(roll.draft.zone, roll.draft.guid, "RolloverPeriod", end.time)
        length = seconds(period.value) if period else None
        if length is not None and period:
            if length < PERIOD_OFF:
                yield Due(end.time + timedelta(seconds=length), end.time, (*end.refs, period.source))
            continue
        past = [length for length in intervals[:place] if length]
        if len(past) < HABIT:
            # The next interval is the one in question.
            past = [length for length in intervals[place + 1 :] if length]
        if habit := _habit(past):
            yield Due(end.time + habit, end.time, end.refs)


def _interval(before: Roll, roll: Roll) -> timedelta | None:
    """From the end of a roll to the next one, where that was an automatic one and both are known."""
    end, start = before.draft.end, roll.draft.start
    return start.time - end.time if end and start and roll.trigger == "automatic" else None


def _habit(intervals: Sequence[timedelta]) -> timedelta | None:
    """What at least three intervals agree on, to a tenth."""
    agree = len(intervals) >= HABIT and max(intervals) - min(intervals) <= SPREAD * max(intervals)
    return max(intervals) if agree else None


def next_start(rolls: Sequence[Roll], after: datetime) -> datetime | None:
    """When the key's next roll after a time began, at the latest."""
    return next((r.began for r in rolls if r.began > after), None)
