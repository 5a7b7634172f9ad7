from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.formats import DEFAULT, FORMATS, lacking


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_writer(name: str) -> None:
    """The table names modules that exist and write."""
    assert callable(import_module(FORMATS[name].writer).write)


def test_the_default_formats_need_no_extra() -> None:
    """What is written without a wish works on every installation."""
    assert DEFAULT == ("html", "md", "json", "csv", "evidence")
    assert [name for name in DEFAULT if FORMATS[name].needs] == []


@pytest.mark.parametrize("name", ["pdf", "parquet"])
def test_a_missing_extra_is_said_with_its_cure(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Before anything is read, the command ends with 2 and says what to install."""
    monkeypatch.setitem(sys.modules, FORMATS[name].needs or "", None)
    outcome = CliRunner().invoke(main, ["audit", str(tmp_path), "--format", f"json,{name}"])
    assert outcome.exit_code == 2
    assert f"pip install 'rollaudit[{name}]'" in outcome.output


def test_missing_libraries_are_another_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package is there and its libraries are not, installing the extra is not the cure."""

    def broken(_: str) -> None:
        raise OSError("cannot load library")

    monkeypatch.setattr("analyzer.formats.import_module", broken)
    assert "Pango" in (lacking("pdf") or "")
