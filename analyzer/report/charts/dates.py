"""The axis of time, in days since the epoch, with the local dates of the report."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from matplotlib.axes import Axes

from analyzer.report.charts.canvas import Shape, date_ticks, paint
from analyzer.report.report import Report


def number(instant: datetime) -> float:
    """Days since the epoch."""
    return instant.timestamp() / 86_400


def date_axis(axes: Axes, report: Report, shape: Shape) -> float:
    """Put the report's period on the horizontal axis; the answer is the length of a pixel in days."""
    start, end = number(report.period.start), number(report.period.end)
    margin = (end - start) * (0.06 if shape.is_narrow else 0.025) or 1.0
    axes.set_xlim(start - margin, end + margin)
    days = [row.day for row in report.measures.daily.days]
    ticks = date_ticks(days, shape.dates)
    midnights = [datetime.combine(days[i], time(), ZoneInfo(report.run.tz)) for i, _ in ticks]
    axes.set_xticks([number(midnight) for midnight in midnights], [name for _, name in ticks])
    axes.grid(axis="x", color=paint("rule"), linewidth=1)
    axes.set_axisbelow(True)
    return (end - start + 2 * margin) / shape.width
