"""`audit.json`: the contract, whose schema is shipped as `audit.schema.json`.

Times are ISO 8601 in UTC with six decimals and `Z`, so that they sort as text; what is
absent is null; lists are sorted.  Text is kept as it is: what hides or steers is spelled
as JSON escapes, which reading turns back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache, singledispatch
from pathlib import Path
from typing import Any

from analyzer.measured import Daily
from analyzer.report.drawings import Drawings
from analyzer.report.json_text import dumps, spelled
from analyzer.report.order import in_order
from analyzer.report.report import Report

NAME = "audit.json"
SCHEMA_VERSION = 1
LISTS = (
    *("inputs", "losses", "coverage", "settings", "detections", "sightings", "attempts", "episodes"),
    *("rollovers", "statistics", "recurrences", "trends", "assessments", "findings"),
    *("record_ids", "irregularities"),
)
"""The lists at the top level, in the contract's order; each is a field of `Report`."""
INNER = ("holes", "stages", "diagnoses", "missing")
"""The lists of objects within a row; all other inner lists hold plain values."""

_PLAIN = (str, int, float, bool, type(None))


def document(report: Report) -> dict[str, Any]:
    """The report as what JSON can hold, its keys in the contract's order."""
    return {
        "schema_version": SCHEMA_VERSION,
        "generator": report.generator,
        "run": _spell(report.run),
        "as_of": _spell(report.as_of),
        "period": _spell(report.period),
        "statistics_period": _spell(report.statistics_period),
        **{name: rows(report, name) for name in LISTS},
        "summary": _summary(report),
    }


def rows(report: Report, name: str) -> list[dict[str, Any]]:
    """One of the lists of the document."""
    return [_spell(row) for row in getattr(report, name)]


def render(report: Report) -> str:
    """The report as JSON text that can be shown on any terminal."""
    return dumps(document(report))


def write(report: Report, directory: Path, drawings: Drawings) -> None:  # noqa: ARG001 (every writer's signature)
    """Write `audit.json` into the directory."""
    (directory / NAME).write_bytes(render(report).encode("utf-8"))


def _summary(report: Report) -> dict[str, Any]:
    measures = report.measures
    return {
        **_spell(measures.headline),
        "blind_spots": sorted(report.blind_spots),
        "findings_by_severity": {row.severity: row.findings for row in measures.severities},
        "assessments_by_outcome": {row.outcome: row.assessments for row in measures.verdicts},
        "codes": [_spell(row) for row in measures.codes],
        "zones": [_spell(row) for row in measures.zones],
        "hosts": [_spell(row) for row in measures.hosts],
        "daily": _days(measures.daily),
        "hours": [_spell(cell) for cell in measures.hours.cells],
        "positions": [_spell(row) for row in measures.positions.rows],
        "tenths": [_spell(row) for row in measures.positions.tenths],
        "durations": [_spell(row) for row in measures.durations],
        "weeks": [_spell(row) for row in measures.weeks],
        "parameters": [_spell(row) for row in measures.parameters],
        "record_ids": _spell(measures.record_ids),
    }


def _days(daily: Daily) -> list[dict[str, Any]]:
    return [
        {
            "day": row.day.isoformat(),
            "covered": row.covered,
            "counts": {str(code): number for code, number in zip(daily.codes, row.counts, strict=True)},
        }
        for row in daily.days
    ]


@singledispatch
def _spell(value: Any) -> Any:
    """A value as JSON can hold it; dataclasses by their fields, enumerations by their value."""
    names = _names(type(value))  # type: ignore[arg-type]  # classes are hashable
    return value if names is None else {name: _field(name, getattr(value, name)) for name in names}


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass."""
    return tuple(f.name for f in fields(kind)) if is_dataclass(kind) else None


@_spell.register
def _(value: datetime) -> str:
    return spelled(value)


@_spell.register
def _(value: date) -> str:
    return value.isoformat()


@_spell.register(dict)
def _(value: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): _spell(value[key]) for key in sorted(value, key=str)}


@_spell.register(tuple)
@_spell.register(list)
@_spell.register(frozenset)
def _(value: Iterable[Any]) -> list[Any]:
    return sorted(map(_spell, value), key=lambda one: (type(one).__name__, one))


def _field(name: str, value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    is_list = name in INNER and isinstance(value, tuple)
    return [_spell(row) for row in in_order(name, value)] if is_list else _spell(value)
