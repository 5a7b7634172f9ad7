"""The ground of every chart: sizes in pixels, calm axes, and the ways out as SVG and PNG."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from math import nan
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike

from analyzer.report.palette import PALETTE
from analyzer.report.svg import themed
from analyzer.report.words import day_name

POINTS = 72
"""Dots per inch: at 72 a point of matplotlib is a pixel of the drawing."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide a drawing is, in pixels, and how many dates fit below it."""

    width: int
    dates: int
    is_narrow: bool


WIDE = Shape(width=800, dates=9, is_narrow=False)
NARROW = Shape(width=340, dates=5, is_narrow=True)


def paint(role: str) -> str:
    """The light colour of a role, by which the page finds its dark one."""
    return PALETTE[role].light


@contextmanager
def style() -> Iterator[None]:
    """Settings under which charts are drawn and saved: text stays text, same input gives same bytes."""
    settings: dict[Any, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": "rollaudit",
        "text.parse_math": False,
        "text.color": paint("ink"),
        "font.size": 12,
        "hatch.linewidth": 0.8,
        "axes.edgecolor": paint("rule"),
        "axes.labelcolor": paint("muted"),
        "xtick.color": paint("muted"),
        "ytick.color": paint("muted"),
        "legend.frameon": False,
        "legend.fontsize": 12,
    }
    with mpl.rc_context(settings), warnings.catch_warnings():
        # The page's own fonts show what the one used for measuring lacks.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def panel(
    shape: Shape, height: int, *, top: int, bottom: int, left: int, right: int = 6
) -> tuple[Figure, Axes]:
    """A drawing of that height and its one plot, which leaves these margins."""
    figure = Figure(figsize=(shape.width / POINTS, height / POINTS), dpi=POINTS)
    axes = figure.add_axes(
        (
            left / shape.width,
            bottom / height,
            (shape.width - left - right) / shape.width,
            (height - top - bottom) / height,
        )
    )
    axes.patch.set_visible(False)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(length=0, pad=6)
    return figure, axes


def legend(figure: Figure, handles: Sequence[Artist], columns: int) -> None:
    """A legend along the top of the drawing."""
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(0, 1),
        borderaxespad=0,
        ncols=columns,
        handlelength=1.3,
        handletextpad=0.6,
        columnspacing=1.6,
    )


def boxes(
    axes: Axes, left: ArrayLike, bottom: ArrayLike, width: ArrayLike, height: ArrayLike, **look: Any
) -> None:
    """Boxes of one look, drawn as one shape; those of no size are left out.

    A shape for each of the days of a year would take longer to draw than all else on the page.
    """
    sides = np.broadcast_arrays(left, bottom, width, height)
    x, y, w, h = (side[(sides[2] != 0) & (sides[3] != 0)] for side in sides)
    corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]).transpose(2, 0, 1)
    if len(corners):
        axes.add_artist(PathPatch(Path.make_compound_path_from_polys(corners), snap=True, **look))


def strokes(axes: Axes, x: Iterable[Sequence[float]], y: Iterable[Sequence[float]], **look: Any) -> None:
    """Straight lines of one look between pairs of places, drawn as one for the same reason."""
    broken = ([part for ends in line for part in (*ends, nan)] for line in (x, y))
    axes.plot(*broken, **look)


def date_ticks(days: Sequence[date], most: int) -> list[tuple[int, str]]:
    """Places in the list of days and their names, evenly spaced, on Mondays where weeks are stepped."""
    step = next(s for s in (1, 2, 7, 14, 28, 56, 112, 224, 448, 10**9) if len(days) <= s * most)
    offset = -days[0].weekday() % 7 if days and step % 7 == 0 else 0
    last = len(days) - len(days) // 30  # the name of a day at the very end would leave the drawing
    return [(i, day_name(days[i]).rpartition(" ")[0]) for i in range(offset, last, step)]


def svg_text(figure: Figure, prefix: str) -> str:
    """The drawing as SVG to stand within a page, its ids beginning with the prefix."""
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    return themed(buffer.getvalue(), prefix)


def png_bytes(figure: Figure) -> bytes:
    """The drawing as PNG at twice its size, on paper colour."""
    buffer = io.BytesIO()
    figure.savefig(
        buffer, format="png", dpi=2 * POINTS, facecolor=paint("paper"), metadata={"Software": None}
    )
    return buffer.getvalue()
