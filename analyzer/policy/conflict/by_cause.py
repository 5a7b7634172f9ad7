"""Rules whose faults are episodes of one cause (`analyzer/conflicts/causes.toml`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from analyzer.conflicts.causes import UNKNOWN
from analyzer.model import Episode
from analyzer.policy.case import NO_ZONE, Case, evidence, refs_of
from analyzer.policy.conflict.advice import wait_until
from analyzer.policy.conflict.exposure import silence, zones_with_conflicts
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed
from analyzer.policy.texts import remedy
from analyzer.words import count, times


class ByCause(Rule):
    """A rule about zones in which conflicts have one cause; `practice` says in words what was done."""

    cause: ClassVar[str]
    practice: ClassVar[str]

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone by the causes of its episodes."""
        for zone in zones_with_conflicts(case):
            episodes = case.episodes_by_zone.get(zone, ())
            own = [e for e in episodes if e.cause == self.cause]
            unclear = sum(e.cause == UNKNOWN for e in episodes)
            if own:
                yield found(zone, self._fault(case, zone, own))
            elif unclear:
                yield not_assessed(
                    zone, f"of {count(unclear, 'episode')} of conflicts the cause is not known"
                )
            else:
                yield silence(
                    case, profile, zone, f"none of {count(len(episodes), 'episode')} has this cause"
                )

    def _fault(self, case: Case, zone: str, episodes: Sequence[Episode]) -> Fault:
        conflicts = [c for e in episodes for c in case.episode_of.get(e.id, ())]
        worst = max(episodes, key=lambda e: (e.attempts, e.first, e.id))
        facts = dict.fromkeys(fact for e in episodes for fact in e.cause_facts)
        who = sorted({actor for e in episodes for actor in e.actors})
        return Fault(
            confidence="medium" if any(e.missing_facts for e in episodes) else "high",
            title=f"{self.practice} in {zone}, {times(len(episodes))}",
            explanation=f"What speaks for it: {'; '.join(facts)}."
            + (f" Accounts: {', '.join(who)}." if who else " No account is known."),
            numbers={
                "episodes": len(episodes),
                "conflicts": sum(e.attempts for e in episodes),
                "most conflicts in one episode": worst.attempts,
            },
            evidence=evidence(
                (e.id for e in episodes), (e.rollover_id for e in episodes), refs_of(conflicts)
            ),
            remedy=remedy(self.id, before=wait_until(case, zone), zone=None if zone == NO_ZONE else zone),
            first_seen=min(e.first for e in episodes),
            last_seen=max(e.last for e in episodes),
            zone=None if zone == NO_ZONE else zone,
            cause=self.cause,
        )


class RetryStorm(ByCause):
    """CONFLICT-RETRY-STORM."""

    id = "CONFLICT-RETRY-STORM"
    severity = "medium"
    cause = "retry-loop"
    practice = "A refused operation was tried again and again"


class ManualDuringAutomatic(ByCause):
    """CONFLICT-MANUAL-DURING-AUTOMATIC."""

    id = "CONFLICT-MANUAL-DURING-AUTOMATIC"
    severity = "low"
    cause = "manual-during-automatic"
    practice = "A rollover was asked for while the server rolled the key by itself"


class BulkTrigger(ByCause):
    """CONFLICT-BULK-TRIGGER."""

    id = "CONFLICT-BULK-TRIGGER"
    severity = "low"
    cause = "bulk-trigger"
    practice = "Several keys were triggered at once"


class TwoAdministrators(ByCause):
    """CONFLICT-TWO-ADMINISTRATORS."""

    id = "CONFLICT-TWO-ADMINISTRATORS"
    severity = "low"
    cause = "two-administrators"
    practice = "Two accounts acted on the same rollover"
