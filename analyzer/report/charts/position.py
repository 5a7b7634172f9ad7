"""In which tenth of its rollover the first conflict came, against chance."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analyzer.report.charts.canvas import Shape, boxes, legend, paint, panel, strokes
from analyzer.report.charts.lanes import keep_inside
from analyzer.report.report import Report


def draw(report: Report, shape: Shape) -> Figure:
    """A bar a tenth of the seen time, with a dash at the height that chance would give."""
    tenths = report.measures.positions.tenths
    figure, axes = panel(shape, 220, top=34, bottom=28, left=30)
    fill: dict[str, Any] = {
        "facecolor": paint("ksk"),
        "edgecolor": paint("ksk-edge"),
        "hatch": "////",
        "linewidth": 1,
    }
    boxes(axes, [t.number + 0.1 for t in tenths], 0, 0.8, [t.rollovers for t in tenths], **fill)
    dashes = [(t.number + 0.06, t.number + 0.94) for t in tenths]
    strokes(axes, dashes, [(t.expected, t.expected) for t in tenths], color=paint("ink"), linewidth=2)
    axes.set_xlim(0, len(tenths))
    axes.set_ylim(0, max(2.0, *(1.2 * max(t.rollovers, t.expected) for t in tenths)))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.grid(axis="y", color=paint("rule"), linewidth=1)
    axes.set_axisbelow(True)
    ticks = (0, 5, 10) if shape.is_narrow else (0, 2, 4, 6, 8, 10)
    names = {0: "start", 10: "end"}
    axes.set_xticks(list(ticks), [names.get(t, f"{t * 10} %") for t in ticks])
    keep_inside(axes)
    bars = Patch(label="rollovers", **fill)
    legend(figure, [bars, Line2D([], [], color=paint("ink"), linewidth=2, label="by chance")], columns=2)
    return figure
