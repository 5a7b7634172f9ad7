"""Which deleted records of one part of a file are records of another part, and so not deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from analyzer.sources.evtx.columns import BoolArray, IntArray
from analyzer.sources.evtx.runs import Log, Spans
from analyzer.sources.evtx.slack import Remains

Look: TypeAlias = Callable[[int, Log, IntArray, IntArray], BoolArray]
"""Which of some records of a log, by ids and times, stand in the block that begins with a chunk."""


class Elsewhere:
    """What the parts of a file hold of one log, block by block."""

    def __init__(self, log: Log, parts: Sequence[Sequence[Spans]]) -> None:
        """Take the spans of each part."""
        self._log = log
        self._parts = np.repeat(np.arange(len(parts)), [len(spans) for spans in parts])
        self._chunks = [one.chunk for spans in parts for one in spans]
        self._boxes = np.array([one.box for spans in parts for one in spans], np.int64).reshape(-1, 4)

    def without(self, remains: Remains, part: int, look: Look) -> Remains:
        """Those of a part's remains that no other part holds as records."""
        if not remains.at.size:
            return remains
        ids, times = remains.ids, remains.times
        near = _meets(self._boxes, (ids.min(), ids.max(), times.min(), times.max()))
        for number in np.flatnonzero(near & (self._parts != part)).tolist():
            doubtful = np.flatnonzero(_meets(self._boxes[number], (ids, ids, times, times)))
            if doubtful.size:
                held = np.zeros(ids.size, np.bool_)
                held[doubtful] = look(self._chunks[number], self._log, ids[doubtful], times[doubtful])
                remains = remains[~held]
                ids, times = remains.ids, remains.times
        return remains


def _meets(boxes: IntArray, other: Sequence[IntArray]) -> BoolArray:
    """Whether boxes have ids and times in common: first and last id, earliest and latest time of each."""
    (first, last, start, end), (low, high, early, late) = boxes.T, other
    meets: BoolArray = (first <= high) & (low <= last) & (start <= late) & (early <= end)
    return meets
