"""How long a roll can go without a sign: a longer pause lies between two rolls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from statistics import median

from analyzer.knowledge.timing import default_seconds, largest_seconds, seconds
from analyzer.rollover.settings import Book
from analyzer.rollover.timing import ENOUGH, waits
from analyzer.rollover.windows import Draft

PERIOD_SHARE = 0.9
"""Of a KSK's period: it is due again after all of it."""

HABITS = 1.5
"""Times the usual length of a ZSK's roll."""


def longest_pause(drafts: Iterable[Draft], settings: Book) -> Callable[[Draft], timedelta]:
    """What tells how long a roll of one of a zone's keys can pause.

    A ZSK makes its two waits, with the largest TTL allowed, but not much longer than it
    uses to; a KSK may wait for its DS for any time, but not until it is due again,
    or that would be two rolls just as well.
    """
    usual = _usual_length(drafts)

    def pause(draft: Draft) -> timedelta:
        if draft.role == "ZSK":
            propagation = waits(settings, draft.zone, draft.first).propagation
            allowed = timedelta(seconds=2 * (largest_seconds("DnsKeyRecordSetTtl") + propagation))
            return min(allowed, HABITS * usual) if usual else allowed
        period = settings.at(draft.zone, draft.guid, "RolloverPeriod", draft.first)
        length = seconds(period.value) if period else None
        return timedelta(seconds=PERIOD_SHARE * (length or default_seconds("RolloverPeriod", "KSK")))

    return pause


def _usual_length(drafts: Iterable[Draft]) -> timedelta | None:
    """The median length of ZSK rolls with both edges logged, if there are enough to tell."""
    lengths = [
        (d.end.time - d.start.time).total_seconds() for d in drafts if d.start and d.end and d.role == "ZSK"
    ]
    return timedelta(seconds=median(lengths)) if len(lengths) >= ENOUGH else None
