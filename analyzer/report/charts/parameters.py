"""Settings against the bounds of policy, a lane a clause, each on a scale of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import log10

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analyzer.measured import ParameterRow
from analyzer.report.charts.canvas import Shape, legend, paint
from analyzer.report.charts.lanes import LANE, MIDDLE, hatched, label, lanes
from analyzer.report.figures.parameters import CLAUSES, grouped
from analyzer.report.report import Report
from analyzer.report.words import amount

NUMBERED = 4
"""How many different values of a lane bear their number."""
LOOKS = {True: ("o", "queue", "ink"), False: ("^", "paper", "alarm")}
"""Marker, fill and edge of a value within and outside of what is allowed."""


def draw(report: Report, shape: Shape) -> Figure:
    """What a clause allows hatched, and a mark for each value in force."""
    clauses = grouped(report.measures.parameters)[:CLAUSES]
    figure, (axes,) = lanes(shape, len(clauses), top=56 if shape.is_narrow else 34, bottom=10)
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    for lane, rows in enumerate(clauses):
        _clause(axes, lane, rows, shape)
    legend(figure, _legend(), columns=2 if shape.is_narrow else 3)
    return figure


def _clause(axes: Axes, lane: int, rows: list[ParameterRow], shape: Shape) -> None:
    one = rows[0]
    out = sum(not row.within for row in rows)
    said = f"{out:,} of {len(rows):,} outside"
    tail = said if shape.is_narrow else f"{one.clause}: {one.bound}; {said}"
    label(axes, lane, one.parameter, tail, shape)
    place = _scale(rows)
    start = 0.0 if one.low is None else place(one.low)
    hatched(axes, lane, start, 1.0 if one.high is None else place(one.high), role="zsk-edge")
    values = Counter((row.value, row.within) for row in rows)
    for (value, within), number in sorted(values.items()):
        marker, fill, edge = LOOKS[within]
        axes.scatter(
            [place(value)],
            [lane * LANE + MIDDLE],
            s=40 + 8 * min(number, 20),
            marker=marker,
            facecolor=paint(fill),
            edgecolor=paint(edge),
            linewidth=0.8 if within else 1.8,
            zorder=3,
        )
        if len(values) <= NUMBERED:
            words = f"{amount(value)} {one.unit}"
            right = place(value) > 0.8
            axes.annotate(
                words,
                (place(value), lane * LANE + MIDDLE),
                xytext=(-12 if right else 12, 0),
                textcoords="offset points",
                ha="right" if right else "left",
                va="center_baseline",
                bbox={"facecolor": paint("paper"), "edgecolor": "none", "pad": 1},
            )


def _scale(rows: list[ParameterRow]) -> Callable[[float], float]:
    """A place between 0 and 1 for each value: by its logarithm, with 0 at the left end."""
    known = [v for row in rows for v in (row.value, row.low, row.high) if v]
    low, high = log10(min(known, default=1.0)) - 0.3, log10(max(known, default=1.0)) + 0.3
    return lambda value: 0.02 if value <= 0 else (log10(value) - low) / (high - low)


def _legend() -> list[Artist]:
    marks: list[Artist] = [
        Line2D(
            [], [], linestyle="", marker=marker, markersize=8, color=paint(fill), markeredgecolor=paint(edge),
            markeredgewidth=1.2, label="within" if within else "outside",
        )
        for within, (marker, fill, edge) in LOOKS.items()
    ]  # fmt: skip
    allowed = Patch(facecolor="none", edgecolor=paint("zsk-edge"), hatch="////", linewidth=0, label="allowed")
    return [*marks, allowed]
