"""The rollovers of each zone over time, in words."""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.measured import Bar, LogTrack, Track
from analyzer.model import IrregularityKind
from analyzer.report.figures.caption import Caption, Cell, drawn_of
from analyzer.report.report import Report
from analyzer.report.words import length, when
from analyzer.words import count

TRACKS, HOSTS = 12, 6
"""How many zones, and hosts whose logs show signs of a change, are drawn, the worst first."""

CALLED: dict[IrregularityKind, str] = {
    "cleared": "log cleared",
    "logging-changed": "logging changed",
    "ids-missing": "ids missing",
    "time-backwards": "time runs back",
    "checksum": "checksum wrong",
}
"""Each kind of sign in as few words as a legend has room for."""


def caption(report: Report) -> Caption:
    """The rollovers of each zone."""
    h = report.measures.headline
    tracks = report.measures.tracks
    if h.rollovers:
        late = sum(track.late for track in tracks)
        tail = f"; {late:,} took longer than expected" if late else ""
        title = f"{h.rollovers_hit:,} of {count(h.rollovers, 'rollover')} met a conflict{tail}"
    else:
        title = "No rollover was seen"
    return Caption(
        key="timeline",
        title=title,
        sentence="Each bar is the rollover of one key, lines part its stages, an arrow marks an edge "
        "outside the report or not yet reached, a thin line the bounds of an edge that nobody logged. "
        "Marks above are conflicts; hollow ones no rollover explains."
        + drawn_of(TRACKS, len(tracks), "zone"),
        columns=("Zone", "Key", "Rollover", "Start", "End", "Outcome", "Late from", "Stages", "Conflicts"),
        numeric=("Conflicts",),
        rows=tuple(_bar(t, b, report.run.tz) for t in tracks for b in t.bars),
        beside=_of_logs(report.measures.log_tracks),
    )


def _of_logs(tracks: Sequence[LogTrack]) -> str:
    """What the lanes below the zones show, where there are any."""
    if not tracks:
        return ""
    return (
        "Below are hosts whose logs were cleared, switched or changed, or have holes: a mark where that "
        f"begins, hatched as long as it lasts.{drawn_of(HOSTS, len(tracks), 'host')}"
    )


def _bar(track: Track, bar: Bar, tz: str) -> tuple[Cell, ...]:
    stages = [f"{s.name} {length((s.end - s.start).total_seconds())}" for s in bar.sections]
    return (
        track.zone or "",
        bar.key_role or "not known",
        bar.rollover_id,
        f"{'before ' if bar.open_start else ''}{when(bar.start, tz)}",
        f"{'after ' if bar.open_end else ''}{when(bar.end, tz)}",
        bar.outcome,
        when(bar.late_from, tz) if bar.late_from else "",
        ", ".join(stages),
        bar.conflicts,
    )
