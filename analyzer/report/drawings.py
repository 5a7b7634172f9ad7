"""The charts of a report, drawn once for all formats that show them."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from analyzer.painter import Painter
from analyzer.report import svg
from analyzer.report.report import Report

FOLDER = "charts"


class Drawings:
    """The charts of one report, drawn by a painter where there is one.

    Else nothing is drawn, and matplotlib not loaded, before a format asks for it.
    """

    def __init__(self, report: Report, painter: Painter | None = None) -> None:
        """Remember whose charts they are."""
        self._report = report
        self._painter = painter
        self._begun: dict[str, Future[Any]] = {}

    def begin(self) -> None:
        """Have a painter begin with what every format asks for that shows charts."""
        self._begin("pictures")

    @cached_property
    def pictures(self) -> tuple[svg.Picture, ...]:
        """All charts as SVG for use within a page."""
        drawn: tuple[svg.Picture, ...] = self._drawn("pictures")
        return drawn

    def photographs(self) -> dict[str, bytes]:
        """All charts as PNG, by key."""
        drawn: dict[str, bytes] = self._drawn("photographs")
        return drawn

    def save(self, directory: Path) -> Path:
        """Write the charts as SVG files into their folder within the directory, which is the answer."""
        folder = directory / FOLDER
        folder.mkdir(exist_ok=True)
        for picture in self.pictures:
            (folder / f"{picture.key}.svg").write_bytes(svg.standalone(picture.wide).encode("utf-8"))
        return folder

    def _begin(self, kind: str) -> Future[Any] | None:
        if self._painter and kind not in self._begun:
            self._begun[kind] = self._painter.draw(kind, _measured(self._report))
        return self._begun.get(kind)

    def _drawn(self, kind: str) -> Any:
        drawing = self._begin(kind)
        drawn = drawing.result() if drawing else None
        if drawn is None:
            from analyzer.report import charts  # noqa: PLC0415 (heavy, and not always needed)

            drawn = getattr(charts, kind)(self._report)
        return drawn


def _measured(report: Report) -> Report:
    """The report without its lists, for charts show measures: it is a small part of it that has to travel."""
    lists = (f.name for f in fields(report) if isinstance(getattr(report, f.name), tuple))
    return replace(report, **dict.fromkeys(lists, ()))
