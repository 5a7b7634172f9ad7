"""The first screen's numbers, and the tables by code, severity, verdict, zone and host."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import get_args

from analyzer.conflicts.conflict import conflict_code
from analyzer.knowledge import code, code_named
from analyzer.measured import CodeRow, Headline, HostRow, SeverityRow, VerdictRow, ZoneRow
from analyzer.measures.frames import (
    EXPLAINED,
    conflict_frame,
    covered,
    rolling,
    trusted_time,
    window,
    within,
)
from analyzer.model import (
    Assessment,
    Attempt,
    Coverage,
    Episode,
    Finding,
    Period,
    Rollover,
    Severity,
    Verdict,
)
from analyzer.statistics import Estimate, rate, share
from analyzer.statistics.spans import Spans, elapsed, hours, intersection, microseconds, union_of

Interval = tuple[float | None, float | None, float | None]
"""A number with the lower and upper end of its interval; all None where there is nothing to estimate from."""


def headline(
    attempts: Sequence[Attempt],
    episodes: Sequence[Episode],
    rollovers: Sequence[Rollover],
    zones: Sequence[ZoneRow],
    hosts: Sequence[HostRow],
) -> Headline:
    """The first screen's numbers, out of the values and the tables by zone and host."""
    relations = Counter(a.relation for a in attempts if conflict_code(a) is not None)
    conflicts, explained = relations.total(), sum(relations[r] for r in EXPLAINED)
    hit = sum(r.conflicts > 0 for r in rollovers)
    watched = sum(z.rollovers_watched for z in zones)
    hit_share, hit_low, hit_high = _share(hit, watched)
    state = [h.share for h in hosts if h.observes == "state"]
    failures = [h.share for h in hosts if h.observes == "failures"]
    return Headline(
        attempts=len(attempts),
        failed=sum(a.outcome == "failed" for a in attempts),
        conflicts=conflicts,
        episodes=len(episodes),
        explained=explained,
        unexplained=relations["unexplained"],
        unknown=relations["unknown"],
        explained_share=round(explained / conflicts, 4) if conflicts else None,
        rollovers=len(rollovers),
        rollovers_open=sum(r.outcome == "open" for r in rollovers),
        rollovers_stuck=sum(any(d.kind == "stuck" for d in r.diagnoses) for r in rollovers),
        rollovers_watched=watched,
        rollovers_hit=hit,
        hit_share=hit_share,
        hit_low=hit_low,
        hit_high=hit_high,
        rolling_h=round(sum(z.rolling_h for z in zones), 2),
        state_hosts=len(state),
        state_share=round(sum(state) / len(state), 4) if state else None,
        failures_hosts=len(failures),
        failures_share=round(sum(failures) / len(failures), 4) if failures else None,
    )


def code_counts(attempts: Sequence[Attempt]) -> tuple[CodeRow, ...]:
    """Failed attempts by code, the most frequent first; an attempt counts once for each of its codes."""
    counts = Counter(c for a in attempts if a.outcome == "failed" for c in dict.fromkeys(a.codes))
    rows = [_code_row(c, n) for c, n in counts.items()]
    return tuple(sorted(rows, key=lambda r: (-r.attempts, str(r.code))))


def _code_row(number_or_name: int | str, attempts: int) -> CodeRow:
    if isinstance(number_or_name, int):
        known = code(number_or_name)
        return CodeRow(number_or_name, known.name, attempts, known.is_conflict)
    named = code_named(number_or_name)
    return CodeRow(number_or_name, number_or_name, attempts, named is not None and named.is_conflict)


def severity_counts(findings: Sequence[Finding]) -> tuple[SeverityRow, ...]:
    """Findings by severity, the worst first, each severity named."""
    counts = Counter(f.severity for f in findings)
    return tuple(SeverityRow(s, counts[s]) for s in reversed(get_args(Severity)))


def verdict_counts(assessments: Sequence[Assessment]) -> tuple[VerdictRow, ...]:
    """Assessments by outcome, each outcome named."""
    counts = Counter(a.outcome for a in assessments)
    return tuple(VerdictRow(v, counts[v]) for v in get_args(Verdict))


def zone_rates(
    attempts: Sequence[Attempt],
    episodes: Sequence[Episode],
    rollovers: Sequence[Rollover],
    coverage: Sequence[Coverage],
    period: Period,
) -> tuple[ZoneRow, ...]:
    """Every zone with rollovers or conflicts, the one with the most conflicts first."""
    conflicts = Counter(conflict_frame(attempts)["zone"].dropna())
    seen = covered(coverage, "failures", period)
    rows = []
    for zone in {r.zone for r in rollovers} | set(conflicts):
        own = [r for r in rollovers if r.zone == zone]
        ours = [e for e in episodes if e.zone == zone]
        exposure = round(hours(intersection(rolling(own, period), seen)), 2)
        hit = sum(r.conflicts > 0 for r in own)
        watched = sum(r.conflicts > 0 or _is_watched(r, seen, period) for r in own)
        rows.append(
            ZoneRow(
                zone,
                conflicts[zone],
                len(ours),
                len(own),
                watched,
                hit,
                *_share(hit, watched),
                exposure,
                *_rate(sum(e.relation in EXPLAINED for e in ours), exposure / 100),
            )
        )
    return tuple(sorted(rows, key=lambda r: (-r.conflicts, -r.rollovers_hit, r.zone)))


def _is_watched(rollover: Rollover, seen: Spans, period: Period) -> bool:
    before, after = elapsed(seen, microseconds(window(rollover, period)))
    return bool(after > before)


def _share(hits: int, of: int) -> Interval:
    return _rounded(share(hits, of)) if of else (None, None, None)


def _rate(count: int, exposure: float) -> Interval:
    return _rounded(rate(count, exposure)) if exposure else (None, None, None)


def _rounded(estimate: Estimate) -> Interval:
    return round(estimate.value, 4), round(estimate.low, 4), round(estimate.high, 4)


def host_coverage(coverage: Sequence[Coverage], period: Period) -> tuple[HostRow, ...]:
    """Each host's covered time, by kind, over all its channels; by kind and host."""
    length = hours(within(period))
    rows = []
    for observes, host in sorted({(c.observes, c.host) for c in coverage}):
        own = [c for c in coverage if (c.observes, c.host) == (observes, host)]
        trusted = intersection(union_of([trusted_time(c) for c in own]), within(period))
        rows.append(
            HostRow(
                host=host,
                observes=observes,
                channels=tuple(sorted({c.channel for c in own})),
                covered_h=round(hours(trusted), 2),
                share=round(hours(trusted) / length, 4) if length else 0.0,
                holes=sum(len(c.holes) for c in own),
                records=sum(c.records for c in own),
            )
        )
    return tuple(rows)
