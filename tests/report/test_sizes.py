from __future__ import annotations

import pytest

from analyzer.report import html
from analyzer.report.drawings import Drawings
from analyzer.report.figures import captions
from analyzer.report.report import Report
from tests.report.fleets import fleet


@pytest.fixture(scope="module")
def large() -> Report:
    """A made-up report on 1,000 zones over a quarter of a year."""
    return fleet(1000, 13, asked=False)


def test_a_thousand_zones_make_a_page_that_can_be_mailed(large: Report) -> None:
    """The page stays below 5 MB: the worst are drawn, and tables say where the others are."""
    page = html.render(large, Drawings(large))
    assert len(page.encode()) < 5_000_000
    assert page.count("The first 200 of") > 3


def test_what_is_not_drawn_is_said(large: Report) -> None:
    """Charts of rows say how many of how many they draw."""
    said = {c.key: c.sentence for c in captions(large)}
    assert "Drawn are the first 12 of 1,000 zones" in said["timeline"]
    assert "Drawn are the first 15 of" in said["forest"]
    assert "Drawn are the first 14 of 100 rows" in said["presence"]
