"""Changes of keys that Windows refuses until a rollover's waits are over."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.conflicts.facts import CHANGES
from analyzer.policy.case import NO_ZONE, Case, evidence, refs_of, span_of
from analyzer.policy.conflict.advice import wait_until
from analyzer.policy.conflict.exposure import silence, zones_with_conflicts
from analyzer.policy.conflict.frequent import RELATED
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed
from analyzer.policy.texts import remedy
from analyzer.words import count, times


class ParameterChange(Rule):
    """CONFLICT-PARAMETER-CHANGE."""

    id = "CONFLICT-PARAMETER-CHANGE"
    severity = "low"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone by the conflicts of operations that change or add keys."""
        for zone in zones_with_conflicts(case):
            related = [c for c in case.conflicts_by_zone.get(zone, ()) if c.relation in RELATED]
            own = [c for c in related if c.operation in CHANGES]
            unnamed = sum(c.operation is None for c in related)
            if own:
                first, last = span_of(own)
                stages = sorted({c.stage for c in own if c.stage})
                operations = sorted({c.operation for c in own if c.operation})
                yield found(
                    zone,
                    Fault(
                        confidence="high",
                        title=f"Keys of {zone} were to be changed while one was rolling, {times(len(own))}",
                        explanation=f"{', '.join(operations)} was refused"
                        + (f" in {', '.join(stages)}" if stages else "")
                        + ". Windows takes no change of keys in the waiting periods of a rollover.",
                        numbers={"conflicts": len(own), "operations": len(operations)},
                        evidence=evidence(
                            refs_of(own), (c.episode_id for c in own), (c.rollover_id for c in own)
                        ),
                        remedy=remedy(
                            self.id,
                            before=wait_until(case, zone),
                            zone=None if zone == NO_ZONE else zone,
                            server=case.master(zone),
                        ),
                        first_seen=first,
                        last_seen=last,
                        zone=None if zone == NO_ZONE else zone,
                    ),
                )
            elif unnamed:
                yield not_assessed(zone, f"of {count(unnamed, 'conflict')} the operation is not known")
            else:
                yield silence(case, profile, zone, f"none of {count(len(related), 'conflict')} changed a key")
