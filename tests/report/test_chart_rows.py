"""The newer charts against their tables: what is drawn is what is written."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analyzer.report.charts import canvas, durations, forest, parameters, position, presence, weeks
from analyzer.report.charts.dates import number
from analyzer.report.charts.lanes import LANE, MIDDLE
from analyzer.report.figures import Caption, captions
from analyzer.report.figures.forest import watched
from analyzer.report.report import Report
from tests.report.drawn import drawn_boxes

SHAPES = pytest.mark.parametrize("shape", [canvas.WIDE, canvas.NARROW], ids=["wide", "narrow"])


def caption(report: Report, key: str) -> Caption:
    """The caption of that key."""
    return next(c for c in captions(report) if c.key == key)


def dots(axes: Axes, *markers: str) -> list[tuple[float, float]]:
    """The places of marks of these kinds that no line joins."""
    lines = [line for line in axes.lines if line.get_marker() in markers]
    single = [line for line in lines if line.get_linestyle() == "None" or len(line.get_xdata()) == 1]
    return [(float(x), float(y)) for line in single for x, y in line.get_xydata()]


def lane(place: int) -> float:
    """The height at which a lane shows its values."""
    return place * LANE + MIDDLE


def flat(pairs: list[tuple[float, float]]) -> list[float]:
    """The ends of ranges in a row."""
    return [end for pair in pairs for end in pair]


@SHAPES
def test_weeks_are_the_table(shape: canvas.Shape, demo: Report) -> None:
    """Each week with rolling time is a dot at its rate, over a band between its limits."""
    with canvas.style():
        axes = weeks.draw(demo, shape).axes[0]
    rows = demo.measures.weeks
    assert sorted(dots(axes, "o", "D")) == [
        (i, row.rate) for i, row in enumerate(rows) if row.rate is not None
    ]
    bands = [(bottom, bottom + height) for _, bottom, _, height in drawn_boxes(axes, "heat0")]
    known = [
        (r.limit_low, r.limit_high) for r in rows if r.limit_low is not None and r.limit_high is not None
    ]
    assert flat(bands) == pytest.approx(flat(known))
    intervals = next(line for line in axes.lines if line.get_linewidth() == 1.6)
    ends = intervals.get_ydata()[~np.isnan(intervals.get_ydata())]
    assert ends.tolist() == [v for r in rows if r.rate is not None for v in (r.ci_low, r.ci_high)]
    assert len(dots(axes, "^", "v")) == sum(row.signal in ("rise", "fall") for row in rows) == 1
    assert [row[0] for row in caption(demo, "weeks").rows] == [row.week for row in rows]


@SHAPES
def test_the_forest_is_the_table(shape: canvas.Shape, demo: Report) -> None:
    """Each zone's share stands in its lane, between the ends of its interval."""
    with canvas.style():
        shares, rates = forest.draw(demo, shape).axes
    zones = watched(demo)
    assert dots(shares, "s") == [(zone.hit_share, lane(i)) for i, zone in enumerate(zones)]
    assert dots(rates, "o") == [(zone.rate, lane(i)) for i, zone in enumerate(zones) if zone.rate is not None]
    ends = [tuple(map(float, line.get_xdata())) for line in shares.lines if len(line.get_xdata()) == 2]
    assert [pair for pair in ends if pair != (0.0, 1.0)] == [(z.hit_low, z.hit_high) for z in zones]
    assert [row[0] for row in caption(demo, "forest").rows] == [zone.zone for zone in zones]


@SHAPES
def test_positions_are_the_table(shape: canvas.Shape, demo: Report) -> None:
    """Bars count the table's rows by tenth, and the dashes add up to as many rollovers."""
    with canvas.style():
        axes = position.draw(demo, shape).axes[0]
    rows = demo.measures.positions.rows
    bars = {int(left): height for left, _, _, height in drawn_boxes(axes)}
    assert bars == Counter(min(int(row.place * 10), 9) for row in rows)
    (dashes,) = axes.lines
    assert sum(dashes.get_ydata()[::3]) == pytest.approx(len(rows), abs=0.02)
    assert len(caption(demo, "position").rows) == len(rows) == 4


@SHAPES
def test_durations_are_the_table(shape: canvas.Shape, demo: Report) -> None:
    """Each outcome has its median in its lane, on a line from the shortest to the longest."""
    with canvas.style():
        axes = durations.draw(demo, shape).axes[0]
    rows = demo.measures.durations
    assert dots(axes, "o") == [(row.half_h, lane(i)) for i, row in enumerate(rows)]
    thin = [list(map(float, line.get_xdata())) for line in axes.lines if line.get_marker() == "|"]
    assert thin == [[row.shortest_h, row.longest_h] for row in rows]
    expected = [(p.get_x(), p.get_x() + p.get_width()) for p in axes.patches if isinstance(p, Rectangle)]
    known = [(r.expected_min_h, r.expected_max_h) for r in rows if r.expected_min_h and r.expected_max_h]
    assert flat(expected) == pytest.approx(flat(known))
    assert sum(int(row[1]) for row in caption(demo, "durations").rows) == len(demo.rollovers)


@SHAPES
def test_parameters_are_the_table(shape: canvas.Shape, demo: Report) -> None:
    """Each different value of a clause is a mark in its lane, hollow where it lies outside."""
    with canvas.style():
        figure = parameters.draw(demo, shape)
    axes = figure.axes[0]
    rows = demo.measures.parameters
    assert len(axes.collections) == len({(r.parameter, r.clause, r.value) for r in rows})
    hollow = [c for c in axes.collections if c.get_linewidth()[0] > 1]
    assert len(hollow) == sum(not row.within for row in rows) == 2
    numbered = {text.get_text() for text in axes.texts}
    assert {"755 d", "365 d", "14 d", "1 d", "7 d"} <= numbered
    assert [row[-1] for row in caption(demo, "parameters").rows] == [
        "yes" if row.within else "no" for row in rows
    ]


@SHAPES
def test_presence_is_the_table(shape: canvas.Shape, demo: Report) -> None:
    """Each covered span is a bar from its start to its end over hatched time, a lane a host and kind."""
    with canvas.style():
        axes = presence.draw(demo, shape).axes[0]
    rows = demo.measures.presence
    bars = [p for p in axes.patches if isinstance(p, Rectangle) and p.get_facecolor()[3]]
    spans = [(number(a), number(b)) for row in rows for a, b in row.spans]
    assert flat([(b.get_x(), b.get_x() + b.get_width()) for b in bars]) == pytest.approx(flat(spans))
    assert [row[3] for row in caption(demo, "presence").rows] == [len(row.spans) for row in rows]
    assert len([p for p in axes.patches if not p.get_facecolor()[3]]) == len(rows)
