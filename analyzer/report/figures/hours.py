"""Conflicts by hour of the week, in words."""

from __future__ import annotations

from analyzer.report.figures.caption import Caption
from analyzer.report.report import Report
from analyzer.report.words import amount, hour_span
from analyzer.words import count


def caption(report: Report) -> Caption:
    """Conflicts by hour of the local week."""
    hours = report.measures.hours
    tz = report.run.tz
    if not hours.exposed:
        title = "No hour of the week in which a conflict could have been counted"
    elif hours.worst is None:
        title = f"No conflict in the {count(hours.exposed, 'hour')} of the week in which a key was rolling"
    else:
        worst = hours.worst
        title = (
            f"Most conflicts per rolling hour on {hour_span(worst.weekday, worst.hour)} {tz}: "
            f"{worst.conflicts:,} in {amount(worst.rolling_h)} h"
        )
    return Caption(
        key="hours",
        title=title,
        sentence="The number is that of conflicts in that hour of the week, the colour their number per hour "
        "in which a key was rolling and failures could be seen. Hatched hours had no such time, so that no "
        "conflict could have been counted. Whether conflicts keep a schedule is tested apart.",
        columns=("Hour of the week", "Conflicts", "Rolling hours", "Per rolling hour"),
        numeric=("Conflicts", "Rolling hours", "Per rolling hour"),
        rows=tuple(
            (
                hour_span(c.weekday, c.hour),
                c.conflicts,
                amount(c.rolling_h),
                "not known" if c.rate is None else amount(c.rate),
            )
            for c in hours.cells
        ),
    )
