"""How often rollovers were hit this week, against the week before and the eight before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from analyzer.conflicts import Trend
from analyzer.statistics import compare_rates

EARLIER = 8
Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Change:
    """By what factor a rate changed, with its interval (95 %); no direction where that holds 1.

    The rate is of rollovers hit, per 100 zone-hours in which one could be.  A factor that
    has no bound is None.
    """

    subject: str
    against: str
    count: int
    exposure_h: float
    rate: float | None
    other_count: int
    other_exposure_h: float
    factor: float | None
    low: float | None
    high: float | None
    direction: Direction | None


def changes(trends: Sequence[Trend], week: str, before: Sequence[str]) -> tuple[Change, ...]:
    """The change of every subject against the last of the weeks `before`, and against all of them."""
    by_subject: dict[str, dict[str, Trend]] = {}
    for one in trends:
        by_subject.setdefault(one.subject, {})[one.week] = one
    return tuple(
        _change(subject, weeks[week], name, [weeks[w] for w in others if w in weeks])
        for subject, weeks in sorted(by_subject.items(), key=lambda item: (item[0] != "all", item[0]))
        if week in weeks
        for name, others in (
            ("the week before", before[:1]),
            (f"the {EARLIER} weeks before", before[:EARLIER]),
        )
    )


def _change(subject: str, now: Trend, against: str, others: Sequence[Trend]) -> Change:
    count, exposure = sum(t.count for t in others), sum(t.exposure_h for t in others)
    value = low = high = None
    if now.exposure_h > 0 and exposure > 0 and now.count + count > 0:
        ratio = compare_rates(now.count, now.exposure_h, count, exposure)
        value, low, high = (round(x, 4) if isfinite(x) else None for x in ratio[:3])
    direction: Direction | None = None
    if low is not None and low > 1:
        direction = "up"
    elif high is not None and high < 1:
        direction = "down"
    return Change(
        subject,
        against,
        now.count,
        now.exposure_h,
        now.rate,
        count,
        round(exposure, 2),
        value,
        low,
        high,
        direction,
    )
