from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyzer.report import parquet
from analyzer.report.audit_json import LISTS, document
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report
from analyzer.safe_text import UNSAFE
from tests.conftest import missing


@pytest.fixture(scope="module")
def read() -> Callable[[Path], Any]:
    """A reader of tables, where what reads and writes them is installed."""
    try:
        from pyarrow.parquet import read_table
    except ImportError:
        missing("the extra parquet")
    return lambda folder: {name: read_table(folder / "tables" / f"{name}.parquet") for name in LISTS}


def test_tables_hold_what_the_json_holds(demo: Report, read: Callable[[Path], Any], tmp_path: Path) -> None:
    """Every list is a table with as many rows, the contract's columns and its values."""
    parquet.write(demo, tmp_path, Drawings(demo))
    tables, lists = read(tmp_path), document(demo)
    for name in LISTS:
        assert tables[name].num_rows == len(lists[name])
        if lists[name]:
            assert tables[name].column_names == list(lists[name][0])
    plain = ("id", "zone", "outcome", "relation", "delay_s")
    assert [[row[c] for c in plain] for row in tables["attempts"].to_pylist()] == [
        [row[c] for c in plain] for row in lists["attempts"]
    ]


def test_empty_tables_have_their_types(
    build: Callable[..., Report], demo: Report, read: Callable[[Path], Any], tmp_path: Path
) -> None:
    """A report without rows has the same schema as one with many, times among them."""
    for name, report in (("full", demo), ("empty", build())):
        (tmp_path / name).mkdir()
        parquet.write(report, tmp_path / name, Drawings(report))
    full, empty = read(tmp_path / "full"), read(tmp_path / "empty")
    assert {name: table.schema for name, table in full.items()} == {
        name: table.schema for name, table in empty.items()
    }
    assert str(full["attempts"].schema.field("time").type) == "timestamp[us, tz=UTC]"
    assert str(full["rollovers"].schema.field("stages").type).startswith("list<")


def test_hostile_text_is_made_visible(hostile: Report, read: Callable[[Path], Any], tmp_path: Path) -> None:
    """Broken and hiding characters are spelled out, in inner values as well."""
    parquet.write(hostile, tmp_path, Drawings(hostile))

    def texts(value: Any) -> list[str]:
        match value:
            case str():
                return [value]
            case dict():
                return [t for inner in value.values() for t in texts(inner)]
            case list():
                return [t for inner in value for t in texts(inner)]
        return []

    found = [t for table in read(tmp_path).values() for row in table.to_pylist() for t in texts(row)]
    assert any("\\ud800" in text for text in found)
    assert not any(UNSAFE.search(text) for text in found)
