"""Where the times of a log run back while its record ids run on: its host's clock was set back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import numpy as np

from analyzer.model import Coverage
from analyzer.rollover.told import MICROSECOND, Told
from analyzer.statistics.spans import microseconds


def jumps_back(told: Told, parts: Iterable[Coverage], least: timedelta) -> list[tuple[int, int]]:
    """Neighbours by record id in one log of which the later is `least` or more before, by their numbers.

    `parts` are the log's coverage: ids that start again after a clearing are no jump.
    """
    starts = sorted(h.end for c in parts for h in c.holes if h.kind == "cleared")
    times = told.times[told.numbered]
    part = np.searchsorted(microseconds(starts), times, side="right")
    order = np.lexsort((times, told.record_ids, part))
    back = -np.diff(times[order]) > least / MICROSECOND
    back &= np.diff(part[order]) == 0
    ordered = told.numbered[order]
    return [(int(ordered[n]), int(ordered[n + 1])) for n in np.flatnonzero(back)]
