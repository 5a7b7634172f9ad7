"""Conflicts of one zone and key close in time, as they truly belong together, and what caused them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from analyzer.knowledge import AUDIT_CHANNEL
from analyzer.simulate.callers import Try
from analyzer.simulate.operations import ADD, CONFLICTS, DISABLE, ENABLE, INVOKE, REMOVE, SET
from analyzer.simulate.sight import Sight
from analyzer.simulate.zones import Roll, Status

GAP = timedelta(minutes=30)
"""A longer pause parts two episodes."""

UNKNOWN = "unknown"
BY_ROLL = frozenset(
    {"manual-during-automatic", "parameter-change-during-wait", "ds-wait", "two-administrators"}
)
"""Causes that are what they are by the roll in the way: without its logs nobody can tell."""


def episodes(tries: Iterable[Try]) -> list[list[Try]]:
    """The conflicts of each zone and key, cut at pauses, in order of their first."""
    rows: dict[tuple[str, str | None], list[list[Try]]] = defaultdict(list)
    for made in tries:
        if made.code in CONFLICTS:
            own = rows[made.request.zone, made.request.guid]
            if own and made.time - own[-1][-1].time <= GAP:
                own[-1].append(made)
            else:
                own.append([made])
    return sorted((row for own in rows.values() for row in own), key=lambda row: (row[0].time, row[0].id))


def cause(episode: Iterable[Try]) -> str:
    """What caused most of an episode's conflicts; of several, the first."""
    return most(made.purpose.cause for made in episode)


def most(causes: Iterable[str]) -> str:
    """The cause met most often; of several, the first."""
    return Counter(causes).most_common(1)[0][0]


class Causes:
    """What the collected logs show of why something was tried, which may be less than the truth."""

    def __init__(self, tries: Sequence[Try], sight: Sight) -> None:
        """Look at all tries as far as the sight goes."""
        self._sight = sight
        self._triggers = [t for t in tries if t.code == 0 and t.request.operation == INVOKE]

    def shown(self, made: Try) -> str:
        """The cause of one try as the logs show it, `unknown` where they do not."""
        known = made.purpose.cause
        if known == "scheduled-task" and not self._sight.tells_of_task(made):
            known = self._without_task(made)
        if known in BY_ROLL and not (made.roll and self._sight.of_roll(made.roll)):
            return UNKNOWN
        if known == "manual-during-automatic" and not self._tells_of_trigger(made.roll):
            return UNKNOWN
        return known

    def _without_task(self, made: Try) -> str:
        """What somebody's act is who is not known to be a task: in a wait, against another's, or neither."""
        roll = made.roll
        stages = [status for status, since in roll.stages if since <= made.time] if roll else []
        if stages and stages[-1] == Status.KSK_WAITING_FOR_DS_UPDATE:
            changes = made.request.operation in {SET, ENABLE, DISABLE, ADD, REMOVE}
            return "parameter-change-during-wait" if changes else "ds-wait"
        if roll and roll.trigger == "manual":
            asked = [t for t in self._triggers if t.request.guid == roll.guid and t.time <= made.time]
            other = asked and asked[-1].process.actor != made.process.actor
            return "two-administrators" if other else UNKNOWN
        return "manual-during-automatic" if roll and made.request.operation == INVOKE else UNKNOWN

    def _tells_of_trigger(self, roll: Roll | None) -> bool:
        """Whether an audit log covers the start of a roll, so that it would show who triggered it."""
        return bool(roll and roll.start and self._sight.covers(roll.servers[0], AUDIT_CHANNEL, roll.start))
