"""What a chart holds, read back from what was drawn."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import PathPatch

from analyzer.report.charts import canvas


def drawn_boxes(axes: Axes, role: str | None = None) -> list[tuple[float, float, float, float]]:
    """Left, bottom, width and height of all boxes, or of those of a role: its fill, or its hatch if empty."""

    def colour(patch: PathPatch) -> str:
        fill, edge = patch.get_facecolor(), patch.get_edgecolor()
        return to_hex(fill if fill[3] else edge)

    shapes = [
        patch.get_path().vertices.reshape(-1, 5, 2)
        for patch in axes.patches
        if isinstance(patch, PathPatch) and (role is None or colour(patch) == canvas.paint(role).lower())
    ]
    return [(*box[0], *(box[2] - box[0])) for shape in shapes for box in shape]
