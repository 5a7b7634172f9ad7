"""Conflicts in a large part of a zone's rollovers, or many within days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from analyzer.model import Attempt, Episode, Rollover
from analyzer.policy.case import NO_ZONE, Case, common, evidence, hours, refs_of, span_of
from analyzer.policy.conflict.advice import wait_until
from analyzer.policy.conflict.exposure import silence, sure, zones_with_conflicts
from analyzer.policy.profile import Limits, Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed
from analyzer.policy.texts import remedy
from analyzer.statistics import share
from analyzer.words import count, percent

RELATED = ("inside", "queued")


class Frequent(Rule):
    """CONFLICT-FREQUENT."""

    id = "CONFLICT-FREQUENT"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone by the share of its watched rollovers that were hit, and by its busiest days."""
        for zone in zones_with_conflicts(case):
            episodes = [e for e in case.episodes_by_zone.get(zone, ()) if e.relation in RELATED]
            conflicts = [c for c in case.conflicts_by_zone.get(zone, ()) if c.relation in RELATED]
            watched = [r for r in case.rollovers_by_zone.get(zone, ()) if _watched(case, r)]
            hit = [r for r in watched if any(c.rollover_id == r.id for c in conflicts)]
            busiest = _busiest(episodes, profile.limits)
            often = len(hit) >= profile.limits.frequent_rollovers and len(
                hit
            ) >= profile.limits.frequent_share * len(watched)
            if conflicts and (often or busiest >= profile.limits.frequent_episodes):
                yield found(
                    zone, self._fault(case, profile, zone, conflicts, episodes, (watched, hit), busiest)
                )
            elif unknown := sum(c.relation == "unknown" for c in case.conflicts_by_zone.get(zone, ())):
                yield not_assessed(
                    zone, f"of {count(unknown, 'conflict')} the relation to rollovers is not known"
                )
            else:
                yield silence(
                    case,
                    profile,
                    zone,
                    f"{len(hit)} of {count(len(watched), 'rollover')} met a conflict, "
                    f"at most {count(busiest, 'episode')} in {profile.limits.frequent_days} days",
                )

    def _fault(
        self,
        case: Case,
        profile: Profile,
        zone: str,
        conflicts: Sequence[Attempt],
        episodes: Sequence[Episode],
        rolls: tuple[Sequence[Rollover], Sequence[Rollover]],
        busiest: int,
    ) -> Fault:
        watched, hit = rolls
        first, last = span_of(conflicts)
        numbers: dict[str, float | int | str] = {
            "conflicts": len(conflicts),
            "episodes": len(episodes),
            "rollovers watched": len(watched),
            "rollovers hit": len(hit),
            f"most episodes in {profile.limits.frequent_days} days": busiest,
        }
        told = ""
        if watched:
            low = share(len(hit), len(watched))
            numbers |= {
                "share hit": round(low.value, 3),
                "share low": round(low.low, 3),
                "share high": round(low.high, 3),
            }
            told = (
                f" That is {percent(low.value)} of the rollovers "
                f"(95 % interval {percent(low.low)} to {percent(low.high)})."
            )
        return Fault(
            confidence=sure(case, zone, profile.limits.coverage_share),
            title=f"{count(len(conflicts), 'conflict')} in {len(hit)} of "
            f"{count(len(watched), 'rollover')} of {zone}",
            explanation=f"{count(len(episodes), 'episode')} of conflicts; at most {busiest} of them within "
            f"{profile.limits.frequent_days} days.{told} "
            "One conflict is no fault; that many are one of how keys are managed.",
            numbers=numbers,
            evidence=evidence(refs_of(conflicts), (e.id for e in episodes), (r.id for r in hit)),
            remedy=remedy(self.id, before=wait_until(case, zone), zone=None if zone == NO_ZONE else zone),
            first_seen=first,
            last_seen=last,
            zone=None if zone == NO_ZONE else zone,
        )


def _watched(case: Case, rollover: Rollover) -> bool:
    """Whether a failed command would have shown in some of the time of a rollover."""
    window = case.window(rollover)
    return window is not None and hours(common((window,), case.failures)) > 0


def _busiest(episodes: Sequence[Episode], limits: Limits) -> int:
    """The most episodes that began within so many days of one of them."""
    span = timedelta(days=limits.frequent_days)
    return max((sum(e.first <= o.first <= e.first + span for o in episodes) for e in episodes), default=0)
