"""The rollovers of each zone over time, in words."""

from __future__ import annotations

from analyzer.measures.rows import Bar, Track
from analyzer.report.figures.caption import Caption, Cell, drawn_of
from analyzer.report.report import Report
from analyzer.report.words import length, when
from analyzer.words import count

TRACKS = 12
"""How many zones are drawn, the worst first."""


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
