"""A check held against logs: the rollovers rebuilt with what the parent shows, and what follows from both."""

from __future__ import annotations

from dataclasses import dataclass, replace

from analyzer import policy, rollover
from analyzer.live.check import Check
from analyzer.live.compare import Comparison, compare, ds_ttl, forced_early
from analyzer.model import Finding, Period, Rollover
from analyzer.reading import Reading

FORCED = "ROLL-FORCED"


@dataclass(frozen=True, slots=True)
class Reconstruction:
    """What the logs say of the zone; `period` is what they cover, None where they say nothing of it."""

    period: Period | None
    rollovers: tuple[Rollover, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    findings: tuple[Finding, ...] = ()


def against_logs(check: Check, reading: Reading) -> Reconstruction:
    """The zone's rollovers with the parent's DS TTL in their timing, compared, and judged by ROLL-FORCED."""
    events = tuple(e for e in reading.events if e.zone == check.zone)
    snapshots = tuple(s for s in reading.snapshots if s.zone == check.zone)
    coverage = rollover.coverage(
        reading.stretches, reading.tallies, reading.events, reading.names, reading.quiet
    )
    times = [t for c in coverage if c.observes == "state" for t in (c.start, c.end)]
    if not times or not (events or snapshots):
        return Reconstruction(None)
    period = Period(min(times), max(times))
    settings = (*rollover.settings(events, snapshots), *ds_ttl(check))
    rollovers = rollover.rebuild(events, coverage, settings, period.end)
    if early := forced_early(check, rollovers, events):
        name, diagnosis = early
        rollovers = tuple(
            replace(r, diagnoses=(*r.diagnoses, diagnosis)) if r.id == name else r for r in rollovers
        )
    case = policy.Case(
        attempts=(),
        episodes=(),
        rollovers=rollovers,
        coverage=coverage,
        settings=settings,
        events=events,
        period=period,
    )
    _, findings = policy.assess(case, policy.profile_of(policy.DEFAULT))
    return Reconstruction(
        period,
        rollovers,
        compare(check, rollovers, period.end),
        tuple(f for f in findings if f.rule == FORCED),
    )
