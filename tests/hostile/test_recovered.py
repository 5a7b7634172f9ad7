"""Deleted records that a log still holds: out of all numbers unless asked for, and marked where shown."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer import archive, pipeline
from analyzer.archive.codec import pack_events, pack_records, unpack_events, unpack_records
from analyzer.cli import main
from analyzer.events import interpret, once
from analyzer.model import Record
from analyzer.report import Report, write
from analyzer.request import Request
from analyzer.sources import Options, read
from tests.simulate.sample_entries import BIND_FAILED, STARTED, TIME, numbered, written
from tests.sources.evtx.test_evtx_damage import shrunk
from tests.sources.reading import only

ENTRIES = [
    replace(one, time=TIME + number * timedelta(minutes=10))
    for number, one in enumerate(numbered([STARTED, *[BIND_FAILED] * 30]))
]
KEPT = 5
FORMATS = ("json", "html", "md", "csv", "sarif", "evidence")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log of whose records all but the first five were deleted."""
    path = tmp_path_factory.mktemp("logs")
    (path / "a.evtx").write_bytes(shrunk(written(ENTRIES), KEPT))
    return path


@pytest.fixture(scope="module")
def asked(folder: Path) -> Report:
    """The audit that was asked for deleted records."""
    return pipeline.run(Request((folder,), reading={"deleted": True}))


def test_nobody_who_did_not_ask_is_told_more_than_their_number(folder: Path) -> None:
    """No detection, attempt or count has any of them in it."""
    report = pipeline.run(Request((folder,)))
    (account,) = report.inputs
    assert (account.records_total, account.records_recovered) == (KEPT, len(ENTRIES) - KEPT)
    assert len(report.detections) == KEPT - 1
    assert report.recovered == frozenset()


def test_who_asks_gets_them_marked(asked: Report) -> None:
    """Each of them, and none of the others; what the log covers is still what it held."""
    marked = [one for one in asked.detections if one.recovered]
    assert len(asked.detections) == len(ENTRIES) - 1
    assert len(marked) == len(ENTRIES) - KEPT
    assert {one.record_id for one in marked} == {one.record_id for one in ENTRIES[KEPT:]}
    assert asked.measures.record_ids.read == KEPT
    assert {one.recovered for one in asked.records} == {True, False}
    assert {one.id for one in marked} <= asked.recovered


def test_every_format_marks_them_where_it_shows_evidence(asked: Report, tmp_path: Path) -> None:
    """Beside the place in page and Markdown, as a field in data, in the lines of `explain`."""
    write(asked, tmp_path / "r", FORMATS)
    texts = {path.name: path.read_text("utf-8") for path in (tmp_path / "r").iterdir() if path.is_file()}
    place = next(one for one in sorted(asked.recovered) if one.startswith("a.evtx#"))
    assert f'<code>{place}</code> <span class="muted">(recovered)</span>' in texts["report.html"]
    assert "(recovered)" in texts["report.md"]
    rows = list(csv.DictReader(texts["detections.csv"].splitlines()))
    assert sum(row["recovered"].lower() == "true" for row in rows) == len(ENTRIES) - KEPT
    assert (
        sum(row["recovered"] for row in json.loads(texts["audit.json"])["detections"]) == len(ENTRIES) - KEPT
    )
    assert any(row["recovered"] for row in json.loads(texts["evidence.json"])["records"])
    assert '"recovered": true' in texts["report.sarif"]
    named = next(one for one in sorted(asked.recovered) if one.startswith("D-"))
    assert "recovered" in CliRunner().invoke(main, ["explain", named, str(tmp_path / "r")]).output


def test_a_copy_that_was_not_deleted_counts_before_one_that_was(folder: Path) -> None:
    """Where another file still holds the record, nothing of it is recovered."""
    (record,) = [
        r for r in only(Record, read([folder], Options(deleted=True))) if r.record_id == ENTRIES[-1].record_id
    ]
    live = replace(record, recovered=False, path="z.evtx")
    for order in ((record, live), (live, record)):
        (event,), doubled = once(interpret(order))
        assert (event.path, event.recovered, doubled) == ("z.evtx", False, {"a.evtx": 1})


def test_the_archive_keeps_the_mark(folder: Path, tmp_path: Path) -> None:
    """Records and events come back as they were put in; ingesting asks as auditing does."""
    records = only(Record, read([folder], Options(deleted=True)))
    assert unpack_records(pack_records(records), "a.evtx") == records
    events = list(interpret(records))
    assert list(unpack_events(pack_events(events), "a.evtx", -(1 << 62), 1 << 62)) == events
    for deleted, number in ((False, KEPT), (True, len(ENTRIES))):
        opened = archive.open_archive(str(tmp_path / f"{deleted}.db"))
        (outcome,) = archive.ingest(opened, [folder], Options(deleted=deleted))
        opened.close()
        assert outcome.fresh == number
