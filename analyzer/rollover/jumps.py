"""Where the times of a log run back while its record ids run on: its host's clock was set back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from analyzer.model import Coverage, Event


def jumps_back(
    own: Iterable[Event], parts: Iterable[Coverage], least: timedelta
) -> list[tuple[Event, Event]]:
    """Neighbours by record id among the events of one log of which the later is `least` or more before.

    `parts` are the log's coverage: ids that start again after a clearing are no jump.
    """
    starts = sorted(h.end for c in parts for h in c.holes if h.kind == "cleared")
    numbered = [event for event in own if event.record_id is not None]
    return [(one, next_) for one, next_ in _neighbours(numbered, starts) if one.time - next_.time > least]


def _neighbours(own: Sequence[Event], starts: Sequence[datetime]) -> Iterator[tuple[Event, Event]]:
    """Records next to each other by id, those before and after a clearing apart."""
    groups: dict[int, list[Event]] = {}
    for event in own:
        groups.setdefault(sum(start <= event.time for start in starts), []).append(event)
    for group in groups.values():
        yield from pairwise(sorted(group, key=lambda e: (e.record_id or 0, e.time)))
