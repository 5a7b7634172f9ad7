"""The rollovers of each zone as bars over time, with the conflicts that fell on them as marks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

import pandas as pd

from analyzer.measured import Bar, LogTrack, Mark, Section, Track
from analyzer.measures.frames import conflict_frame, window
from analyzer.model import Attempt, Irregularity, Period, Rollover


def tracks(attempts: Sequence[Attempt], rollovers: Sequence[Rollover], period: Period) -> tuple[Track, ...]:
    """One track a zone; late rollovers first, then most conflicts; a track without zone comes last."""
    frame = conflict_frame(attempts)
    rows = []
    for zone in {r.zone for r in rollovers} | set(frame["zone"].dropna()):
        bars = [_bar(r, period) for r in rollovers if r.zone == zone and _touches(r, period)]
        rows.append(_track(zone, bars, _marks(frame[frame["zone"] == zone])))
    rows.sort(key=lambda t: (-t.late, -t.conflicts, t.zone or ""))
    if nowhere := _marks(frame[frame["zone"].isna()]):
        rows.append(_track(None, [], nowhere))
    return tuple(rows)


def log_tracks(irregularities: Sequence[Irregularity]) -> tuple[LogTrack, ...]:
    """One track a host, the one with the most irregularities first."""
    marks: dict[str, list[Irregularity]] = defaultdict(list)
    for one in irregularities:
        marks[one.host].append(one)
    rows = [
        LogTrack(host, tuple(sorted(own, key=lambda i: (i.start, i.end, i.kind))))
        for host, own in marks.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.marks), row.host)))


def _track(zone: str | None, bars: list[Bar], marks: list[Mark]) -> Track:
    return Track(
        zone=zone,
        conflicts=sum(m.count for m in marks),
        late=sum(b.late_from is not None for b in bars),
        bars=tuple(sorted(bars, key=lambda b: (b.start, b.end, b.rollover_id))),
        marks=tuple(marks),
    )


def _touches(rollover: Rollover, period: Period) -> bool:
    start, end = window(rollover, period)
    return start <= end


def _bar(rollover: Rollover, period: Period) -> Bar:
    start, end = window(rollover, period)
    begins = [min(max(stage.start, start), end) for stage in rollover.stages]
    expected = rollover.expected_max_s
    late = rollover.start + timedelta(seconds=expected) if rollover.start and expected is not None else None
    return Bar(
        rollover_id=rollover.id,
        key_role=rollover.key_role,
        start=start,
        end=end,
        open_start=rollover.start is None or rollover.start < period.start,
        open_end=rollover.end is None or rollover.end > period.end,
        start_min=rollover.start_min or start,
        start_max=rollover.start_max or start,
        end_min=rollover.end_min or end,
        end_max=rollover.end_max or end,
        late_from=max(late, start) if late and late < end else None,
        outcome=rollover.outcome,
        sections=tuple(
            Section(stage.name, begin, until)
            for stage, begin, until in zip(rollover.stages, begins, [*begins[1:], end], strict=False)
        ),
        conflicts=rollover.conflicts,
    )


def _marks(conflicts: pd.DataFrame) -> list[Mark]:
    """Conflicts by episode, code and relation, each group at the time of its first."""
    times = conflicts.groupby(["episode", "code", "relation"])["time"]
    groups = times.agg(first="min", size="size").reset_index().to_dict("records")
    marks = [Mark(g["first"].to_pydatetime(), int(g["code"]), g["relation"], int(g["size"])) for g in groups]
    return sorted(marks, key=lambda m: (m.time, m.code, m.relation, m.count))
