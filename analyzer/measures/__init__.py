"""Numbers for reports: pure functions of what was rebuilt and judged, none of which draws or writes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from analyzer.measured import Headline, Measures
from analyzer.measures.calendar import daily_counts, hour_of_week
from analyzer.measures.durations import durations
from analyzer.measures.parameters import parameters
from analyzer.measures.positions import positions
from analyzer.measures.presence import presences
from analyzer.measures.timeline import log_tracks, tracks
from analyzer.measures.totals import (
    code_counts,
    headline,
    host_coverage,
    severity_counts,
    verdict_counts,
    zone_rates,
)
from analyzer.measures.weeks import Week, weeks
from analyzer.model import (
    Assessment,
    Attempt,
    Coverage,
    Episode,
    Finding,
    Irregularity,
    Period,
    RecordIds,
    Rollover,
    Setting,
)
from analyzer.sources.accounting import total

__all__ = [
    "Headline",
    "Measures",
    "code_counts",
    "daily_counts",
    "durations",
    "headline",
    "host_coverage",
    "hour_of_week",
    "log_tracks",
    "measure",
    "parameters",
    "positions",
    "presences",
    "severity_counts",
    "tracks",
    "verdict_counts",
    "weeks",
    "zone_rates",
]


def measure(
    *,
    attempts: Sequence[Attempt],
    episodes: Sequence[Episode],
    rollovers: Sequence[Rollover],
    coverage: Sequence[Coverage],
    assessments: Sequence[Assessment],
    findings: Sequence[Finding],
    period: Period,
    tz: str,
    settings: Sequence[Setting] = (),
    clauses: Collection[str] = (),
    trends: Sequence[Week] = (),
    record_ids: Sequence[RecordIds] = (),
    irregularities: Sequence[Irregularity] = (),
) -> Measures:
    """All numbers that a report shows beside the values themselves; days and hours are those of `tz`.

    `clauses` are the ids of the requirements in force, `trends` the rows of the report.
    """
    zones = zone_rates(attempts, episodes, rollovers, coverage, period)
    hosts = host_coverage(coverage, period)
    return Measures(
        headline=headline(attempts, episodes, rollovers, zones, hosts),
        codes=code_counts(attempts),
        daily=daily_counts(attempts, coverage, period, tz),
        hours=hour_of_week(attempts, rollovers, coverage, period, tz),
        zones=zones,
        hosts=hosts,
        tracks=tracks(attempts, rollovers, period),
        severities=severity_counts(findings),
        verdicts=verdict_counts(assessments),
        positions=positions(attempts, rollovers, coverage, period),
        durations=durations(rollovers, period),
        weeks=weeks(trends),
        parameters=parameters(settings, clauses, period),
        presence=presences(coverage, period),
        record_ids=total(record_ids),
        log_tracks=log_tracks(irregularities),
    )
