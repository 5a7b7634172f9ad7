"""Conflicts by hour of the week over the time in which a key was rolling."""

from __future__ import annotations

from math import ceil
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from analyzer.report.charts.canvas import Shape, legend, paint, panel
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
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    days, clock = [day[:3] for day in WEEKDAYS], [f"{hour:02}" for hour in range(24)]
    columns, rows = (days, clock) if shape.is_narrow else (clock, days)
    axes.set_xticks([i + 0.5 for i in range(across)], columns)
    axes.set_yticks([i + 0.5 for i in range(down)], rows)
    for cell in hours.cells:
        column, row = (cell.weekday, cell.hour) if shape.is_narrow else (cell.hour, cell.weekday)
        gap = 0.04 if shape.is_narrow else 0.06
        axes.add_patch(
            Rectangle((column + gap, row + gap), 1 - 2 * gap, 1 - 2 * gap, **_fill(cell.rate, most))
        )
        if cell.conflicts:
            axes.text(column + 0.5, row + 0.5, f"{cell.conflicts}", ha="center", va="center_baseline")
    legend(figure, _legend(most), columns=3 if shape.is_narrow else 6)
    return figure


def _fill(rate: float | None, most: float) -> dict[str, Any]:
    if rate is None:
        return {"facecolor": "none", "edgecolor": paint("blind"), "hatch": "////", "linewidth": 0}
    step = ceil(STEPS * rate / most) if most else 0
    return {"facecolor": paint(f"heat{step}"), "linewidth": 0}


def _legend(most: float) -> list[Patch]:
    keys = [Patch(label="no rolling time", **_fill(None, most)), Patch(label="0 per h", **_fill(0.0, most))]
    steps = [most * step / STEPS for step in range(1, STEPS + 1)] if most else []
    return keys + [Patch(label=f"to {amount(rate)}", **_fill(rate, most)) for rate in steps]
