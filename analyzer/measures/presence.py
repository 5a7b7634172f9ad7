"""When each host could tell of rollovers, and when of failed commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from analyzer.measured import Presence
from analyzer.measures.frames import trusted_time, within
from analyzer.model import Coverage, Period
from analyzer.statistics.spans import hours, intersection, union_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def presences(coverage: Sequence[Coverage], period: Period) -> tuple[Presence, ...]:
    """Each host and kind over all its channels, the least covered first."""
    length = hours(within(period))
    rows = []
    for host, observes in {(c.host, c.observes) for c in coverage}:
        own = [trusted_time(c) for c in coverage if (c.host, c.observes) == (host, observes)]
        trusted = intersection(union_of(own), within(period))
        spans = tuple((_time(start), _time(end)) for start, end in trusted.tolist())
        rows.append(Presence(host, observes, round(hours(trusted) / length, 4) if length else 0.0, spans))
    return tuple(sorted(rows, key=lambda r: (r.share, r.host, r.observes)))


def _time(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
