"""`detections.csv`, `rollovers.csv` and `findings.csv`: tables that a spreadsheet opens without harm.

UTF-8, comma, lines ended by a line feed.  What is absent is an empty cell, several
values in one cell are parted by a semicolon.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from analyzer.report.audit_json import rows
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report
from analyzer.safe_text import visible

FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell that a spreadsheet takes for a formula begins with (OWASP, CSV injection)."""

COLUMNS = {
    "detections": (
        *(
            "id",
            "time",
            "time_basis",
            "host",
            "server",
            "zone",
            "key_guid",
            "key_role",
            "code",
            "name",
            "form",
        ),
        *("confidence", "provider", "channel", "event_id", "record_id", "actor", "path", "position"),
        *("attempt_id", "recovered"),
    ),
    "rollovers": (
        *("id", "zone", "key_guid", "key_role", "servers", "trigger", "start", "start_basis", "start_min"),
        *("start_max", "end", "end_basis", "end_min", "end_max", "outcome", "stages.name", "stages.start"),
        *("active_key", "next_key", "standby_key", "expected_min_s", "expected_max_s", "expected_source"),
        *("conflicts", "episodes", "diagnoses.kind", "diagnoses.since", "diagnoses.next_step", "evidence"),
    ),
    "findings": (
        *("id", "fingerprint", "rule", "subject", "severity", "confidence", "zone", "key_guid", "key_role"),
        *(
            "server",
            "title",
            "explanation",
            "remedy.text",
            "remedy.command",
            "remedy.precondition",
            "first_seen",
        ),
        *("last_seen", "state", "references", "evidence"),
    ),
}
"""The columns of each file: fields of the contract, a dot before a field of an inner value."""


def render(report: Report) -> dict[str, str]:
    """Each table as CSV text, by its name."""
    return {name: _table(columns, rows(report, name)) for name, columns in COLUMNS.items()}


def write(report: Report, directory: Path, drawings: Drawings) -> None:  # noqa: ARG001 (every writer's signature)
    """Write the three tables into the directory."""
    for name, text in render(report).items():
        (directory / f"{name}.csv").write_bytes(text.encode("utf-8"))


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows([_cell(_value(row, column)) for column in columns] for row in rows)
    return text.getvalue()


def _value(row: dict[str, Any], column: str) -> Any:
    outer, _, inner = column.partition(".")
    value = row[outer]
    if not inner:
        return value
    return [one[inner] for one in value] if isinstance(value, list) else value[inner]


def _cell(value: Any) -> str | int | float:
    """A cell that shows its text and computes nothing; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, list):
        return _cell("; ".join(str(one) for one in value))
    if not isinstance(value, str):
        return value  # type: ignore[no-any-return]  # what JSON holds beside text, lists and null is a number
    return f"'{visible(value)}" if value.startswith(FORMULA) else visible(value)
