"""The numbers of a report as values: what charts, tables and the first screen show.

Times are aware and in UTC, lengths are in hours, shares and intervals are between 0
and 1.  Intervals are at 95 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from analyzer.model import (
    IdTotals,
    Irregularity,
    KeyRole,
    Observes,
    Relation,
    RolloverOutcome,
    Severity,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Headline:
    """The first screen's numbers.

    `explained` conflicts fall into a rollover (`inside` or `queued`).  `hit_share` is of the
    rollovers that could be watched, as in `ZoneRow`.  `rolling_h` are
    zone-hours in which a key was rolling and some host's failures could be seen.
    `state_share` and `failures_share` are the mean over hosts of the covered share of
    the period, None where no such channel was read.
    """

    attempts: int
    failed: int
    conflicts: int
    episodes: int
    explained: int
    unexplained: int
    unknown: int
    explained_share: float | None
    rollovers: int
    rollovers_open: int
    rollovers_stuck: int
    rollovers_watched: int
    rollovers_hit: int
    hit_share: float | None
    hit_low: float | None
    hit_high: float | None
    rolling_h: float
    state_hosts: int
    state_share: float | None
    failures_hosts: int
    failures_share: float | None


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code: how many attempts failed with it, and whether it says that a rollover was in the way."""

    code: int | str
    name: str
    attempts: int
    is_conflict: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: conflicts by code, in the order of `Daily.codes`, and its covered share."""

    day: date
    counts: tuple[int, ...]
    total: int
    covered: float


@dataclass(frozen=True, slots=True)
class Daily:
    """Conflicts by day and code over the share of each day in which failures could be seen."""

    codes: tuple[int, ...]
    days: tuple[Day, ...]
    days_hit: int
    days_covered: int
    busiest: Day | None


@dataclass(frozen=True, slots=True)
class HourCell:
    """One hour of the local week (Monday is 0): conflicts, zone-hours of exposure, and their ratio."""

    weekday: int
    hour: int
    conflicts: int
    rolling_h: float
    rate: float | None


@dataclass(frozen=True, slots=True)
class HourOfWeek:
    """The 168 hours of the week, Monday 00:00 first, and the one with the highest rate."""

    cells: tuple[HourCell, ...]
    exposed: int
    worst: HourCell | None


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One zone: rollovers with and without conflicts (Wilson), and episodes per 100 rolling hours.

    The share is of the rollovers that could be `watched`: those with time in which failures
    could be seen, or with a conflict.  The rate counts episodes that a rollover explains
    against the zone's rolling hours in which failures could be seen; its interval is exact
    for a Poisson count.
    """

    zone: str
    conflicts: int
    episodes: int
    rollovers: int
    rollovers_watched: int
    rollovers_hit: int
    hit_share: float | None
    hit_low: float | None
    hit_high: float | None
    rolling_h: float
    rate: float | None
    rate_low: float | None
    rate_high: float | None


@dataclass(frozen=True, slots=True)
class HostRow:
    """One host's coverage of one kind, over all its channels: `share` is of the report's period."""

    host: str
    observes: Observes
    channels: tuple[str, ...]
    covered_h: float
    share: float
    holes: int
    records: int


@dataclass(frozen=True, slots=True)
class Section:
    """A stage of a bar in the timeline, clipped to the period."""

    name: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Bar:
    """A rollover in the timeline, clipped to the period; `late_from` is where its expected range ends."""

    rollover_id: str
    key_role: KeyRole | None
    start: datetime
    end: datetime
    open_start: bool
    open_end: bool
    start_min: datetime
    start_max: datetime
    end_min: datetime
    end_max: datetime
    late_from: datetime | None
    outcome: RolloverOutcome
    sections: tuple[Section, ...]
    conflicts: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Conflicts of one episode, code and relation in the timeline, at the time of the first."""

    time: datetime
    code: int
    relation: Relation
    count: int


@dataclass(frozen=True, slots=True)
class Track:
    """One zone of the timeline; `zone` is None for conflicts that name none."""

    zone: str | None
    conflicts: int
    late: int
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class LogTrack:
    """The irregularities of one host's logs, by time; `host` is empty where no file tells it."""

    host: str
    marks: tuple[Irregularity, ...]


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """How many findings have that severity."""

    severity: Severity
    findings: int


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """How many assessments (rule and subject) came out so."""

    outcome: Verdict
    assessments: int


@dataclass(frozen=True, slots=True)
class DurationRow:
    """Hours of the rollovers of one role and outcome; what has not ended counts with its age.

    The expected range is the median of the ranges of these rollovers; `longer` is how many
    exceed their own.
    """

    key_role: KeyRole | None
    outcome: RolloverOutcome
    rollovers: int
    shortest_h: float
    quarter_h: float
    half_h: float
    three_quarters_h: float
    longest_h: float
    expected_min_h: float | None
    expected_max_h: float | None
    longer: int


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One setting in force at the end of the period, and one clause about it; all numbers in `unit`."""

    clause: str
    parameter: str
    zone: str
    key_guid: str | None
    key_role: KeyRole | None
    value: float
    low: float | None
    high: float | None
    unit: str
    bound: str
    within: bool


@dataclass(frozen=True, slots=True)
class Position:
    """The first conflict of one rollover: hours after its start, and the share of its seen time before it."""

    rollover_id: str
    zone: str
    key_role: KeyRole | None
    time: datetime
    delay_h: float
    stage: str | None
    place: float
    episodes: int


@dataclass(frozen=True, slots=True)
class Tenth:
    """One tenth of the seen time: first conflicts in it, and how many chance alone would put there."""

    number: int
    rollovers: int
    expected: float


@dataclass(frozen=True, slots=True)
class Positions:
    """The first conflicts by rollover, and their number in each tenth of the seen time."""

    rows: tuple[Position, ...]
    tenths: tuple[Tenth, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """The covered spans of one host and kind within the period, and their share of it."""

    host: str
    observes: Observes
    share: float
    spans: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of `trends[]` with its control limits; rates are per 100 zone-hours of exposure."""

    week: str
    hits: int
    exposure_h: float
    rate: float | None
    ci_low: float | None
    ci_high: float | None
    centre: float | None
    limit_low: float | None
    limit_high: float | None
    signal: str | None


@dataclass(frozen=True, slots=True)
class Measures:
    """All of them, each list in the order in which it is to be shown."""

    headline: Headline
    codes: tuple[CodeRow, ...]
    daily: Daily
    hours: HourOfWeek
    zones: tuple[ZoneRow, ...]
    hosts: tuple[HostRow, ...]
    tracks: tuple[Track, ...]
    severities: tuple[SeverityRow, ...]
    verdicts: tuple[VerdictRow, ...]
    positions: Positions
    durations: tuple[DurationRow, ...]
    weeks: tuple[WeekRow, ...]
    parameters: tuple[ParameterRow, ...]
    presence: tuple[Presence, ...]
    record_ids: IdTotals
    log_tracks: tuple[LogTrack, ...]
