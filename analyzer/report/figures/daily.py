"""Conflicts per day by code, in words."""

from __future__ import annotations

from analyzer.report.figures.caption import Caption
from analyzer.report.report import Report
from analyzer.report.words import day_name
from analyzer.words import count, percent


def caption(report: Report) -> Caption:
    """Conflicts by local day and code."""
    daily = report.measures.daily
    total = count(len(daily.days), "day")
    if daily.busiest is None:
        title = (
            f"No conflict on the {daily.days_covered:,} of {total} on which one could have been seen"
            if daily.days_covered
            else "No day on which a conflict could have been seen"
        )
    else:
        most = f"most on {day_name(daily.busiest.day)} ({daily.busiest.total:,})"
        title = f"Conflicts on {daily.days_hit:,} of {total}, {most}"
    blind = len(daily.days) - daily.days_covered
    numbers = (*map(str, daily.codes), "All", "Covered")
    return Caption(
        key="daily",
        title=title,
        sentence=f"Failed attempts that a rollover stood in the way of, by day ({report.run.tz}) and code. "
        f"Hatching marks time in which no log would have shown a failure: {count(blind, 'whole day')}.",
        columns=("Day", *numbers),
        numeric=numbers,
        rows=tuple((day_name(d.day), *d.counts, d.total, percent(d.covered)) for d in daily.days),
    )
