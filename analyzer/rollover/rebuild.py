"""Rollovers from events: read the signs of each zone, sort them into rolls, date and judge these."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from analyzer.model import Action, Coverage, Diagnosis, Event, KeyRole, Rollover, Setting, Snapshot
from analyzer.rollover import diagnosis, queue
from analyzer.rollover.detail import detail, instant
from analyzer.rollover.dues import dues
from analyzer.rollover.edges import View, end_edge, start_edge
from analyzer.rollover.keymaster import tenures
from analyzer.rollover.keys import Pointers, at_start, pointers
from analyzer.rollover.pauses import longest_pause
from analyzer.rollover.reconcile import Knife, neighbours, split
from analyzer.rollover.rolls import Roll, finished, id_of, narrowed, settled, stages_of
from analyzer.rollover.settings import Book, book
from analyzer.rollover.sight import Sight
from analyzer.rollover.signs import Sign, ZoneSigns, gather
from analyzer.rollover.snapshots import idle_pointers, shots
from analyzer.rollover.stuck import stuck
from analyzer.rollover.timing import Range, expected, learn, waits
from analyzer.rollover.trigger import triggers
from analyzer.rollover.windows import Draft, drafts_of

MOVES = frozenset({Action.KEY_MASTER_MOVED, Action.KEY_MASTER_LOST, Action.KEY_MASTER_GAINED})


@dataclass(frozen=True, slots=True)
class Case:
    """One zone with all that is known around its rolls."""

    signs: ZoneSigns
    view: View
    settings: Book
    printed: Mapping[tuple[str, str], Sequence[Pointers]]

    def pointers_of(self, key: str) -> list[Pointers]:
        """All that is told of a key's pointers, by time."""
        printed = self.printed.get((self.signs.zone, key), ())
        return sorted([*pointers(self.signs.keys[key]), *printed], key=lambda p: p.time)


def rebuild(
    events: Iterable[Event],
    coverage: Sequence[Coverage],
    settings: Iterable[Setting],
    as_of: datetime,
    snapshots: Iterable[Snapshot] = (),
) -> tuple[Rollover, ...]:
    """Every roll of every key that the events tell of, by zone and time, with its diagnoses.

    The order of events does not matter, nor how often the same record was read.  What
    ages is judged at `as_of`; events after it still close rolls.  Snapshots tell which
    keys a roll began with, where no event does.
    """
    with _collector_at_rest():
        zones = gather(events)
        sight = Sight(coverage, zones)
        known, printed = book(settings), idle_pointers(shots(snapshots))
        cases = [Case(signs, _view(signs, sight, as_of), known, printed) for signs in zones]
        by_zone = [(case, _rolls(case)) for case in cases]
        learnt = learn(_lengths(roll for _, rolls in by_zone for roll in rolls))
        return tuple(rollover for case, rolls in by_zone for rollover in _judged(case, rolls, learnt))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Make values without a search for cycles among them: there are none, and it took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _view(signs: ZoneSigns, sight: Sight, as_of: datetime) -> View:
    masters = tenures(signs)
    return View(neighbours((), masters), masters, sight, as_of)


def _rolls(case: Case) -> list[Roll]:
    """The rolls of one zone by time, without what is expected of them."""
    zone, keys = case.signs.zone, case.signs.keys
    drafts = [d for key, own in keys.items() for d in drafts_of(zone, key, own, case.signs.own)]

    def can_hide(start: datetime, end: datetime) -> bool:
        return bool(case.view.sight.blind(case.view.masters, start, end))

    knife = Knife(neighbours(drafts, case.view.masters), can_hide, longest_pause(drafts, case.settings))
    drafts = [d for d in split(drafts, knife) if _is_roll(d)]
    view = replace(case.view, others=neighbours(drafts, case.view.masters))
    rolled_at = {key: _rolled_at(own) for key, own in keys.items()}
    edges = [(d, start_edge(d, view), *end_edge(d, view, rolled_at[d.guid])) for d in drafts]
    how = triggers([(draft, start, end) for draft, start, end, _ in edges], view)
    told = {key: case.pointers_of(key) for key in keys}
    began: dict[str, datetime] = {}
    rolls: list[Roll] = []
    for (draft, start, end, outcome), trigger in zip(edges, how, strict=True):
        first = start.time or draft.first
        roll = Roll(
            id=id_of(draft),
            draft=draft,
            role=draft.role,
            start=start,
            end=end,
            outcome=outcome,
            trigger=trigger,
            stages=stages_of(draft, start),
            waits=waits(case.settings, zone, first),
            expected=None,
            keys=at_start(told[draft.guid], began.get(draft.guid), start.time or start.latest),
        )
        rolls.append(roll)
        began[draft.guid] = first
    return rolls


def _is_roll(draft: Draft) -> bool:
    """Whether it rolled: with signs of that, or triggered and at its end no longer queued."""
    return bool(draft.signs) or draft.idle_after is not None


def _rolled_at(signs: Iterable[Sign]) -> list[datetime]:
    """A key's LastRolloverTimes."""
    told = (instant(detail(s.event, "LastRolloverTime")) for s in signs if s.event.detail)
    return sorted({time for time in told if time})


def _lengths(rolls: Iterable[Roll]) -> Iterable[tuple[str, KeyRole | None, float]]:
    for roll in rolls:
        start, end = roll.draft.start, roll.draft.end
        if start and end and roll.outcome == "completed":
            yield roll.draft.zone, roll.role, (end.time - start.time).total_seconds()


def _judged(
    case: Case, rolls: Sequence[Roll], learnt: Mapping[tuple[str, KeyRole | None], Range]
) -> Iterable[Rollover]:
    """The rolls of a zone as values of the report, with what is wrong with them."""
    rolls = [
        settled(
            narrowed(replace(r, expected=expected(r.role, r.waits, learnt.get((r.draft.zone, r.role))))),
            case.view,
        )
        for r in rolls
    ]
    due = {
        key: dues(case.signs, key, [r for r in rolls if r.draft.guid == key], case.settings)
        for key in sorted({*case.signs.keys, *case.signs.refused})
    }
    moves = [s for s in case.signs.own if s.action in MOVES]
    found: dict[str, list[Diagnosis]] = defaultdict(list)
    for roll in rolls:
        found[roll.id].extend(stuck(roll, case.view))
        found[roll.id].extend(diagnosis.of_roll(roll, case.view, moves))
    for judge in (
        diagnosis.overlapping(rolls, neighbours([r.draft for r in rolls], case.view.masters)),
        queue.blocked(rolls, due, case.view),
        queue.missed(rolls, due, case.view),
    ):
        for roll, one in judge:
            found[roll.id].append(one)
    return [finished(roll, found[roll.id]) for roll in rolls]
