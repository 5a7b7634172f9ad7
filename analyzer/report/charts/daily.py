"""Conflicts per day by code, over hatched time in which none could have been seen."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analyzer.report.charts.canvas import Shape, boxes, date_ticks, legend, paint, panel
from analyzer.report.charts.codes import look
from analyzer.report.report import Report

EDGE = 0.8
"""The width of the edge that parts one code's bar from the next."""


def draw(report: Report, shape: Shape) -> Figure:
    """Stacked bars, one a day; the hatched part of a day is the share that was not covered."""
    daily = report.measures.daily
    figure, axes = panel(shape, 250, top=34, bottom=28, left=30)
    places = np.arange(len(daily.days))
    blind = np.array([1 - day.covered for day in daily.days])
    nothing: dict[str, Any] = {"facecolor": "none", "edgecolor": paint("blind"), "hatch": "////"}
    boxes(
        axes,
        places - 0.5,
        1 - blind,
        1.0,
        blind,
        linewidth=0,
        transform=axes.get_xaxis_transform(),
        **nothing,
    )
    # An edge as wide as its bar would leave nothing of it.
    edge = min(EDGE, 0.15 * shape.width / max(len(places), 1))
    floor = np.zeros(len(places))
    for column, code in enumerate(daily.codes):
        heights = np.array([day.counts[column] for day in daily.days])
        boxes(axes, places - 0.39, floor, 0.78, heights, **_fill(code, edge))
        floor += heights
    axes.set_xlim(-0.6, max(len(places), 1) - 0.4)
    axes.set_ylim(0, max(4.0, float(floor.max(initial=0)) * 1.15))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=paint("rule"), linewidth=1)
    axes.set_axisbelow(True)
    ticks = date_ticks([day.day for day in daily.days], shape.dates)
    axes.set_xticks([place for place, _ in ticks], [name for _, name in ticks])
    handles = [Patch(label=str(code), **_fill(code, EDGE)) for code in daily.codes]
    legend(figure, [*handles, Patch(label="not covered", linewidth=0, **nothing)], columns=4)
    return figure


def _fill(code: int, edge: float) -> dict[str, Any]:
    role, _, hatch = look(code)
    return {"facecolor": paint(role), "edgecolor": paint("paper"), "hatch": hatch, "linewidth": edge}
