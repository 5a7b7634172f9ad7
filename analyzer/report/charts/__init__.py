"""The charts of a report: drawn with matplotlib, which nothing outside this package imports."""

from __future__ import annotations

from analyzer.report.charts import (
    daily,
    durations,
    forest,
    hours,
    parameters,
    position,
    presence,
    timeline,
    weeks,
)
from analyzer.report.charts.canvas import NARROW, WIDE, png_bytes, style, svg_text
from analyzer.report.report import Report
from analyzer.report.svg import Picture

__all__ = ["photographs", "pictures"]

_DRAWINGS = {
    "daily": daily.draw,
    "timeline": timeline.draw,
    "weeks": weeks.draw,
    "forest": forest.draw,
    "hours": hours.draw,
    "position": position.draw,
    "durations": durations.draw,
    "parameters": parameters.draw,
    "presence": presence.draw,
}


def pictures(report: Report) -> tuple[Picture, ...]:
    """All charts of a report; the keys are those of `figures.captions`, in its order."""
    with style():
        return tuple(
            Picture(
                key,
                wide=svg_text(draw(report, WIDE), f"{key}-w-"),
                narrow=svg_text(draw(report, NARROW), f"{key}-n-"),
            )
            for key, draw in _DRAWINGS.items()
        )


def photographs(report: Report) -> dict[str, bytes]:
    """All charts as PNG in their wide shape and light colours, by key."""
    with style():
        return {key: png_bytes(draw(report, WIDE)) for key, draw in _DRAWINGS.items()}
