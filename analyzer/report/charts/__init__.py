"""The charts of a report: drawn with matplotlib, which nothing outside this package imports."""

from __future__ import annotations

from collections.abc import Collection, Iterator

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

__all__ = ["photographs", "pictures", "sketches"]

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
_OF_TRENDS = ("weeks",)


def sketches(report: Report) -> tuple[Picture, ...]:
    """Those charts that show none of its trends."""
    return tuple(_pictures(report, [key for key in _DRAWINGS if key not in _OF_TRENDS]))


def pictures(report: Report, sketched: Collection[Picture] = ()) -> tuple[Picture, ...]:
    """All charts of a report, some of which may be there already; in the order of `figures.captions`."""
    known = {picture.key: picture for picture in sketched}
    known |= {picture.key: picture for picture in _pictures(report, _DRAWINGS.keys() - known.keys())}
    return tuple(known[key] for key in _DRAWINGS)


def _pictures(report: Report, keys: Collection[str]) -> Iterator[Picture]:
    with style():
        for key in keys:
            wide, narrow = (_DRAWINGS[key](report, shape) for shape in (WIDE, NARROW))
            yield Picture(key, svg_text(wide, f"{key}-w-"), svg_text(narrow, f"{key}-n-"))


def photographs(report: Report) -> dict[str, bytes]:
    """All charts as PNG in their wide shape and light colours, by key."""
    with style():
        return {key: png_bytes(draw(report, WIDE)) for key, draw in _DRAWINGS.items()}
