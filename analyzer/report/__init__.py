"""The report: all numbers in one value, and one writer for each format."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from analyzer.formats import FORMATS, Format
from analyzer.painter import Painter
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report, Run
from analyzer.report.terminal import loss_lines, summary_lines

__all__ = ["Report", "Run", "load", "loss_lines", "summary_lines", "write"]

_OWNER_ONLY = 0o700
"""A new folder is its owner's alone: it holds evidence.  On Windows it inherits the rights of its parent."""


def load(formats: Collection[str], painted: bool = False) -> None:
    """Load what writes these formats, which takes a while: best while something is waited for."""
    chosen = _chosen(formats)
    for form in chosen:
        import_module(form.writer)
    if any(form.draws for form in chosen) and not painted:
        import_module("analyzer.report.charts")


def write(report: Report, directory: Path, formats: Collection[str], painter: Painter | None = None) -> None:
    """Write the report into the directory in formats of `analyzer.formats`, by their names.

    What shows charts brings them with it, as files of their own.  Files come in only
    when all are written: work that is interrupted leaves the directory as it was.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{directory.name}-", dir=directory.parent) as name:
        unfinished = Path(name)
        drawings = Drawings(report, painter)
        chosen = sorted(_chosen(formats), key=lambda form: form.draws)
        if any(form.draws for form in chosen):
            drawings.begin()
        for form in chosen:
            import_module(form.writer).write(report, unfinished, drawings)
        directory.mkdir(mode=_OWNER_ONLY, exist_ok=True)
        for path in sorted(p for p in unfinished.rglob("*") if p.is_file()):
            target = directory / path.relative_to(unfinished)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)


def _chosen(formats: Collection[str]) -> list[Format]:
    return [form for form in FORMATS.values() if form.name in formats]
