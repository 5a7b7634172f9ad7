"""Signs that logs were changed or are incomplete, below the rollovers and on the same axis of time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analyzer.knowledge.irregularities import signs
from analyzer.measured import LogTrack
from analyzer.model import IrregularityKind
from analyzer.report.charts.canvas import Shape, paint
from analyzer.report.charts.dates import number
from analyzer.report.figures.timeline import CALLED
from analyzer.safe_text import visible
from analyzer.words import count

LOG_LANE = 46
"""The height of a lane; label and marks lie at these depths below its top."""
LABEL, MARKS, SPAN = 17, 34, 7

SHAPES: dict[IrregularityKind, str] = {
    "cleared": "X",
    "logging-changed": "P",
    "ids-missing": "h",
    "time-backwards": "<",
    "checksum": "*",
}
"""A shape for each kind, none of which a code has."""


def log_lane(axes: Axes, track: LogTrack, top: int, pixel: float, shape: Shape) -> None:
    """One host: a mark where each irregularity begins, and a hatched strip for how long it lasts."""
    axes.axhline(top, color=paint("rule"), linewidth=1)
    fine: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "baseline"}
    host = visible(track.host, 24 if shape.is_narrow else 60) or "host not known"
    axes.text(0, top + LABEL, f"logs of {host}", ha="left", **fine)
    tail = count(len(track.marks), "sign")
    axes.text(1, top + LABEL, tail, color=paint("muted"), ha="right", **fine)
    for mark in track.marks:
        start, end = number(mark.start), number(mark.end)
        if end - start > pixel:
            look: dict[str, Any] = {"facecolor": "none", "edgecolor": paint("blind"), "hatch": "////"}
            axes.add_patch(Rectangle((start, top + MARKS - SPAN / 2), end - start, SPAN, linewidth=0, **look))
        axes.plot([start], [top + MARKS], clip_on=False, **_look(mark.kind))


def log_legend(tracks: Iterable[LogTrack]) -> list[Artist]:
    """A key for each kind that is drawn."""
    drawn = {mark.kind for track in tracks for mark in track.marks}
    return [Line2D([], [], label=CALLED[kind], **_look(kind)) for kind in signs() if kind in drawn]


def _look(kind: IrregularityKind) -> dict[str, Any]:
    return {
        "linestyle": "",
        "marker": SHAPES[kind],
        "markersize": 9,
        "markerfacecolor": paint("paper"),
        "markeredgecolor": paint("ink"),
        "markeredgewidth": 1.2,
    }
