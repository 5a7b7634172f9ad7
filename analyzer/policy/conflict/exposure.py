"""Whether a zone without conflicts is one where a conflict would have shown."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.model import Confidence
from analyzer.policy.case import Case, common, hours
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Ruling, not_applicable, not_assessed, passed
from analyzer.rollover.intervals import union
from analyzer.words import count, percent


def silence(case: Case, profile: Profile, zone: str, reason: str) -> Ruling:
    """What to say of a zone in which a rule found nothing; `reason` is that for `passed`.

    The time that matters is that in which a key rolled, and that in which one may have
    unseen.  Only where failed commands would have shown in nearly all of it does silence
    mean that there were none.
    """
    if unseen := untraced(case, zone):
        return not_assessed(zone, unseen)
    blind = case.blind(zone)
    matters = union((*case.rolling(zone), *blind))
    if not hours(matters):
        return not_applicable(zone, "no key rolled, and its key master's log covers the period")
    seen = hours(common(matters, case.failures)) / hours(matters)
    if seen >= profile.limits.coverage_share:
        return passed(zone, reason)
    where = "in which a key rolled or may have" if hours(blind) else "in which a key rolled"
    return not_assessed(zone, f"failed commands would have shown in {percent(seen)} of the time {where}")


def untraced(case: Case, zone: str) -> str:
    """Why a failed command on a zone need not have shown; empty where people are not known to act unseen."""
    own = case.untraced.get(zone, ())
    return (
        f"{count(len(own), 'operation')} on it left no trace where they were run, "
        "so a failed one need not have either"
        if own
        else ""
    )


def sure(case: Case, zone: str, limit: float) -> Confidence:
    """High where both the rolls and the failures of nearly all the period would have shown, else medium."""
    whole = (case.period.end - case.period.start).total_seconds() / 3600
    both = hours(case.failures) >= limit * whole and hours(case.blind(zone)) <= (1 - limit) * whole
    return "high" if both else "medium"


def zones_with_conflicts(case: Case) -> Sequence[str]:
    """All zones of the case, and the conflicts that no log ties to one."""
    return sorted({*case.zones, *case.conflicts_by_zone})
