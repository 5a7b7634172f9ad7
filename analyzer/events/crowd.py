"""No more zones than one audit can tell of: a log that was made to harm names millions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analyzer.model import Event, Loss
from analyzer.words import count


def fewer_zones(events: Sequence[Event], most: int) -> tuple[tuple[Event, ...], tuple[Loss, ...]]:
    """The events of the zones with the most events, and of none; and a note by file on those left out."""
    counts = Counter(event.zone for event in events if event.zone is not None)
    if len(counts) <= most:
        return tuple(events), ()
    kept = {zone for zone, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:most]}
    left = Counter(event.path for event in events if event.zone is not None and event.zone not in kept)
    why = f"of {len(counts):,} zones only the {most:,} with the most events are audited ([reading] zones)"
    losses = (
        Loss(path, None, None, None, 0, "limit", f"{count(number, 'event is', 'events are')} left out: {why}")
        for path, number in sorted(left.items())
    )
    return tuple(e for e in events if e.zone is None or e.zone in kept), tuple(losses)
