"""When a roll began and ended: as logged, or within which bounds, and on what basis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from analyzer.model import Action, EdgeBasis, RolloverOutcome
from analyzer.rollover.intervals import EVER, NEVER, Interval, hull
from analyzer.rollover.keymaster import Tenure
from analyzer.rollover.reconcile import Neighbours
from analyzer.rollover.sight import Sight
from analyzer.rollover.signs import DOUBLE, GRAIN
from analyzer.rollover.windows import FIRST_STATUSES, Draft

FIRST_WAIT_LAG = timedelta(hours=1)
"""How long a roll may take to enter its first wait: at once by the model, but no source gives a time."""

SHORTEST_ZSK = timedelta(hours=2)
"""Each of the two waits of a ZSK takes at least an hour (Perform a Manual Signing Key Rollover)."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The start or end of a roll: when, how that is known, and the earliest and latest it can have been.

    `time` is None where the bounds lie too far apart to name one; a bound is None where
    nothing bounds it.
    """

    time: datetime | None
    basis: EdgeBasis
    earliest: datetime | None
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class View:
    """What is around the rolls of one zone: other keys, key masters, what could be seen, until when."""

    others: Neighbours
    masters: Sequence[Tenure]
    sight: Sight
    as_of: datetime

    def clear_until(self, start: datetime, stages: bool = False) -> datetime | None:
        """Until when, from start, no edge (or no stage) could have passed unseen; None where some could.

        That is the time of judgement, or the end of the key master's log, if the silence
        since then is the log's habit.
        """
        now = max(self.as_of, start)
        if not self.sight.still_sees(self.masters, start, now, stages):
            return None
        return max(start, min(now, self.sight.reach(self.masters, now)))

    def gave_up_since(self, start: datetime) -> datetime | None:
        """Since when, after start, a key may be void: the role moved, and new keys (568) would not show."""
        return next(
            (
                after.since
                for before, after in pairwise(self.masters)
                if before.server and after.server and after.since > start
                if self.sight.blind_audit(self.masters, after.since + GRAIN, after.since + DOUBLE)
            ),
            None,
        )

    def start_could_hide(self, start: datetime, end: datetime) -> Interval | None:
        """From when to when, between start and end, a start could have passed unseen."""
        return hull(self.sight.blind(self.masters, start, end)) if start < end else None

    def end_could_hide(self, start: datetime, end: datetime) -> Interval | None:
        """From when to when, between start and end, an end could have passed unseen."""
        return hull(self.sight.blind_to_ends(self.masters, start, end)) if start < end else None


def start_edge(draft: Draft, view: View) -> Edge:
    """The start: logged, else told by a first stage, else between the last idle sign and the first sign.

    A roll that no log tells of but its trigger does can have begun whenever that says,
    whatever the logs could have told.
    """
    if draft.start:
        return _observed(draft.start.time)
    first = draft.signs[0] if draft.signs else None
    if first and first.action is Action.STAGE and first.status and first.status.number in FIRST_STATUSES:
        return Edge(first.time, "derived", first.time - FIRST_WAIT_LAG, first.time + GRAIN)
    until = _grain_after(first.time if first else draft.idle_after or NEVER)
    since = max(draft.idle_before or EVER, view.others.before(draft, draft.first - DOUBLE) or EVER)
    hidden = None if draft.trigger else view.start_could_hide(since, until)
    earliest, latest = hidden or (since, until)
    return _bounded(earliest, latest, latest)


def end_edge(draft: Draft, view: View, rolled_at: Iterable[datetime]) -> tuple[Edge, RolloverOutcome]:
    """The end and the outcome.

    A lost end lies between the last sign of rolling and the next sign that it was over:
    an idle sign or a new roll of this key, or a roll of another key of the zone.
    `rolled_at` are the key's LastRolloverTimes, which change on success only.
    """
    done: RolloverOutcome = "forced" if draft.stepped else "completed"
    if draft.end:
        return _observed(draft.end.time), done if draft.end.action is Action.COMPLETED else "failed"
    last = draft.last
    over = _grain_after(min(draft.idle_after or NEVER, view.others.after(draft, last + DOUBLE) or NEVER))
    for time in rolled_at:
        if last <= time <= over:
            return Edge(time, "derived", time - GRAIN, time + GRAIN), done
    if over == NEVER:
        return _still_open(last, view)
    if draft.void and draft.void.time <= over:
        soonest = max(last, draft.start.time + SHORTEST_ZSK) if draft.start and draft.role == "ZSK" else last
        if not view.end_could_hide(soonest, draft.void.time):
            return _observed(draft.void.time), "aborted"
    hidden = view.end_could_hide(last, over) if draft.signs else None
    earliest, latest = hidden or (last, over)
    return _bounded(earliest, latest, earliest), done if draft.finished else "unknown"


def _still_open(last: datetime, view: View) -> tuple[Edge, RolloverOutcome]:
    """An end that nothing tells of: it is to come, unless it could have passed unseen."""
    if clear := view.clear_until(last):
        return Edge(None, "censored", clear, None), "open"
    dark = view.sight.blind(view.masters, last, max(view.as_of, last))
    return Edge(None, "censored", max(dark[0][0], last), None), "unknown"


def _grain_after(time: datetime) -> datetime:
    return time if time == NEVER else time + GRAIN


def _observed(time: datetime) -> Edge:
    return Edge(time, "observed", time, time)


def _bounded(earliest: datetime, latest: datetime, guess: datetime) -> Edge:
    """A lost edge: with a time of its own where the bounds leave no more than clocks do."""
    if earliest == EVER or latest == NEVER:
        low, high = (None if bound in (EVER, NEVER) else bound for bound in (earliest, latest))
        return Edge(None, "censored", low, high)
    near = latest - earliest <= DOUBLE + timedelta(seconds=2)
    return Edge(guess if near else None, "derived", earliest, latest)
