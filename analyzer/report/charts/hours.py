"""Conflicts by hour of the week over the time in which a key was rolling."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analyzer.report.charts.canvas import Shape, boxes, legend, paint, panel
from analyzer.report.report import Report
from analyzer.report.words import WEEKDAYS, amount

STEPS = 4
"""How many colours the rates above zero are parted into."""


def draw(report: Report, shape: Shape) -> Figure:
    """A week of cells: days down and hours across, or the other way round where it is narrow."""
    hours = report.measures.hours
    most = max((cell.rate or 0.0 for cell in hours.cells), default=0.0)
    across, down = (7, 24) if shape.is_narrow else (24, 7)
    cell_height, top = (20, 76) if shape.is_narrow else (30, 60)
    figure, axes = panel(
        shape, top + down * cell_height + 4, top=top, bottom=4, left=26 if shape.is_narrow else 38, right=0
    )
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0, across)
    axes.set_ylim(down, 0)
    axes.set_xticks([])
    axes.set_yticks([])
    days, clock = [day[:3] for day in WEEKDAYS], [f"{hour:02}" for hour in range(24)]
    columns, rows = (days, clock) if shape.is_narrow else (clock, days)
    beside: dict[str, Any] = {"color": paint("muted"), "textcoords": "offset points"}
    for i, name in enumerate(columns):
        axes.annotate(name, (i + 0.5, 0), (0, 6), ha="center", va="bottom", **beside)
    for i, name in enumerate(rows):
        axes.annotate(name, (0, i + 0.5), (-6, 0), ha="right", va="center_baseline", **beside)
    gap = 0.04 if shape.is_narrow else 0.06
    cells: dict[int | None, list[tuple[int, int]]] = {}
    for cell in hours.cells:
        column, row = (cell.weekday, cell.hour) if shape.is_narrow else (cell.hour, cell.weekday)
        cells.setdefault(_step(cell.rate, most), []).append((column, row))
        if cell.conflicts:
            axes.text(column + 0.5, row + 0.5, f"{cell.conflicts}", ha="center", va="center_baseline")
    for step, places in cells.items():
        left, upper = np.transpose(places) + gap
        boxes(axes, left, upper, 1 - 2 * gap, 1 - 2 * gap, **_fill(step))
    legend(figure, _legend(most), columns=3 if shape.is_narrow else 6)
    return figure


def _step(rate: float | None, most: float) -> int | None:
    """Which of the colours a rate has; None without a rate."""
    if rate is None:
        return None
    return ceil(STEPS * rate / most) if most else 0


def _fill(step: int | None) -> dict[str, Any]:
    if step is None:
        return {"facecolor": "none", "edgecolor": paint("blind"), "hatch": "////", "linewidth": 0}
    return {"facecolor": paint(f"heat{step}"), "linewidth": 0}


def _legend(most: float) -> list[Patch]:
    keys = [Patch(label="no rolling time", **_fill(None)), Patch(label="0 per h", **_fill(0))]
    steps = range(1, STEPS + 1) if most else ()
    return keys + [Patch(label=f"to {amount(most * step / STEPS)}", **_fill(step)) for step in steps]
