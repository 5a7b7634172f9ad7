"""The rate of rollovers hit week by week, over the limits of chance."""

from __future__ import annotations

from datetime import date

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analyzer.measures.weeks import WeekRow
from analyzer.report.charts.canvas import Shape, date_ticks, legend, paint, panel
from analyzer.report.figures.weeks import is_beyond
from analyzer.report.report import Report

MARKS = {"rise": "^", "fall": "v"}


def draw(report: Report, shape: Shape) -> Figure:
    """A dot a week with its interval, the band of its limits behind, an arrow where a change was noticed."""
    rows = report.measures.weeks
    figure, axes = panel(shape, 240, top=58 if shape.is_narrow else 34, bottom=28, left=34)
    most = _ceiling(rows)
    axes.set_ylim(0, most)
    axes.set_xlim(-0.6, max(len(rows), 1) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.grid(axis="y", color=paint("rule"), linewidth=1)
    axes.set_axisbelow(True)
    ticks = date_ticks([date.fromisocalendar(*_week(row.week), 1) for row in rows], shape.dates)
    axes.set_xticks([place for place, _ in ticks], [name for _, name in ticks])
    _band(axes, rows)
    for place, row in enumerate(rows):
        _week_dot(axes, place, row, most)
    legend(figure, _legend(), columns=2 if shape.is_narrow else 5)
    return figure


def _week(name: str) -> tuple[int, int]:
    year, _, week = name.partition("-W")
    return int(year), int(week)


def _ceiling(rows: tuple[WeekRow, ...]) -> float:
    """The top of the plot: all rates and the usual limits, not the longest of all intervals."""
    limits = sorted(row.limit_high for row in rows if row.limit_high is not None)
    usual = limits[len(limits) // 2] if limits else 0.0
    return 1.25 * max([usual, *(row.rate for row in rows if row.rate is not None)], default=1.0) or 1.0


def _band(axes: Axes, rows: tuple[WeekRow, ...]) -> None:
    for place, row in enumerate(rows):
        if row.limit_low is not None and row.limit_high is not None and row.centre is not None:
            height = row.limit_high - row.limit_low
            axes.bar(place, height, bottom=row.limit_low, width=1.0, facecolor=paint("heat0"), linewidth=0)
            axes.plot(
                [place - 0.5, place + 0.5], [row.centre, row.centre], color=paint("muted"), linewidth=1.2
            )


def _week_dot(axes: Axes, place: int, row: WeekRow, most: float) -> None:
    if row.rate is None:
        axes.bar(
            place, most, width=1.0, facecolor="none", edgecolor=paint("blind"), hatch="////", linewidth=0
        )
        return
    if row.ci_low is not None and row.ci_high is not None:
        axes.plot([place, place], [row.ci_low, row.ci_high], color=paint("muted"), linewidth=1.6)
    beyond = is_beyond(row)
    axes.plot(
        [place],
        [row.rate],
        marker="D" if beyond else "o",
        markersize=7,
        color=paint("alarm" if beyond else "queue"),
        markeredgecolor=paint("ink"),
        markeredgewidth=0.6,
        clip_on=False,
    )
    if marker := MARKS.get(row.signal or ""):
        axes.plot(
            [place],
            [most * 0.95],
            marker=marker,
            markersize=10,
            color=paint("paper"),
            markeredgecolor=paint("ink"),
            markeredgewidth=1.6,
        )


def _legend() -> list[Artist]:
    def dot(role: str, marker: str, name: str) -> Line2D:
        return Line2D(
            [], [], linestyle="", marker=marker, markersize=7, color=paint(role),
            markeredgecolor=paint("ink"), markeredgewidth=0.6, label=name,
        )  # fmt: skip

    return [
        dot("queue", "o", "a week"),
        dot("alarm", "D", "beyond the limits"),
        Patch(facecolor=paint("heat0"), edgecolor=paint("muted"), linewidth=1, label="limits"),
        dot("paper", "^", "change"),
        Patch(facecolor="none", edgecolor=paint("blind"), hatch="////", linewidth=0, label="no rolling time"),
    ]
