from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from analyzer.report import csv_tables
from analyzer.report.report import Report


def parsed(text: str) -> list[dict[str, str]]:
    """The rows of a table by their columns."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_each_table_has_all_rows(demo: Report) -> None:
    """The three tables hold one row for each detection, rollover and finding."""
    tables = {name: parsed(text) for name, text in csv_tables.render(demo).items()}
    assert {name: len(rows) for name, rows in tables.items()} == {
        "detections": len(demo.detections),
        "rollovers": len(demo.rollovers),
        "findings": len(demo.findings),
    }
    stuck = next(row for row in tables["rollovers"] if row["diagnoses.kind"])
    assert (stuck["zone"], stuck["end"], stuck["conflicts"]) == ("woodgrove.example", "", "6")
    assert tables["findings"][0]["remedy.command"].startswith("Step-DnsServerSigningKeyRollover")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_formula_is_text(start: str, build: Callable[..., Report], demo: Report) -> None:
    """A cell that a spreadsheet would compute begins with an apostrophe instead."""
    text = f"{start}HYPERLINK(1)"
    rows = parsed(
        csv_tables.render(build(detections=[replace(demo.detections[0], actor=text)]))["detections"]
    )
    assert rows[0]["actor"][0] == "'"
    assert "HYPERLINK" in rows[0]["actor"]


def test_hostile_text_stays_in_its_cell(hostile: Report) -> None:
    """Controls are visible, names are whole, and no cell begins a formula."""
    for text in csv_tables.render(hostile).values():
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert not [
            cell for row in csv.reader(io.StringIO(text)) for cell in row if cell[:1] in {"=", "+", "-", "@"}
        ]
    zones = {row["zone"] for row in parsed(csv_tables.render(hostile)["detections"])}
    assert "a" * 10_000 in zones


def test_numbers_stay_numbers(build: Callable[..., Report], demo: Report) -> None:
    """A negative number is no formula and gets no apostrophe."""
    rows = parsed(
        csv_tables.render(build(rollovers=[replace(demo.rollovers[0], expected_min_s=-5.0)]))["rollovers"]
    )
    assert rows[0]["expected_min_s"] == "-5.0"
