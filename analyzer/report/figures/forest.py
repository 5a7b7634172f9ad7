"""Conflicts per rollover and per rolling hour by zone, in words."""

from __future__ import annotations

from analyzer.measured import ZoneRow
from analyzer.report.figures.caption import Caption, Cell, drawn_of
from analyzer.report.figures.weeks import between
from analyzer.report.report import Report
from analyzer.report.words import amount
from analyzer.words import percent

ZONES = 15
"""How many zones are drawn, the worst first."""
NUMBERS = ("Rollovers hit", "Share", "Interval", "Rolling hours", "Episodes per 100 h", "Its interval")


def caption(report: Report) -> Caption:
    """Each zone with rollovers: the share that was hit, and the rate of episodes."""
    zones = watched(report)
    return Caption(
        key="forest",
        title=_title(zones),
        sentence="For each zone the share of its rollovers that met a conflict (left) and its episodes per "
        "100 hours in which a key was rolling and failures could be seen (right), with 95 % intervals. "
        "Zones whose intervals overlap widely need not differ; a long line means few rollovers."
        + drawn_of(ZONES, len(zones), "zone"),
        columns=("Zone", *NUMBERS),
        numeric=NUMBERS,
        rows=tuple(_cells(zone) for zone in zones),
    )


def watched(report: Report) -> tuple[ZoneRow, ...]:
    """The zones with a rollover that could be watched, in the order of the measures: worst first."""
    return tuple(zone for zone in report.measures.zones if zone.rollovers_watched)


def _title(zones: tuple[ZoneRow, ...]) -> str:
    if not zones:
        return "No zone with a rollover in which a conflict could have been seen"
    hit = [zone for zone in zones if zone.rollovers_hit]
    if not hit:
        return f"In none of {len(zones):,} zones a rollover met a conflict"
    share = sum(z.rollovers_hit for z in zones) / sum(z.rollovers_watched for z in zones)
    return f"{percent(share)} of watched rollovers met a conflict, in {len(hit):,} of {len(zones):,} zones"


def _cells(zone: ZoneRow) -> tuple[Cell, ...]:
    shares = (zone.hit_low, zone.hit_high)
    return (
        zone.zone,
        f"{zone.rollovers_hit:,} of {zone.rollovers_watched:,}",
        "–" if zone.hit_share is None else percent(zone.hit_share),
        "–" if shares[0] is None or shares[1] is None else f"{percent(shares[0])} to {percent(shares[1])}",
        amount(zone.rolling_h),
        "not known" if zone.rate is None else amount(zone.rate),
        between(zone.rate_low, zone.rate_high),
    )
