"""The audit from reading to report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from analyzer import pipeline
from analyzer.fleet import Here
from analyzer.reading import begin
from analyzer.report import Report
from analyzer.request import Request

SAMPLES = Path(__file__).parents[1] / "samples"


def test_what_charts_show_is_told_before_the_questions() -> None:
    """All measures but those of trends are the final ones, so that what was drawn of them stays true."""
    request = Request((SAMPLES,))
    told: list[Report] = []
    with Here(request.terms) as crew:
        reading = begin(request.paths, crew)()
    report = pipeline.report_on(reading, request, pipeline.judgement_of(request), sketch=told.append)
    (early,) = told
    assert (early.run, early.period) == (report.run, report.period)
    assert early.measures.weeks != report.measures.weeks
    assert replace(early.measures, weeks=report.measures.weeks) == report.measures
