"""The order of every list of a report: a full key, so that the same input gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, get_args

from analyzer.model import Confidence, Severity

ROW = TypeVar("ROW")

ORDER: dict[str, tuple[str, ...]] = {
    "inputs": ("path", "sha256"),
    "losses": ("path", "position", "first_id", "kind"),
    "record_ids": ("path", "host", "channel"),
    "irregularities": ("start", "end", "host", "channel", "kind"),
    "missing": ("first_id", "last_id", "kind"),
    "coverage": ("host", "channel", "start"),
    "settings": ("zone", "key_guid", "parameter", "since"),
    "detections": ("time", "id"),
    "sightings": ("time", "path", "position", "code"),
    "attempts": ("time", "id"),
    "episodes": ("first", "id"),
    "rollovers": ("zone", "start", "start_min", "id"),
    "statistics": ("question", "unit", "subject"),
    "recurrences": ("zone", "key_role", "kind", "phase", "tz"),
    "trends": ("week", "subject"),
    "assessments": ("rule", "subject", "outcome"),
    "findings": ("severity", "confidence", "zone", "rule", "id"),
    "holes": ("start", "end"),
    "stages": ("start", "name"),
    "diagnoses": ("since", "kind"),
}
"""The leading fields of each list's key; where no id is among them, all fields follow."""

_RANKS: dict[str, tuple[str, ...]] = {"severity": get_args(Severity), "confidence": get_args(Confidence)}


def in_order(name: str, rows: Iterable[ROW]) -> tuple[ROW, ...]:
    """The rows of the list of that name, sorted; what is worst comes first, what is absent last."""
    leading = ORDER[name]

    def key(row: ROW) -> tuple[object, ...]:
        first = tuple(_place(field, getattr(row, field, None)) for field in leading)
        return first if "id" in leading else (*first, repr(row))

    return tuple(sorted(rows, key=key))


def _place(field: str, value: Any) -> tuple[bool, Any]:
    if field in _RANKS:
        return (False, -_RANKS[field].index(value))
    return (value is None, value)
