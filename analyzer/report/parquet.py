"""`tables/*.parquet`: every list of `audit.json` as a typed table.

Columns are those of the contract; their types follow from the model, so that an empty
list has them as well.  Text is made visible as in every format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from pathlib import Path
from types import NoneType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from analyzer.conflicts.rows import Recurrence, Statistic, Trend
from analyzer.report.audit_json import LISTS
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report
from analyzer.safe_text import visible

FOLDER = "tables"
ROWS = {"statistics": Statistic, "recurrences": Recurrence, "trends": Trend}
"""The kinds of rows that `Report` names by what they are alike in."""


def write(report: Report, directory: Path, drawings: Drawings) -> None:  # noqa: ARG001 (every writer's signature)
    """Write a table a list into a folder within the directory."""
    import pyarrow as pa  # noqa: PLC0415 (the extra `parquet`, which only this format needs)
    from pyarrow import parquet  # noqa: PLC0415

    folder = directory / FOLDER
    folder.mkdir(exist_ok=True)
    hints = get_type_hints(Report)
    for name in LISTS:
        row = ROWS.get(name) or get_args(hints[name])[0]
        schema = pa.schema(list(_columns(row).items()))
        values = [_plain(one) for one in getattr(report, name)]
        parquet.write_table(pa.Table.from_pylist(values, schema=schema), folder / f"{name}.parquet")


def _columns(row: type) -> dict[str, Any]:
    hints = get_type_hints(row)
    return {f.name: _column(hints[f.name]) for f in fields(row)}


def _column(hint: Any) -> Any:
    """The Arrow type of a field; what may be of several types, or is a mapping, is kept as text."""
    import pyarrow as pa  # noqa: PLC0415

    known = {int: pa.int64(), float: pa.float64(), bool: pa.bool_(), datetime: pa.timestamp("us", tz="UTC")}
    if hint in known:
        return known[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(list(_columns(hint).items()))
    arguments = [a for a in get_args(hint) if a is not NoneType]
    if get_origin(hint) is tuple:
        return pa.list_(_column(arguments[0]))
    if len(arguments) == 1 and get_origin(hint) is not Literal:
        return _column(arguments[0])
    return pa.string()


def _plain(value: Any, hint: Any = None) -> Any:
    """A value as Arrow takes it."""
    if is_dataclass(value) and not isinstance(value, type):
        hints = get_type_hints(type(value))
        return {f.name: _plain(getattr(value, f.name), hints[f.name]) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one, get_args(hint)[0] if hint else None) for one in value]
    if isinstance(value, Mapping):
        return visible(json.dumps(dict(sorted(value.items())), ensure_ascii=False))
    if isinstance(value, str):
        return visible(value)
    return str(value) if _is_mixed(hint) and value is not None else value


def _is_mixed(hint: Any) -> bool:
    """Whether a field may hold values of several types."""
    is_union = get_origin(hint) is Union or type(hint).__name__ == "UnionType"
    return is_union and len([a for a in get_args(hint) if a is not NoneType]) > 1
