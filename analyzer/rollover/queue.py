"""Keys that had to wait: blocked behind another key of their zone, or due and never rolled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from analyzer.model import Action, Diagnosis
from analyzer.rollover.diagnosis import diagnosis
from analyzer.rollover.dues import Due, next_start
from analyzer.rollover.edges import View
from analyzer.rollover.intervals import EVER, NEVER, Interval, gaps, union
from analyzer.rollover.remedies import BLOCKED, HELD_UP, MISSED, WAS_BLOCKED
from analyzer.rollover.rolls import Roll, ds_wait, number_of
from analyzer.rollover.signs import DOUBLE
from analyzer.rollover.windows import WAITS_FOR_DS

GRACE = timedelta(days=1)
"""How late a roll may be before anything is said."""


def blocked(
    rolls: Sequence[Roll], dues: Mapping[str, Sequence[Due]], view: View
) -> Iterator[tuple[Roll, Diagnosis]]:
    """Keys that were due and had to wait for more than a day behind a KSK that waited for its DS.

    Told of the key's roll if that began afterwards, else of the KSK's, for the key has
    none yet.  There must be evidence of both: the wait (784), and that the other key
    was due (531, 9120, NextRolloverTime, its period or habit) and did not roll.
    """
    by_key = _by_key(rolls)
    for ksk in rolls:
        wait = ds_wait(ksk, view)
        if wait is None:
            continue
        for key, times in sorted(dues.items()):
            others = by_key.get(key, [])
            due = _held_up(times, others, wait, view)
            if key != ksk.draft.guid and due:
                after = next((r for r in others if r.began > due.told), None)
                if after and _was_free(rolls, ksk, after):
                    # What waited rolls as soon as it can: this one no longer did.
                    if not due.queued:
                        continue
                    after = None
                yield _blocking(ksk, due, wait, after, key)


def _was_free(rolls: Sequence[Roll], ksk: Roll, after: Roll) -> bool:
    """Whether no other key stood in a roll's way for more than a day, once the KSK's roll was over."""
    over = ksk.end.time
    return over is not None and _idle_time(rolls, after.draft.guid, over, after.began) > GRACE


def _blocking(ksk: Roll, due: Due, wait: Interval, after: Roll | None, key: str) -> tuple[Roll, Diagnosis]:
    roll, remedy, other = (after, WAS_BLOCKED, ksk.draft.guid) if after else (ksk, BLOCKED, key)
    if not (after or ksk.is_open):
        remedy = HELD_UP
    return roll, diagnosis(
        "blocked",
        roll,
        max(due.time, wait[0]),
        remedy,
        sure="high" if due.queued else "medium",
        evidence=sorted({*ksk.refs_of(Action.STARTED, Action.STAGE, Action.STEPPED), *due.refs}),
        other=other,
        step=next(s for s in ksk.stages if number_of(s) == WAITS_FOR_DS),
    )


def _held_up(times: Sequence[Due], rolls: Sequence[Roll], wait: Interval, view: View) -> Due | None:
    """The first time a key was due and could not roll for more than a day of a wait."""
    start, until = wait
    for due in times:
        since = max(due.time, start)
        began = next_start(rolls, due.told)
        held = min(until, began or until) - since > GRACE
        holds = due.until is None or due.until - since > GRACE
        # One that was asked for before may have rolled before, unseen.
        asked = due.queued and due.told >= start - DOUBLE
        if held and holds and (asked or not view.sight.blind(view.masters, due.told, since)):
            return due
    return None


def missed(
    rolls: Sequence[Roll], dues: Mapping[str, Sequence[Due]], view: View
) -> Iterator[tuple[Roll, Diagnosis]]:
    """Keys whose time passed while logs were there, no other key stood in the way, and nothing started.

    Without the classic channel nothing is said, for it alone tells that a key failed or
    retired.  Told of the key's last roll: a key that never rolled in these logs has none.
    """
    for key, own in sorted(_by_key(rolls).items()):
        last = own[-1]
        passed = [
            d for d in dues.get(key, ()) if d.told >= last.draft.last and d.until is None and not d.queued
        ]
        if last.outcome not in ("completed", "forced") or not passed:
            continue
        due = passed[-1]
        clear = view.clear_until(due.told)
        gone = clear and view.sight.blind_to_failures(view.masters, due.told, clear)
        if clear and not gone and _idle_time(rolls, key, due.time, clear) > GRACE:
            yield last, diagnosis("missed", last, due.time, MISSED, sure="high", evidence=due.refs)


def _idle_time(rolls: Sequence[Roll], key: str, start: datetime, end: datetime) -> timedelta:
    """For how long, from start to end, no other key of the zone was rolling."""
    busy = union((r.start.earliest or EVER, r.end.latest or NEVER) for r in rolls if r.draft.guid != key)
    return sum(((b - a) for a, b in gaps(busy, start, end)), timedelta())


def _by_key(rolls: Sequence[Roll]) -> dict[str, list[Roll]]:
    keys: dict[str, list[Roll]] = {}
    for roll in rolls:
        keys.setdefault(roll.draft.guid, []).append(roll)
    return keys
