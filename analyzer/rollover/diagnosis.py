"""What is wrong with a roll by itself: failed, interrupted, too short, overlapping.

Nothing is said where an edge or a stage could have passed unseen: a hole in the logs
is no fault of the keys.  Whether a step was forced too early cannot be told from logs,
for they hold neither the parent's DS nor its TTL.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from analyzer.knowledge.timing import default_seconds
from analyzer.model import Action, Confidence, Diagnosis, Stage
from analyzer.rollover.edges import View
from analyzer.rollover.keymaster import new_master
from analyzer.rollover.reconcile import Neighbours
from analyzer.rollover.remedies import FAILED, INTERRUPTED, OVERLAPPING, TOO_SHORT, Remedy, filled
from analyzer.rollover.rolls import WAITS_WITHOUT_DS, Roll, number_of
from analyzer.rollover.signs import DOUBLE, Sign

EXACT = timedelta(minutes=1)


def of_roll(roll: Roll, view: View, moves: Sequence[Sign]) -> Iterator[Diagnosis]:
    """All diagnoses of one roll that need no other roll, but for `stuck`."""
    yield from _failed(roll)
    yield from _interrupted(roll, view, moves)
    yield from _too_short(roll)


def overlapping(rolls: Sequence[Roll], others: Neighbours) -> Iterator[tuple[Roll, Diagnosis]]:
    """Rolls that began while another key of the zone was certainly rolling; rolls are expected by time.

    Lost ends are excluded before, for a roll between whose signs another key rolled was
    cut in two where it could be.  An overlap of no more than clocks differ is none.
    """
    running: list[Roll] = []
    for roll in rolls:
        first = roll.draft.first
        running = [r for r in running if _held_until(r) - first > DOUBLE]
        for other in running if _held_until(roll) - first > DOUBLE else ():
            if others.exclude(roll.draft.guid, other.draft.guid):
                yield (
                    roll,
                    diagnosis(
                        "overlapping",
                        roll,
                        first,
                        OVERLAPPING,
                        sure="medium",
                        evidence=sorted({*other.refs, *roll.refs}),
                        other=other.draft.guid,
                    ),
                )
        running.append(roll)


def _held_until(roll: Roll) -> datetime:
    return roll.end.time or roll.draft.last


def _failed(roll: Roll) -> Iterator[Diagnosis]:
    if roll.outcome == "failed" and roll.draft.end:
        end, last = roll.draft.end, roll.stages[-1] if roll.stages else None
        yield diagnosis("failed", roll, end.time, FAILED, sure="high", evidence=end.refs, step=last)


def _interrupted(roll: Roll, view: View, moves: Sequence[Sign]) -> Iterator[Diagnosis]:
    """The key master moved while the key was certainly rolling; the new one does not begin before that."""
    until = roll.end.time or (max(view.as_of, roll.draft.last) if roll.is_open else roll.draft.last)
    inside = [m for m in moves if roll.began < m.time <= until and not _began_with(roll, m)]
    if inside:
        at = next((s for s in reversed(roll.stages) if s.start <= inside[0].time), None)
        refs = tuple(sorted({ref for m in inside for ref in m.refs}))
        yield diagnosis("interrupted", roll, inside[0].time, INTERRUPTED, sure="high", evidence=refs, step=at)


def _began_with(roll: Roll, move: Sign) -> bool:
    start = roll.draft.start
    return bool(start and move.time - start.time <= DOUBLE and start.server == new_master(move))


def _too_short(roll: Roll) -> Iterator[Diagnosis]:
    """Shorter than the waits that the logged TTL of DNSKEY asks for; no TTL logged, nothing said."""
    if not (
        roll.draft.start and roll.outcome == "completed" and roll.draft.end and roll.waits.dnskey_ttl_logged
    ):
        return
    shortest = default_seconds("ShortestWait")
    least = max(shortest, roll.waits.dnskey_ttl)
    if roll.role == "ZSK":
        least += shortest
    elif not any(number_of(stage) == WAITS_WITHOUT_DS for stage in roll.stages):
        return
    if roll.draft.end.time - roll.draft.start.time < timedelta(seconds=least) - EXACT:
        refs = roll.refs_of(Action.STARTED, Action.COMPLETED)
        yield diagnosis("too-short", roll, roll.draft.end.time, TOO_SHORT, sure="medium", evidence=refs)


def diagnosis(
    kind: str,
    roll: Roll,
    since: datetime,
    remedy: Remedy,
    *,
    sure: Confidence,
    evidence: Sequence[str],
    other: str = "",
    step: Stage | None = None,
) -> Diagnosis:
    """A diagnosis of a roll, with the remedy's words for its zone and key."""
    words = filled(remedy, roll.draft.zone, roll.draft.guid, other)
    name = step.name if step else None
    return Diagnosis(kind, since, name, words.next_step, words.precondition, sure, tuple(evidence))
