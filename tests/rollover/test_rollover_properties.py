"""What must hold of every history, on generated ones whose truth is known."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.model import Action, Event, Rollover
from analyzer.rollover import coverage, rebuild
from tests.rollover.histories import History, TrueRoll, history, stretches_of

GRAIN = timedelta(seconds=1)
seeds = st.integers(0, 10_000)
EDGE_ACTIONS = {
    "start": {Action.STARTED},
    "end": {
        Action.COMPLETED,
        Action.FAILED,
        Action.ZONE_UNSIGNED,
        Action.ZONE_DELETED,
        Action.KEY_DELETED,
        Action.KEY_MASTER_MOVED,
    },
}


def told(events: Sequence[Event], end: datetime) -> tuple[Rollover, ...]:
    """The rollovers of what is left of a log, with the coverage that its record ids give."""
    return rebuild(
        [e for e in events if e.action != Action.OTHER], coverage(stretches_of(events), [], events), (), end
    )


def thinned(truth: History, seed: int, loss: float) -> list[Event]:
    """The log of a history, of which each record is lost with some chance."""
    rng = random.Random(seed)
    return [e for e in truth.logged(rng) if rng.random() >= loss]


def within(low: datetime | None, time: datetime, high: datetime | None) -> bool:
    """Whether a true time lies within bounds, up to the whole seconds of the classic channel."""
    return (low is None or low <= time) and (high is None or time <= high + GRAIN)


def fits(found: Rollover, true: TrueRoll) -> bool:
    """Whether the bounds of both edges hold the truth."""
    return (
        found.key_guid == true.guid
        and within(found.start_min, true.start, found.start_max)
        and (true.end is None or within(found.end_min, true.end, found.end_max))
    )


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_whole_logs_give_back_the_truth(seed: int) -> None:
    """With nothing lost every roll is found, at its time, with its trigger and outcome."""
    truth = history(seed, zones=2)
    found = told(thinned(truth, seed, 0), truth.end)
    assert len(found) == len(truth.rolls)
    for true in truth.rolls:
        (roll,) = (r for r in found if fits(r, true))
        assert (roll.outcome, roll.trigger) == (true.outcome, true.trigger)
        assert (roll.start_basis, roll.end_basis) == ("observed", "observed" if true.end else "censored")
        assert {d.kind for d in roll.diagnoses} <= {"failed", "stuck", "blocked"}


@given(seeds, st.sampled_from([0.1, 0.3, 0.5]))
@settings(max_examples=40, deadline=None)
def test_no_edge_is_observed_without_its_event(seed: int, loss: float) -> None:
    """An observed edge has an event of that kind, of that time, among the roll's evidence."""
    truth = history(seed)
    log = thinned(truth, seed, loss)
    by_ref = {f"{e.path}#{e.position}": e for e in log}
    for roll in told(log, truth.end):
        evidence = [by_ref[ref] for ref in roll.evidence]
        for name, time, basis in (("start", roll.start, roll.start_basis), ("end", roll.end, roll.end_basis)):
            seen = any(e.action in EDGE_ACTIONS[name] and e.time == time for e in evidence)
            assert seen or basis != "observed"


@pytest.mark.parametrize(("loss", "share"), [(0.1, 0.99), (0.3, 0.99), (0.5, 0.95)])
def test_true_edges_lie_within_the_bounds(loss: float, share: float) -> None:
    """However many records are lost, what is rebuilt bounds what happened."""
    fitting = total = 0
    for seed in range(25):
        truth = history(seed)
        found = told(thinned(truth, seed, loss), truth.end)
        for roll in found:
            fitting += any(fits(roll, true) for true in truth.rolls)
        total += len(found)
    assert fitting >= share * total


@given(seeds, st.sampled_from([0.0, 0.3, 0.6]))
@settings(max_examples=40, deadline=None)
def test_rolls_of_a_zone_do_not_overlap(seed: int, loss: float) -> None:
    """While one key certainly rolls no other one does, but for what is diagnosed."""
    truth = history(seed)
    certain = [
        (r.start_max, r.end_min or r.end)
        for r in told(thinned(truth, seed, loss), truth.end)
        if r.start_max
        and r.end_min
        and r.start_max < r.end_min
        and not any(d.kind == "overlapping" for d in r.diagnoses)
    ]
    certain.sort()
    for (_, end), (start, _) in pairwise(certain):
        assert end is not None
        assert start is not None
        assert end <= start + timedelta(minutes=5)


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_order_and_copies_change_nothing(seed: int) -> None:
    """Events in any order, and the same record read twice, give the same rollovers."""
    rng = random.Random(seed)
    truth = history(seed, days=200)
    log = thinned(truth, seed, 0.3)
    mixed = [*log, *rng.sample(log, len(log) // 3)]
    rng.shuffle(mixed)
    assert told(mixed, truth.end) == told(log, truth.end)


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_the_case_of_names_changes_nothing(seed: int) -> None:
    """Zones, keys and hosts are the same in any case."""
    rng = random.Random(seed)
    truth = history(seed, days=200)
    log = thinned(truth, seed, 0.2)

    def shouted(e: Event) -> Event:
        if rng.random() < 0.5:
            return e
        host = e.host.upper()
        zone, key = (name and name.upper() for name in (e.zone, e.key_guid))
        return replace(e, host=host, server=host, zone=zone, key_guid=key, channel=e.channel.upper())

    mixed = [shouted(e) for e in log]
    cover = coverage(stretches_of(log), [], log)
    keys = [e for e in log if e.action != Action.OTHER]
    again = [e for e in mixed if e.action != Action.OTHER]
    assert coverage(stretches_of(mixed), [], mixed) == cover
    assert rebuild(again, cover, (), truth.end) == rebuild(keys, cover, (), truth.end)


@given(seeds)
@settings(max_examples=20, deadline=None)
def test_later_judgement_keeps_what_was_sure(seed: int) -> None:
    """A roll that had an observed end keeps it however much later it is judged."""
    truth = history(seed, days=200)
    log = thinned(truth, seed, 0.2)
    now = {r.id: (r.start, r.end, r.outcome) for r in told(log, truth.end) if r.end_basis == "observed"}
    later = {r.id: (r.start, r.end, r.outcome) for r in told(log, truth.end + timedelta(days=90))}
    assert now.items() <= later.items()
