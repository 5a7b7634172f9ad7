"""Conflicts outside every rollover that the logs tell of: a note on the data, no fault of policy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.model import Attempt
from analyzer.policy.case import NO_ZONE, Case, evidence, refs_of, span_of
from analyzer.policy.conflict.exposure import silence, zones_with_conflicts
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed, passed
from analyzer.policy.texts import remedy
from analyzer.words import count


class Unexplained(Rule):
    """CONFLICT-UNEXPLAINED."""

    id = "CONFLICT-UNEXPLAINED"
    severity = "info"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Note the zones with conflicts at times when the key master's log was there and told of no roll."""
        for zone in zones_with_conflicts(case):
            conflicts = case.conflicts_by_zone.get(zone, ())
            alone = [c for c in conflicts if c.relation == "unexplained"]
            unknown = sum(c.relation == "unknown" for c in conflicts)
            if alone:
                yield found(zone, self._fault(case, zone, alone, len(conflicts)))
            elif unknown:
                yield not_assessed(
                    zone, f"of {count(unknown, 'conflict')} the relation to rollovers is not known"
                )
            elif conflicts:
                yield passed(zone, f"rollovers explain {count(len(conflicts), 'conflict')}, which is all")
            else:
                yield silence(case, profile, zone, "no conflict was seen")

    def _fault(self, case: Case, zone: str, alone: Sequence[Attempt], total: int) -> Fault:
        first, last = span_of(alone)
        return Fault(
            confidence="medium",
            title=f"{len(alone)} of {count(total, 'conflict')} of {zone} fell into no logged rollover",
            explanation="The key master's log covers these times and tells of no rollover. A code that "
            "occurs only while a key rolls then means that a rollover was not logged, that a clock is wrong, "
            "or that another server answered. It says nothing of how keys are managed.",
            numbers={"conflicts": total, "unexplained": len(alone)},
            evidence=evidence(refs_of(alone), (c.episode_id for c in alone)),
            remedy=remedy(self.id, zone=None if zone == NO_ZONE else zone, server=case.master(zone)),
            first_seen=first,
            last_seen=last,
            zone=None if zone == NO_ZONE else zone,
        )
