"""What the questions answer: the rows of `statistics[]`, `recurrences[]` and `trends[]`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import Literal

from analyzer.model import KeyRole

Answer = Literal["yes", "not seen", "estimate", "not enough"]
"""A test that speaks, one that does not, a number without a test, and too little to say."""

Kind = Literal["daily", "weekly", "monthly", "per-rollover"]


@dataclass(frozen=True, slots=True)
class Statistic:
    """One question asked of one subject.

    `estimate` and its interval (95 %) are in the unit that `question` names; `comparator` is
    what it is held against.  `q_value` is `p_value` corrected for all tests of the family;
    the verdict is by it.
    """

    question: str
    unit: str
    subject: str
    n: int
    exposure_h: float | None = None
    comparator: str | None = None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    q_value: float | None = None
    method: str = ""
    verdict: Answer = "estimate"
    reason: str = ""
    sensitivity: str | None = None

    def valued(self, found: tuple[float, float, float] | None) -> Statistic:
        """The same with an estimate and the ends of its interval; what is infinite or nan is not told."""
        ends = [v if isfinite(v) else None for v in found or ()] or [None] * 3
        return replace(self, estimate=ends[0], ci_low=ends[1], ci_high=ends[2])

    def tested(self, p: float | None) -> Statistic:
        """The same with a p-value, whose verdict its family will give; without one there was not enough."""
        return replace(self, p_value=p, verdict="not enough" if p is None else "not seen")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A schedule that the conflicts of a zone keep: `hits` of `slots` in which a key was rolling."""

    zone: str
    key_role: KeyRole | None
    kind: Kind
    phase: str
    tz: str
    hits: int
    slots: int
    p_value: float
    q_value: float
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """One ISO week: rollovers hit, the zone-hours in which they could be, and hits per 100 of these."""

    week: str
    subject: str
    count: int
    exposure_h: float
    rate: float | None
    ci_low: float | None
    ci_high: float | None
    signal: str | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """All answers."""

    statistics: tuple[Statistic, ...]
    recurrences: tuple[Recurrence, ...]
    trends: tuple[Trend, ...]
