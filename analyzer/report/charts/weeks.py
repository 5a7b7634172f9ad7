"""The rate of rollovers hit week by week, over the limits of chance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analyzer.measured import WeekRow
from analyzer.report.charts.canvas import Shape, boxes, date_ticks, legend, paint, panel, strokes
from analyzer.report.figures.weeks import is_beyond
from analyzer.report.report import Report

MARKS = {"rise": "^", "fall": "v"}

Weeks = Sequence[tuple[int, WeekRow]]
"""Weeks with their places on the axis."""


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
    weeks = list(enumerate(rows))
    _band(axes, weeks)
    _without_rate(axes, weeks, most)
    _intervals(axes, weeks)
    _dots(axes, weeks)
    _changes(axes, weeks, most)
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


def _band(axes: Axes, weeks: Weeks) -> None:
    limited = [
        (place, row.limit_low, row.limit_high, row.centre)
        for place, row in weeks
        if row.limit_low is not None and row.limit_high is not None and row.centre is not None
    ]
    bands = np.array(limited, dtype=float).reshape(-1, 4)
    place, low, high, centre = bands.T
    boxes(axes, place - 0.5, low, 1.0, high - low, facecolor=paint("heat0"), linewidth=0)
    strokes(
        axes,
        [(p - 0.5, p + 0.5) for p in place],
        [(c, c) for c in centre],
        color=paint("muted"),
        linewidth=1.2,
    )


def _without_rate(axes: Axes, weeks: Weeks, most: float) -> None:
    places = np.array([place for place, row in weeks if row.rate is None], dtype=float)
    look: dict[str, Any] = {"facecolor": "none", "edgecolor": paint("blind"), "hatch": "////", "linewidth": 0}
    boxes(axes, places - 0.5, 0.0, 1.0, most, **look)


def _intervals(axes: Axes, weeks: Weeks) -> None:
    known = [
        (place, row.ci_low, row.ci_high)
        for place, row in weeks
        if row.rate is not None and row.ci_low is not None and row.ci_high is not None
    ]
    strokes(
        axes, [(p, p) for p, _, _ in known], [ends for _, *ends in known], color=paint("muted"), linewidth=1.6
    )


def _dots(axes: Axes, weeks: Weeks) -> None:
    for beyond, marker, role in ((False, "o", "queue"), (True, "D", "alarm")):
        dots = [
            (place, row.rate) for place, row in weeks if row.rate is not None and is_beyond(row) == beyond
        ]
        axes.plot(
            [place for place, _ in dots],
            [rate for _, rate in dots],
            linestyle="",
            marker=marker,
            markersize=7,
            color=paint(role),
            markeredgecolor=paint("ink"),
            markeredgewidth=0.6,
            clip_on=False,
        )


def _changes(axes: Axes, weeks: Weeks, most: float) -> None:
    for signal, marker in MARKS.items():
        places = [place for place, row in weeks if row.rate is not None and row.signal == signal]
        axes.plot(
            places,
            [most * 0.95] * len(places),
            linestyle="",
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
