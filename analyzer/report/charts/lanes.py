"""Charts of rows: a lane each, its name above what is drawn in it, measured in pixels from the top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analyzer.report.charts.canvas import POINTS, Shape, paint
from analyzer.safe_text import visible

LANE = 46
"""The height of a lane; its name lies on the first of these depths, what it shows around the second."""
NAME, MIDDLE = 17, 32
CHARACTER = 7
"""The width of a character of a name."""
NOTE = 30
"""Characters of the note that says how long a shortened name is."""


def lanes(
    shape: Shape, number: int, *, top: int, bottom: int = 30, panels: int = 1, gap: int = 24
) -> tuple[Figure, list[Axes]]:
    """A drawing of so many lanes, and its plots side by side."""
    inner = LANE * max(number, 1)
    height = inner + top + bottom
    figure = Figure(figsize=(shape.width / POINTS, height / POINTS), dpi=POINTS)
    width = (shape.width - 16 - gap * (panels - 1)) / panels
    plots = []
    for place in range(panels):
        left = (8 + place * (width + gap)) / shape.width
        axes = figure.add_axes((left, bottom / height, width / shape.width, inner / height))
        axes.patch.set_visible(False)
        for side in ("top", "left", "right"):
            axes.spines[side].set_visible(False)
        axes.tick_params(length=0, pad=6)
        axes.set_ylim(inner, 0)
        axes.set_yticks([])
        axes.set_axisbelow(True)
        plots.append(axes)
    return figure, plots


def label(axes: Axes, lane: int, name: str, tail: str, shape: Shape) -> None:
    """A line above the lane, its name at the left and what is said of it at the right.

    The middle of a name gives way where there is no room for all of it.
    """
    axes.axhline(lane * LANE, color=paint("rule"), linewidth=1)
    fine: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "baseline"}
    room = int(axes.get_position().width * shape.width / CHARACTER) - len(tail) - 2
    limit = room if len(name) <= room else max(room - NOTE, 6)
    axes.text(0, lane * LANE + NAME, visible(name, limit), weight="bold", ha="left", **fine)
    axes.text(1, lane * LANE + NAME, tail, color=paint("muted"), ha="right", **fine)


def hatched(
    axes: Axes, lane: int, start: float, end: float, *, height: int = 16, role: str = "blind"
) -> None:
    """A hatched range in a lane."""
    axes.add_patch(
        Rectangle(
            (start, lane * LANE + MIDDLE - height / 2),
            end - start,
            height,
            facecolor="none",
            edgecolor=paint(role),
            hatch="////",
            linewidth=0,
        )
    )


def interval(axes: Axes, lane: int, ends: Sequence[float], value: float, role: str, marker: str) -> None:
    """A value and its interval in a lane; an arrow where the interval leaves the plot."""
    middle = lane * LANE + MIDDLE
    low, high = ends
    most = axes.get_xlim()[1]
    axes.plot([low, min(high, most)], [middle, middle], color=paint("muted"), linewidth=2)
    if high > most:
        axes.plot([most], [middle], marker=">", markersize=7, color=paint("muted"), clip_on=False)
    axes.plot(
        [min(value, most)],
        [middle],
        marker=marker,
        markersize=8,
        color=paint(role),
        markeredgecolor=paint("ink"),
        markeredgewidth=0.6,
        clip_on=False,
    )


def keep_inside(axes: Axes) -> None:
    """Let the names of the outermost ticks grow inwards, so that they stay within the drawing."""
    names = axes.get_xticklabels()
    if names:
        names[-1].set_horizontalalignment("right")
        names[0].set_horizontalalignment("left")
