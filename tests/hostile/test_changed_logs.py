"""What was done to logs is told with its time, drawn beside rollovers, and explained innocently, too."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from analyzer import pipeline
from analyzer.knowledge.irregularities import signs
from analyzer.model import Irregularity
from analyzer.report import Report, write
from analyzer.report.charts import logs as chart
from analyzer.report.figures.timeline import CALLED
from analyzer.request import Request
from analyzer.simulate import damage
from analyzer.simulate.entry import Entry
from tests.hostile.changed_logs import (
    AUDIT,
    CLASSIC,
    CLEARED_AT,
    GONE,
    HOST,
    HOUR,
    SWITCHED_AT,
    audit_log,
    classic_log,
    lay,
)
from tests.simulate.sample_entries import STARTED, TIME, numbered, written


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The audit of the changed logs."""
    return pipeline.run(Request((lay(tmp_path_factory.mktemp("logs")),)))


def by_kind(report: Report) -> dict[str, Irregularity]:
    """One of each kind."""
    found = {one.kind: one for one in report.irregularities}
    assert len(found) == len(report.irregularities)
    return found


def test_each_deed_is_told_once_with_its_time(report: Report) -> None:
    """Who cleared or switched a log, which ids are gone, where time runs back, which checksum is wrong."""
    found = by_kind(report)
    assert set(found) == set(signs()) == set(chart.SHAPES) == set(CALLED)
    assert {one.host for one in found.values()} == {HOST}
    cleared, switched, gone = found["cleared"], found["logging-changed"], found["ids-missing"]
    assert (cleared.start, cleared.channel, cleared.actor) == (CLEARED_AT, CLASSIC, "corp\\bob")
    assert (switched.start, switched.channel, switched.said) == (
        SWITCHED_AT,
        AUDIT,
        "EventLogLevel was set to 2",
    )
    assert (gone.first_id, gone.last_id, gone.basis) == (GONE[0], GONE[-1], "derived")
    assert (gone.start, gone.end) == (TIME + 39 * HOUR, TIME + 49.5 * HOUR)
    back, checksum = found["time-backwards"], found["checksum"]
    assert (back.first_id, back.last_id) == (519, 520)
    assert back.end - back.start == timedelta(minutes=90)
    assert (back.start, back.end) == (classic_times()[20], classic_times()[19])
    assert (checksum.first_id, checksum.last_id, checksum.channel) == (500, 539, CLASSIC)
    assert (checksum.start, checksum.end) == _span(classic_times())


def classic_times() -> list[datetime]:
    """When the forty records of the classic log were written."""
    hours = [n * 1.5 - (3 if n >= 20 else 0) for n in range(40)]
    return [(TIME + h * HOUR).replace(microsecond=0) for h in hours]


def _span(times: list[datetime]) -> tuple[datetime, datetime]:
    return min(times), max(times)


def test_each_has_an_innocent_explanation_beside_it(report: Report, tmp_path: Path) -> None:
    """In the data, in the page's table and in Markdown; evidence leads to the record or the place."""
    write(report, tmp_path / "r", ["json", "html", "md"])
    page = (tmp_path / "r" / "report.html").read_text("utf-8")
    markdown = (tmp_path / "r" / "report.md").read_text("utf-8")
    section = page[page.index('<section id="integrity"') :].partition("</section>")[0]
    document = json.loads((tmp_path / "r" / "audit.json").read_text("utf-8"))
    for row in document["irregularities"]:
        assert row["innocent"] == signs()[row["kind"]].innocent
        assert row["innocent"].partition(";")[0] in section
        assert row["innocent"].partition(",")[0] in markdown
        assert CALLED[row["kind"]] in section
        assert row["evidence"] or row["basis"] == "derived"
    drawing = (tmp_path / "r" / "charts" / "timeline.svg").read_text("utf-8")
    assert all(f">{called}</text>" in drawing for called in CALLED.values())
    assert f"logs of {HOST}" in drawing
    assert "hosts whose logs were cleared" in page


def test_shapes_alone_tell_the_kinds_apart() -> None:
    """No two kinds share a marker, and none has the marker of a code."""
    markers = list(chart.SHAPES.values())
    assert len(set(markers)) == len(markers)
    assert not set(markers) & {"v", "D", "s", "^"}


def kinds(tmp_path: Path, **logs: bytes) -> list[str]:
    """What is said of the logs of these names."""
    for name, data in logs.items():
        (tmp_path / f"{name}.evtx").write_bytes(data)
    return [one.kind for one in pipeline.run(Request((tmp_path,))).irregularities]


def test_sound_logs_show_nothing(tmp_path: Path) -> None:
    """A log whose clock alone was set back shows that, and no checksum."""
    assert kinds(tmp_path, dns=classic_log(changed=False)) == ["time-backwards"]


def test_a_filter_s_work_is_no_sign(tmp_path: Path) -> None:
    """Many gaps with little between them are an export's filter."""
    every_sixth = [one for one in numbered([STARTED] * 200) if one.record_id % 6 == 0]
    assert kinds(tmp_path, audit=written(every_sixth)) == []


def test_damage_is_no_sign(tmp_path: Path) -> None:
    """Ids that were lost to damage are losses, and not ids that somebody took."""
    sound = written(numbered([STARTED] * 400))
    zeroed = bytearray(sound)
    zeroed[0x1000 + 0x10000 : 0x1000 + 0x20000] = bytes(0x10000)
    report = pipeline.run(Request((_file(tmp_path, bytes(zeroed)),)))
    assert report.measures.record_ids.damaged > 0
    assert report.irregularities == ()


def _file(folder: Path, data: bytes) -> Path:
    (folder / "audit.evtx").write_bytes(data)
    return folder


def test_what_another_file_holds_is_not_missing(tmp_path: Path) -> None:
    """Two exports of one log fill each other's gaps."""
    rest = written([one for one in numbered([STARTED] * 200) if one.record_id in range(75, 105)])
    found = kinds(tmp_path, audit=audit_log(), rest=rest)
    assert "ids-missing" not in found


def test_a_log_that_begins_again_was_cleared_by_somebody(tmp_path: Path) -> None:
    """Where no event tells of it, ids that fall while time goes on do."""
    before = [_at(one, n) for n, one in enumerate(numbered([STARTED] * 50, first=900))]
    after = [_at(one, n + 60) for n, one in enumerate(numbered([STARTED] * 50))]
    (tmp_path / "a.evtx").write_bytes(written([*before, *after]))
    (sign,) = pipeline.run(Request((tmp_path,))).irregularities
    assert (sign.kind, sign.basis, sign.first_id) == ("cleared", "derived", 950)


def _at(entry: Entry, hours: int) -> Entry:
    return replace(entry, time=TIME + hours * HOUR)


def test_only_the_period_asked_for(tmp_path: Path) -> None:
    """Signs outside it belong to another report."""
    lay(tmp_path)
    late = pipeline.run(Request((tmp_path,), since=TIME + 55 * HOUR))
    assert {one.kind for one in late.irregularities} == {"cleared", "checksum"}


def test_damage_by_the_simulator_is_never_called_a_deed(tmp_path: Path) -> None:
    """A stale header, a wrapped log and chunks without checksums are how logs are copied."""
    sound = written(numbered([STARTED] * 400))
    spoilt = (damage.stale(sound, random.Random(1)), damage.unchecked(sound), damage.appended(sound))
    for number, one in enumerate(spoilt):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert pipeline.run(Request((_file(folder, one.data),))).irregularities == ()
