"""When conflicts happen: by local day, and by hour of the local week over rolling time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyzer.measured import Daily, Day, HourCell, HourOfWeek
from analyzer.measures.frames import conflict_frame, covered, rolling, within
from analyzer.model import Attempt, Coverage, Period, Rollover
from analyzer.statistics.spans import hours_between, intersection

QUARTER = 900_000_000
"""Fifteen minutes in microseconds: every offset from UTC in use is a multiple of it."""


def daily_counts(attempts: Sequence[Attempt], coverage: Sequence[Coverage], period: Period, tz: str) -> Daily:
    """Conflicts by local day and code, over the share of each day in which failures could be seen.

    The share is of the part of the day that lies in the period.
    """
    frame = conflict_frame(attempts)
    codes = tuple(sorted(int(c) for c in frame["code"].unique()))
    days, edges = _days(period, tz)
    local = frame["time"].dt.tz_convert(tz).dt.date
    counts = pd.crosstab(local, frame["code"]).reindex(index=days, columns=list(codes), fill_value=0)
    could_be = hours_between(within(period), edges)
    seen = hours_between(covered(coverage, "failures", period), edges)
    rows = tuple(
        Day(day, tuple(int(n) for n in row), int(row.sum()), round(float(c / whole), 4) if whole else 0.0)
        for day, row, c, whole in zip(days, counts.to_numpy(), seen, could_be, strict=True)
        if whole or row.any()
    )
    hit = [row for row in rows if row.total]
    return Daily(
        codes=codes,
        days=rows,
        days_hit=len(hit),
        days_covered=sum(row.covered > 0 for row in rows),
        busiest=max(hit, key=lambda row: row.total, default=None),
    )


def hour_of_week(
    attempts: Sequence[Attempt],
    rollovers: Sequence[Rollover],
    coverage: Sequence[Coverage],
    period: Period,
    tz: str,
) -> HourOfWeek:
    """Conflicts and exposure in each hour of the local week.

    Exposure is the time, in zone-hours, in which a key of a zone was rolling while
    failures could be seen: the only time in which a conflict could have been counted.
    """
    edges = _quarters(period)
    place = _hour_of_week(edges[:-1], tz)
    seen = covered(coverage, "failures", period)
    exposure = np.zeros(168)
    for zone in sorted({r.zone for r in rollovers}):
        exposed = intersection(rolling([r for r in rollovers if r.zone == zone], period), seen)
        exposure += np.bincount(place, weights=hours_between(exposed, edges), minlength=168)
    times = conflict_frame(attempts)["time"]
    counts = np.bincount(_hour_of_week(times.to_numpy("datetime64[us]").astype(np.int64), tz), minlength=168)
    cells = tuple(
        HourCell(
            weekday=i // 24,
            hour=i % 24,
            conflicts=int(counts[i]),
            rolling_h=round(float(exposure[i]), 2),
            rate=round(float(counts[i] / exposure[i]), 4) if exposure[i] >= 0.01 else None,
        )
        for i in range(168)
    )
    return HourOfWeek(
        cells=cells,
        exposed=sum(cell.rate is not None for cell in cells),
        worst=max((c for c in cells if c.conflicts and c.rate), key=lambda c: c.rate or 0.0, default=None),
    )


def _days(period: Period, tz: str) -> tuple[list[date], NDArray[np.int64]]:
    """The local days that the period touches, and their edges, one more than days.

    A midnight that a clock change skips or repeats is its first instant.
    """
    first = pd.Timestamp(period.start).tz_convert(tz).tz_localize(None).normalize()
    last = pd.Timestamp(period.end).tz_convert(tz).tz_localize(None).normalize()
    midnights = pd.date_range(first, last + pd.Timedelta(days=1), freq="D")
    twice = np.ones(len(midnights), dtype=np.bool_)
    edges = midnights.tz_localize(tz, ambiguous=twice, nonexistent="shift_forward").as_unit("us").asi8
    return [midnight.date() for midnight in midnights[:-1]], np.asarray(edges)


def _quarters(period: Period) -> NDArray[np.int64]:
    first, last = within(period)[0] if len(within(period)) else (0, 0)
    return np.arange(first // QUARTER, -(-last // QUARTER) + 1, dtype=np.int64) * QUARTER


def _hour_of_week(instants: NDArray[np.int64], tz: str) -> NDArray[np.intp]:
    local = pd.to_datetime(instants, unit="us", utc=True).tz_convert(tz)
    return np.asarray(local.day_of_week * 24 + local.hour, dtype=np.intp)
