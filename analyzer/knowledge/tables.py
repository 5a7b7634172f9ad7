"""Data files of this package as rows: the one place that opens them."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """All rows of `data/<name>.csv`, as dicts of strings."""
    return tuple(csv.DictReader(io.StringIO(text(f"{name}.csv"))))


def text(name: str) -> str:
    """The whole of `data/<name>`, decoded as UTF-8."""
    return (files("analyzer.knowledge") / "data" / name).read_text(encoding="utf-8")
