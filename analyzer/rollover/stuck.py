"""Rolls that stay, or stayed, far longer in a step than expected, and what they wait for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from analyzer.knowledge.timing import default_seconds, largest_seconds
from analyzer.model import Action, Confidence, Diagnosis, Stage
from analyzer.rollover.diagnosis import diagnosis
from analyzer.rollover.edges import View
from analyzer.rollover.remedies import DS_LATE, STUCK, WAS_SLOW, Remedy
from analyzer.rollover.rolls import (
    FAR,
    WAITS_FOR_DS_TTL,
    WAITS_WITHOUT_DS,
    Roll,
    ds_wait,
    number_of,
    status_now,
)
from analyzer.rollover.windows import WAITS_FOR_DS

WAITS_FOR_HOLD_DOWN = 8
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Delay:
    """A step, or a whole roll, that lasted from `since` to `until`.

    `expected` is the longest time it should have taken, `far` how many times that it
    must have taken to be worth saying.
    """

    since: datetime
    until: datetime
    expected: timedelta
    far: float
    sure: Confidence
    remedy: Remedy
    stage: Stage | None


def stuck(roll: Roll, view: View) -> Iterator[Diagnosis]:
    """The longest of a roll's delays that went far beyond what was expected, if one did.

    Said of rolls that are open, and of those that have gone on or ended since.
    """
    late = [d for d in _delays(roll, view) if d.until - d.since > d.far * d.expected]
    if late:
        worst = max(late, key=lambda d: (d.until - d.since - d.expected, d.since))
        over = worst.until - worst.since - worst.expected
        took = f"It took {(worst.until - worst.since) / DAY:.1f} days, {over / DAY:.1f} more than expected. "
        refs = roll.refs_of(Action.STARTED, Action.STAGE, Action.STEPPED, Action.TRANSIENT_ERROR)
        remedy = Remedy(took + worst.remedy.next_step, worst.remedy.precondition)
        yield diagnosis("stuck", roll, worst.since, remedy, sure=worst.sure, evidence=refs, step=worst.stage)


def _delays(roll: Roll, view: View) -> Iterator[Delay]:
    if roll.role == "KSK":
        yield from _of_ksk(roll, view)
    elif roll.role == "ZSK":
        yield from _of_zsk(roll, view)


def _of_ksk(roll: Roll, view: View) -> Iterator[Delay]:
    """By step: the wait for the DS, and the step an open roll is in; else as a whole."""
    stage = status_now(roll, view) if roll.is_open else None
    if wait := ds_wait(roll, view):
        waiting = next(s for s in roll.stages if number_of(s) == WAITS_FOR_DS)
        remedy = STUCK[WAITS_FOR_DS] if stage == waiting else DS_LATE
        yield Delay(*wait, _patience(), 1.0, "high", remedy, waiting)
    if stage and number_of(stage) != WAITS_FOR_DS:
        limit, sure = _limit(roll, number_of(stage))
        yield Delay(stage.start, view.as_of, limit, FAR, sure, STUCK[number_of(stage)], stage)
    elif not wait and (until := _until(roll, view)) and roll.expected:
        limit = timedelta(seconds=roll.expected.max_s) + _patience()
        yield Delay(roll.began, until, limit, 1.0, "low", STUCK[None] if roll.is_open else WAS_SLOW, None)


def _of_zsk(roll: Roll, view: View) -> Iterator[Delay]:
    """As a whole: both its waits end by themselves."""
    until = _until(roll, view)
    if until and roll.expected:
        stage = status_now(roll, view) if roll.is_open else None
        sure: Confidence = "high" if roll.waits.logged or roll.expected.learnt else "medium"
        remedy = STUCK[number_of(stage) if stage else 4] if roll.is_open else WAS_SLOW
        yield Delay(roll.began, until, timedelta(seconds=roll.expected.max_s), FAR, sure, remedy, stage)


def _until(roll: Roll, view: View) -> datetime | None:
    """Until when a roll certainly lasted: now if it is open, its end if both edges were logged."""
    if roll.is_open:
        return view.as_of
    return roll.end.time if roll.start.basis == roll.end.basis == "observed" else None


def _patience() -> timedelta:
    """How long a DS may take: a week, an assumption, for people end this wait and not the server."""
    return timedelta(seconds=largest_seconds("DsPublicationPatience"))


def _limit(roll: Roll, number: int) -> tuple[timedelta, Confidence]:
    """The longest time that a KSK's status should last, and how sure that is."""
    waits = roll.waits
    known: dict[int, tuple[float, Confidence]] = {
        WAITS_FOR_DS_TTL: (waits.for_ds, "medium"),
        WAITS_WITHOUT_DS: (waits.for_dnskey, "high" if waits.logged else "medium"),
        WAITS_FOR_HOLD_DOWN: (default_seconds("RemoveHoldDown"), "high"),
    }
    limit, sure = known.get(number, (waits.for_dnskey, "medium"))
    return timedelta(seconds=limit), sure
