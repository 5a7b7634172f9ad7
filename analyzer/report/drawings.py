"""The charts of a report, drawn once for all formats that show them."""

from __future__ import annotations

from concurrent.futures import Future
from functools import cached_property
from pathlib import Path
from typing import Any

from analyzer.painter import Kind, Painter
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
        self._begun: dict[Kind, Future[Any]] = {}

    def begin(self, kind: Kind = "pictures") -> None:
        """Have the painter draw what will be asked for."""
        if self._painter and kind not in self._begun:
            measured = Report.measured(self._report.run, self._report.period, self._report.measures)
            self._begun[kind] = self._painter.draw(kind, measured)

    @cached_property
    def pictures(self) -> tuple[svg.Picture, ...]:
        """All charts as SVG for use within a page."""
        pictures: tuple[svg.Picture, ...] = self._drawn("pictures")
        return pictures

    def photographs(self) -> dict[str, bytes]:
        """All charts as PNG, by key."""
        photographs: dict[str, bytes] = self._drawn("photographs")
        return photographs

    def save(self, directory: Path) -> Path:
        """Write the charts as SVG files into their folder within the directory, which is the answer."""
        folder = directory / FOLDER
        folder.mkdir(exist_ok=True)
        for picture in self.pictures:
            (folder / f"{picture.key}.svg").write_bytes(svg.standalone(picture.wide).encode("utf-8"))
        return folder

    def _drawn(self, kind: Kind) -> Any:
        """Of the painter, or of ourselves where it has died or there is none."""
        self.begin(kind)
        drawn = self._begun[kind].result() if self._begun else None
        if drawn is None:
            from analyzer.report import charts  # noqa: PLC0415 (heavy, and not always needed)

            drawn = getattr(charts, kind)(self._report)
        return drawn
