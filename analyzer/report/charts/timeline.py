"""The rollovers of each zone over time, with the conflicts that fell on them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analyzer.measured import Bar, Mark, Track
from analyzer.model import KeyRole
from analyzer.report.charts.canvas import Shape, boxes, legend, paint, panel, strokes
from analyzer.report.charts.codes import look
from analyzer.report.charts.dates import date_axis, number
from analyzer.report.charts.logs import LOG_LANE, log_lane, log_legend
from analyzer.report.figures.timeline import HOSTS, TRACKS
from analyzer.report.report import Report
from analyzer.safe_text import visible
from analyzer.words import count

LANE = 78
"""The height of a zone's lane; label, marks and bar lie at these depths below its top."""
LABEL, MARKS, BAR_TOP, BAR_HEIGHT = 19, 42, 50, 15
BAR_MIDDLE = BAR_TOP + BAR_HEIGHT / 2
RISE = 10
"""How much higher each further code's marks lie, so that none hides another."""
EXPLAINED = ("inside", "queued")

Placed = Sequence[tuple[int, Bar]]
"""Bars with the depths of their lanes."""


def draw(report: Report, shape: Shape) -> Figure:
    """One lane a zone: a bar a rollover, a mark an episode of conflicts; below, a lane a host's logs."""
    tracks, logs = report.measures.tracks[:TRACKS], report.measures.log_tracks[:HOSTS]
    codes = sorted({mark.code for track in tracks for mark in track.marks})
    handles = [*_legend(codes), *log_legend(logs)]
    wide, narrow = (5, 2) if logs else (7, 3)
    columns = narrow if shape.is_narrow else wide
    top, bottom = 12 + 22 * -(-len(handles) // columns), 30
    height = LANE * max(len(tracks), 1) + LOG_LANE * len(logs)
    figure, axes = panel(shape, height + top + bottom, top=top, bottom=bottom, left=8, right=8)
    axes.set_ylim(height, 0)
    axes.set_yticks([])
    pixel = date_axis(axes, report, shape)
    _bars(axes, [(lane * LANE, bar) for lane, track in enumerate(tracks) for bar in track.bars], pixel)
    for lane, track in enumerate(tracks):
        axes.axhline(lane * LANE, color=paint("rule"), linewidth=1)
        _label(axes, track, lane * LANE, shape)
        _marks(axes, track.marks, codes, lane * LANE)
    for lane, log in enumerate(logs):
        log_lane(axes, log, LANE * max(len(tracks), 1) + LOG_LANE * lane, pixel, shape)
    legend(figure, handles, columns=columns)
    return figure


def _label(axes: Axes, track: Track, top: int, shape: Shape) -> None:
    zone = "zone not named" if track.zone is None else visible(track.zone, 24 if shape.is_narrow else 60)
    rollovers = "" if shape.is_narrow else f"{count(len(track.bars), 'rollover')}, "
    fine: dict[str, Any] = {"transform": axes.get_yaxis_transform(), "va": "baseline"}
    axes.text(0, top + LABEL, zone, weight="bold", ha="left", **fine)
    tail = f"{rollovers}{count(track.conflicts, 'conflict')}"
    axes.text(1, top + LABEL, tail, color=paint("muted"), ha="right", **fine)


def _bars(axes: Axes, placed: Placed, pixel: float) -> None:
    for role in sorted({bar.key_role for _, bar in placed}, key=str):
        _alike(axes, role, [(top, bar) for top, bar in placed if bar.key_role == role], pixel)
    late = [(top, bar, number(bar.late_from)) for top, bar in placed if bar.late_from]
    boxes(
        axes,
        [since for _, _, since in late],
        [top + BAR_TOP for top, _, _ in late],
        [number(bar.start) + _width(bar, pixel) - since for _, bar, since in late],
        BAR_HEIGHT,
        facecolor=paint("paper"),
        edgecolor=paint("alarm"),
        hatch="xxxx",
        linewidth=1,
    )
    unsure = [
        (top + BAR_MIDDLE, (number(early), number(late_bound)))
        for top, bar in placed
        for early, late_bound in ((bar.start_min, bar.start_max), (bar.end_min, bar.end_max))
        if early < late_bound
    ]
    whisker: dict[str, Any] = {"color": paint("ink"), "linewidth": 1, "marker": "|", "markersize": 7}
    strokes(axes, [ends for _, ends in unsure], [(middle, middle) for middle, _ in unsure], **whisker)


def _alike(axes: Axes, role: KeyRole | None, placed: Placed, pixel: float) -> None:
    """The bars of one role, with their stages, open ends and names."""
    fill, edge = (role.lower(), f"{role.lower()}-edge") if role else ("rule", "muted")
    boxes(
        axes,
        [number(bar.start) for _, bar in placed],
        [top + BAR_TOP for top, _ in placed],
        [_width(bar, pixel) for _, bar in placed],
        BAR_HEIGHT,
        facecolor=paint(fill),
        edgecolor=paint(edge),
        hatch="////" if role == "KSK" else "",
        linewidth=1,
    )
    begun = [(top + BAR_TOP, number(stage.start)) for top, bar in placed for stage in bar.sections[1:]]
    rises = [(low + 1, low + BAR_HEIGHT - 1) for low, _ in begun]
    strokes(axes, [(begin, begin) for _, begin in begun], rises, color=paint(edge), linewidth=1)
    open_starts = [(top, bar.start) for top, bar in placed if bar.open_start]
    open_ends = [(top, bar.end) for top, bar in placed if bar.open_end]
    for marker, ends in (("<", open_starts), (">", open_ends)):
        axes.plot(
            [number(end) for _, end in ends],
            [top + BAR_MIDDLE for top, _ in ends],
            linestyle="",
            marker=marker,
            markersize=9,
            color=paint(edge),
            clip_on=False,
        )
    if role is None:
        return
    ground = {"facecolor": paint(fill), "edgecolor": "none", "pad": 1}
    for top, bar in placed:
        start = number(bar.start)
        first = number(bar.sections[0].end) - start if bar.sections else _width(bar, pixel)
        if first > 36 * pixel:
            axes.text(start + 6 * pixel, top + BAR_MIDDLE, role, va="center", bbox=ground)


def _width(bar: Bar, pixel: float) -> float:
    return max(number(bar.end) - number(bar.start), 2 * pixel)


def _marks(axes: Axes, marks: tuple[Mark, ...], codes: list[int], top: int) -> None:
    def kind(mark: Mark) -> tuple[int, bool]:
        return mark.code, mark.relation in EXPLAINED

    for (code, explained), group in groupby(sorted(marks, key=kind), kind):
        same = list(group)
        axes.scatter(
            [number(mark.time) for mark in same],
            [top + MARKS - RISE * min(codes.index(code), 1)] * len(same),
            s=[34 + 4 * min(mark.count, 20) for mark in same],
            marker=look(code).marker,
            facecolor=paint(look(code).role if explained else "paper"),
            edgecolor=paint("ink" if explained else look(code).role),
            linewidth=0.6 if explained else 1.6,
            zorder=3,
        )


def _legend(codes: list[int]) -> list[Artist]:
    keys: list[Artist] = [
        Patch(facecolor=paint("zsk"), edgecolor=paint("zsk-edge"), label="ZSK"),
        Patch(facecolor=paint("ksk"), edgecolor=paint("ksk-edge"), hatch="////", label="KSK"),
        Patch(facecolor=paint("paper"), edgecolor=paint("alarm"), hatch="xxxx", label="longer than expected"),
    ]
    marks: list[Artist] = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=look(code).marker,
            markersize=8,
            markerfacecolor=paint(look(code).role),
            markeredgecolor=paint("ink"),
            markeredgewidth=0.6,
            label=str(code),
        )
        for code in codes
    ]
    return keys + marks
