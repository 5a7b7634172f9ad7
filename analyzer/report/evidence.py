"""`evidence.json`: the original records of all that the report names as evidence.

Logs wrap and are deleted; the report must stand up to questions later.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

from analyzer.model import Record
from analyzer.report.drawings import Drawings
from analyzer.report.json_text import dumps, spelled
from analyzer.report.report import Report

NAME = "evidence.json"


def document(report: Report) -> dict[str, Any]:
    """The records as what JSON can hold, by file and place; Binary in hex."""
    ordered = sorted(report.records, key=lambda r: (r.path, r.position))
    return {"schema_version": 1, "records": [_spelled(record) for record in ordered]}


def write(report: Report, directory: Path, drawings: Drawings) -> None:  # noqa: ARG001 (every writer's signature)
    """Write `evidence.json` into the directory."""
    (directory / NAME).write_bytes(dumps(document(report)).encode("utf-8"))


def _spelled(record: Record) -> dict[str, Any]:
    return {f.name: _value(getattr(record, f.name)) for f in fields(record)}


def _value(value: Any) -> Any:
    match value:
        case datetime():
            return spelled(value)
        case bytes():
            return value.hex()
    return value
