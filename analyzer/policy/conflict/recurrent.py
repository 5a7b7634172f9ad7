"""The same practice that collides with one rollover after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from analyzer.model import Attempt
from analyzer.policy.case import NO_ZONE, Case, evidence, refs_of, span_of
from analyzer.policy.conflict.advice import wait_until
from analyzer.policy.conflict.exposure import silence, sure, zones_with_conflicts
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found
from analyzer.policy.texts import remedy
from analyzer.words import count, times

Practice = tuple[str, str]


class Recurrent(Rule):
    """CONFLICT-RECURRENT."""

    id = "CONFLICT-RECURRENT"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone by the practice (who, or from which host, and what) that collided most often."""
        for zone in zones_with_conflicts(case):
            practices: dict[Practice, list[Attempt]] = defaultdict(list)
            for conflict in case.conflicts_by_zone.get(zone, ()):
                practices[_practice(conflict)].append(conflict)
            worst = max(practices, key=lambda p: (_times(practices[p]), p), default=None)
            own = practices[worst] if worst else []
            rolls, weeks = _times(own)
            if worst and (
                rolls >= profile.limits.recurrent_rollovers or weeks >= profile.limits.recurrent_weeks
            ):
                yield found(zone, self._fault(case, profile, zone, worst, own))
            else:
                yield silence(
                    case,
                    profile,
                    zone,
                    f"nobody collided with more than {count(rolls, 'rollover')} in {count(weeks, 'week')}",
                )

    def _fault(
        self, case: Case, profile: Profile, zone: str, practice: Practice, conflicts: list[Attempt]
    ) -> Fault:
        who, what = practice
        rolls, weeks = _times(conflicts)
        first, last = span_of(conflicts)
        return Fault(
            confidence=sure(case, zone, profile.limits.coverage_share),
            title=f"{what} by {who} collides again and again in {zone}: "
            f"{count(rolls, 'rollover')}, {count(weeks, 'week')}",
            explanation=f"The same operation failed for a rollover {times(len(conflicts))}, in "
            f"{count(rolls, 'different rollover')} and {count(weeks, 'week')}. "
            "Whatever runs it does not know when keys roll.",
            numbers={"conflicts": len(conflicts), "rollovers hit": rolls, "weeks": weeks},
            evidence=evidence(
                refs_of(conflicts), (c.episode_id for c in conflicts), (c.rollover_id for c in conflicts)
            ),
            remedy=remedy(self.id, before=wait_until(case, zone), zone=None if zone == NO_ZONE else zone),
            first_seen=first,
            last_seen=last,
            zone=None if zone == NO_ZONE else zone,
        )


def _practice(conflict: Attempt) -> Practice:
    return conflict.actor or conflict.host, conflict.operation or "an operation not named"


def _times(conflicts: list[Attempt]) -> tuple[int, int]:
    """In how many rollovers and how many ISO weeks these conflicts fell."""
    rolls = {c.rollover_id for c in conflicts if c.rollover_id}
    return len(rolls), len({tuple(c.time.isocalendar())[:2] for c in conflicts})
