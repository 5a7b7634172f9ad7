"""When each host could tell of rollovers and of failed commands."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from analyzer.report.charts.canvas import Shape, legend, paint
from analyzer.report.charts.dates import date_axis, number
from analyzer.report.charts.lanes import LANE, MIDDLE, hatched, label, lanes
from analyzer.report.figures.presence import HOSTS, TELLS
from analyzer.report.report import Report
from analyzer.words import percent

HEIGHT = 16
LOOKS: dict[str, dict[str, Any]] = {
    "state": {"facecolor": paint("zsk"), "edgecolor": paint("zsk-edge"), "hatch": "||||"},
    "failures": {"facecolor": paint("heat3"), "edgecolor": paint("muted"), "hatch": ""},
}


def draw(report: Report, shape: Shape) -> Figure:
    """A lane a host and kind: filled where its logs can be trusted, hatched where not."""
    rows = report.measures.presence[:HOSTS]
    figure, (axes,) = lanes(shape, len(rows), top=56 if shape.is_narrow else 34)
    pixel = date_axis(axes, report, shape)
    start, end = number(report.period.start), number(report.period.end)
    for lane, row in enumerate(rows):
        tail = percent(row.share) if shape.is_narrow else f"{TELLS[row.observes]}, {percent(row.share)}"
        label(axes, lane, row.host, tail, shape)
        hatched(axes, lane, start, end, height=HEIGHT)
        for since, until in row.spans:
            width = max(number(until) - number(since), pixel)
            low = lane * LANE + MIDDLE - HEIGHT / 2
            patch = Rectangle((number(since), low), width, HEIGHT, linewidth=1, **LOOKS[row.observes])
            axes.add_patch(patch)
    keys = [Patch(label=TELLS[kind], linewidth=1, **look) for kind, look in LOOKS.items()]
    nothing = Patch(
        facecolor="none", edgecolor=paint("blind"), hatch="////", linewidth=0, label="nothing seen"
    )
    legend(figure, [*keys, nothing], columns=2 if shape.is_narrow else 3)
    return figure
