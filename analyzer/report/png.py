"""`charts/*.png`: the charts as pictures, beside the same as SVG."""

from __future__ import annotations

from pathlib import Path

from analyzer.report.drawings import Drawings
from analyzer.report.report import Report


def write(report: Report, directory: Path, drawings: Drawings) -> None:  # noqa: ARG001 (every writer's signature)
    """Write the pictures into the directory's folder of charts."""
    folder = drawings.save(directory)
    for key, photograph in drawings.photographs().items():
        (folder / f"{key}.png").write_bytes(photograph)
