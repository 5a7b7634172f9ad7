"""The charts of a report, drawn once for all formats that show them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.report import svg
from analyzer.report.report import Report

if TYPE_CHECKING:
    from analyzer.report.charts import Picture

FOLDER = "charts"


class Drawings:
    """The charts of one report; nothing is drawn, and matplotlib not loaded, before a format asks for it."""

    def __init__(self, report: Report) -> None:
        """Remember whose charts they are."""
        self._report = report

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        """All charts as SVG for use within a page."""
        from analyzer.report.charts import pictures  # noqa: PLC0415 (heavy, and not always needed)

        return pictures(self._report)

    def photographs(self) -> dict[str, bytes]:
        """All charts as PNG, by key."""
        from analyzer.report.charts import photographs  # noqa: PLC0415 (heavy, and not always needed)

        return photographs(self._report)

    def save(self, directory: Path) -> Path:
        """Write the charts as SVG files into their folder within the directory, which is the answer."""
        folder = directory / FOLDER
        folder.mkdir(exist_ok=True)
        for picture in self.pictures:
            (folder / f"{picture.key}.svg").write_bytes(svg.standalone(picture.wide).encode("utf-8"))
        return folder
