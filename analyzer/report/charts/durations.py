"""How long rollovers took, a lane an outcome, over what was expected."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analyzer.report.charts.canvas import Shape, legend, paint
from analyzer.report.charts.lanes import LANE, MIDDLE, hatched, label, lanes
from analyzer.report.figures.durations import named
from analyzer.report.report import Report
from analyzer.words import count

TICKS = (
    *(
        (1 / 60, "1 min"),
        (1, "1 h"),
        (6, "6 h"),
        (24, "1 d"),
        (168, "1 week"),
        (720, "30 d"),
        (8760, "1 year"),
    ),
    (87_600, "10 years"),
)
LEAST = 1 / 120
"""Half a minute, where the axis begins at the earliest."""


def draw(report: Report, shape: Shape) -> Figure:
    """A line from the shortest to the longest, the middle half thick, the median a dot, on a log scale."""
    rows = report.measures.durations
    figure, (axes,) = lanes(shape, len(rows), top=56 if shape.is_narrow else 34)
    known = [h for r in rows for h in (r.shortest_h, r.longest_h, r.expected_min_h, r.expected_max_h) if h]
    low, high = max(min(known, default=1.0) / 2, LEAST), max(max(known, default=24.0) * 2, 2 * LEAST)
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    ticks = [(hours, name) for hours, name in TICKS if 1.2 * low <= hours <= high / 1.2]
    axes.set_xticks([hours for hours, _ in ticks], [name for _, name in ticks])
    axes.set_xticks([], minor=True)
    axes.grid(axis="x", color=paint("rule"), linewidth=1)
    for lane, row in enumerate(rows):
        late = f", {row.longer:,} longer than expected" if row.longer and not shape.is_narrow else ""
        label(axes, lane, named(row), f"{count(row.rollovers, 'rollover')}{late}", shape)
        if row.expected_max_h is not None:
            hatched(
                axes, lane, max(row.expected_min_h or low, low), max(row.expected_max_h, low), role="zsk-edge"
            )
        middle = [lane * LANE + MIDDLE] * 2
        role = "alarm" if row.longer else "queue"
        thin = [max(row.shortest_h, low), max(row.longest_h, low)]
        thick = [max(row.quarter_h, low), max(row.three_quarters_h, low)]
        axes.plot(thin, middle, color=paint("ink"), linewidth=1.5, marker="|", markersize=9)
        axes.plot(thick, middle, color=paint(role), linewidth=6, solid_capstyle="butt")
        axes.plot(
            [max(row.half_h, low)],
            middle[:1],
            marker="o",
            markersize=9,
            color=paint("paper"),
            markeredgecolor=paint("ink"),
            markeredgewidth=1.6,
        )
    legend(figure, _legend(), columns=2 if shape.is_narrow else 4)
    return figure


def _legend() -> list[Artist]:
    return [
        Line2D([], [], color=paint("ink"), linewidth=1.5, marker="|", markersize=9, label="all"),
        Line2D([], [], color=paint("queue"), linewidth=6, label="middle half"),
        Line2D(
            [], [], linestyle="", marker="o", markersize=9, color=paint("paper"), label="median",
            markeredgecolor=paint("ink"), markeredgewidth=1.6,
        ),
        Patch(facecolor="none", edgecolor=paint("zsk-edge"), hatch="////", linewidth=0, label="expected"),
    ]  # fmt: skip
