from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from matplotlib.text import Annotation

from analyzer.report import svg
from analyzer.report.charts import canvas, daily, hours, photographs, timeline
from analyzer.report.drawings import Drawings
from analyzer.report.figures import Caption, captions
from analyzer.report.report import Report
from tests.report.drawn import drawn_boxes

KEYS = ["daily", "timeline", "weeks", "forest", "hours", "position", "durations", "parameters", "presence"]
SHAPES = pytest.mark.parametrize("shape", [canvas.WIDE, canvas.NARROW], ids=["wide", "narrow"])


def caption(report: Report, key: str) -> Caption:
    """The caption of that key."""
    return next(c for c in captions(report) if c.key == key)


@SHAPES
def test_daily_bars_are_the_table(shape: canvas.Shape, demo: Report) -> None:
    """The height of each drawn bar is the number in the table, day by day and code by code."""
    with canvas.style():
        axes = daily.draw(demo, shape).axes[0]
    table = caption(demo, "daily")
    assert table.columns[1:-2] == ("9116", "9120")
    for column, role in enumerate(("alarm", "queue"), start=1):
        bars = [(round(left + width / 2), height) for left, _, width, height in drawn_boxes(axes, role)]
        assert bars == [(day, row[column]) for day, row in enumerate(table.rows) if row[column]]
    hatched = {round(left + width / 2): height for left, _, width, height in drawn_boxes(axes, "blind")}
    covered = [1 - hatched.get(day, 0.0) for day in range(len(table.rows))]
    assert covered == pytest.approx([day.covered for day in demo.measures.daily.days])


@SHAPES
def test_heat_map_numbers_are_the_table(shape: canvas.Shape, demo: Report) -> None:
    """Each number in the map stands in the cell of its hour of the week."""
    with canvas.style():
        axes = hours.draw(demo, shape).axes[0]
    drawn = {}
    for text in axes.texts:
        if isinstance(text, Annotation):
            continue  # the name of a day or an hour
        across, down = (int(part) for part in text.get_position())
        weekday, hour = (across, down) if shape.is_narrow else (down, across)
        drawn[weekday * 24 + hour] = int(text.get_text())
    rows = caption(demo, "hours").rows
    assert drawn == {place: row[1] for place, row in enumerate(rows) if row[1]}
    assert {(int(left), int(top)) for left, top, _, _ in drawn_boxes(axes)} == {
        (hour, day) if shape is canvas.WIDE else (day, hour) for hour in range(24) for day in range(7)
    }


@SHAPES
def test_timeline_bars_are_the_table(shape: canvas.Shape, demo: Report) -> None:
    """Each rollover of the table is a bar from its start to its end, and the late one is marked."""
    with canvas.style():
        axes = timeline.draw(demo, shape).axes[0]
    starts = sorted(left for left, _, _, _ in drawn_boxes(axes))
    bars = [bar for track in demo.measures.tracks for bar in track.bars]
    late = [bar.late_from for bar in bars if bar.late_from]
    expected = sorted(time.timestamp() / 86_400 for time in [*(bar.start for bar in bars), *late])
    assert starts == pytest.approx(expected)
    assert len(caption(demo, "timeline").rows) == len(bars)
    marks = sum(len(collection.get_offsets()) for collection in axes.collections)
    assert marks == sum(len(track.marks) for track in demo.measures.tracks)


def test_drawings_can_share_a_page(drawn: dict[str, Drawings]) -> None:
    """No two drawings share an id, none refers to what it lacks, and none styles the page."""
    seen: set[str] = set()
    for picture in drawn["demo"].pictures:
        for drawing in (picture.wide, picture.narrow):
            ids = set(re.findall(r'\bid="([^"]+)"', drawing))
            references = set(re.findall(r'(?:url\(#|href="#)([^")]+)', drawing))
            assert references == ids
            assert not ids & seen
            seen |= ids
            assert "<style" not in drawing
            assert "style=" not in drawing


def test_drawings_take_their_colours_from_the_page(drawn: dict[str, Drawings]) -> None:
    """Every colour is one of the palette and bears its class, so that dark pages can change it."""
    for picture in drawn["demo"].pictures:
        for element in ET.fromstring(picture.wide).iter():
            for paint, short in (("fill", "f-"), ("stroke", "s-")):
                if element.get(paint, "none") != "none" and not element.get(paint, "").startswith("url("):
                    assert short in element.get("class", ""), ET.tostring(element)


def test_a_chart_by_itself_follows_the_scheme(drawn: dict[str, Drawings]) -> None:
    """A file of its own is well-formed and carries the dark colours."""
    alone = svg.standalone(drawn["demo"].pictures[0].wide)
    assert ET.fromstring(alone.encode()).tag == "{http://www.w3.org/2000/svg}svg"
    assert "prefers-color-scheme: dark" in alone


def test_hostile_names_are_text_in_a_drawing(drawn: dict[str, Drawings]) -> None:
    """A zone's name is neither markup nor a formula for the drawing library."""
    shown = [
        text
        for p in drawn["hostile"].pictures
        for text in ET.fromstring(p.wide).itertext()
        if "script" in text
    ]
    assert shown
    assert any("document.title" in text for text in shown)
    assert not any("<script" in p.wide for p in drawn["hostile"].pictures)


def test_an_empty_report_can_be_drawn(drawn: dict[str, Drawings]) -> None:
    """No rollover, no conflict and no coverage still make every drawing."""
    assert [picture.key for picture in drawn["empty"].pictures] == KEYS


def test_photographs_are_png(demo: Report) -> None:
    """On request the charts are PNG pictures of twice the size."""
    shots = photographs(demo)
    assert list(shots) == KEYS
    assert {shot[:8] for shot in shots.values()} == {b"\x89PNG\r\n\x1a\n"}
    assert {int.from_bytes(shot[16:20]) for shot in shots.values()} == {1600}
