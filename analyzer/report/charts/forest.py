"""Conflicts per rollover and per rolling hour, a lane a zone."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from analyzer.report.charts.canvas import Shape, paint
from analyzer.report.charts.lanes import interval, keep_inside, label, lanes
from analyzer.report.figures.forest import ZONES, watched
from analyzer.report.report import Report


def draw(report: Report, shape: Shape) -> Figure:
    """At the left the share of rollovers hit, at the right the episodes per 100 rolling hours."""
    zones = watched(report)[:ZONES]
    figure, (shares, rates) = lanes(shape, len(zones), top=24, panels=2)
    heads = ("rollovers hit", "episodes per 100 h") if shape.is_narrow else (
        "share of watched rollovers with a conflict", "episodes per 100 rolling hours"
    )  # fmt: skip
    for axes, head in zip((shares, rates), heads, strict=True):
        axes.set_title(head, loc="left", fontsize=12, color=paint("muted"), pad=8)
        axes.grid(axis="x", color=paint("rule"), linewidth=1)
    shares.set_xlim(0, 1)
    shares.set_xticks([0, 0.5, 1] if shape.is_narrow else [0, 0.25, 0.5, 0.75, 1])
    shares.xaxis.set_major_formatter(PercentFormatter(1, symbol=" %"))
    most = max((zone.rate for zone in zones if zone.rate), default=0.5)
    rates.set_xlim(0, 2 * most)
    ticks = MaxNLocator(3 if shape.is_narrow else 5).tick_values(0, 1.9 * most)
    rates.set_xticks([t for t in ticks if t <= 1.9 * most])
    keep_inside(rates)
    keep_inside(shares)
    for lane, zone in enumerate(zones):
        tail = f"{zone.rollovers_hit:,} of {zone.rollovers_watched:,}"
        label(shares, lane, zone.zone, "" if shape.is_narrow else tail, shape)
        label(rates, lane, "", tail if shape.is_narrow else f"{zone.rolling_h:,.0f} h", shape)
        role = "alarm" if zone.rollovers_hit else "zsk-edge"
        if zone.hit_share is not None and zone.hit_low is not None and zone.hit_high is not None:
            interval(shares, lane, (zone.hit_low, zone.hit_high), zone.hit_share, role, "s")
        if zone.rate is not None and zone.rate_low is not None and zone.rate_high is not None:
            interval(rates, lane, (zone.rate_low, zone.rate_high), zone.rate, role, "o")
    return figure
