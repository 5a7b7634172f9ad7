"""What each chart says: a title that states the result, a sentence, and the same rows as a table.

The drawings are made in `charts` from the same rows of `Measures`.
"""

from __future__ import annotations

from analyzer.report.figures import (
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
from analyzer.report.figures.caption import Caption
from analyzer.report.report import Report

__all__ = ["Caption", "captions"]

_FIGURES = (daily, timeline, weeks, forest, hours, position, durations, parameters, presence)


def captions(report: Report) -> tuple[Caption, ...]:
    """The captions of all charts, in the order of the page."""
    return tuple(figure.caption(report) for figure in _FIGURES)
