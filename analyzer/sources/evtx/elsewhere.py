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

    def __init__(self, log: Log, parts: Sequence[Spans | None]) -> None:
        """Take the spans of each part, if it has any."""
        self._log = log
        blocks = [np.empty((0, 5), np.int64) if one is None else one.blocks for one in parts]
        self._parts = np.repeat(np.arange(len(parts)), [len(one) for one in blocks])
        every = np.concatenate(blocks)
        self._chunks, self._boxes = every[:, 0].tolist(), every[:, 1:]

    def without(self, remains: Remains, part: int, look: Look) -> Remains:
        """Those of a part's remains that no other part holds as records."""
        if not remains.at.size:
            return remains
        ids, times = remains.ids, remains.times
        near = meets(self._boxes, (ids.min(), ids.max(), times.min(), times.max()))
        for number in np.flatnonzero(near & (self._parts != part)).tolist():
            doubtful = np.flatnonzero(meets(self._boxes[number], (ids, ids, times, times)))
            if doubtful.size:
                held = np.zeros(ids.size, np.bool_)
                held[doubtful] = look(self._chunks[number], self._log, ids[doubtful], times[doubtful])
                remains = remains[~held]
                ids, times = remains.ids, remains.times
        return remains


def meets(boxes: IntArray, other: Sequence[IntArray]) -> BoolArray:
    """Whether boxes have ids and times in common: first and last id, earliest and latest time of each."""
    (first, last, start, end), (low, high, early, late) = boxes.T, other
    common: BoolArray = (first <= high) & (low <= last) & (start <= late) & (early <= end)
    return common
