"""Deleted records: what chunks still hold behind their last record, of what stood there before.

Of all of them id, time and kind are read, as of other records; their content may be
overwritten, and is read where it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from analyzer.sources.evtx import native
from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import BoolArray, IntArray, Rows, distinct
from analyzer.sources.evtx.index import Index
from analyzer.sources.evtx.layout import CHUNK, RECORDS, SMALLEST_RECORD
from analyzer.sources.evtx.runs import Log, Runs

_FREE_AT = 6
"""Which 64-bit word of a chunk's head says, in its low half, where the records end."""

_MOST = 256
"""So many remains are looked at for each chunk: a file of nothing else must not fill the memory."""


@dataclass(frozen=True, slots=True)
class Remains:
    """Whole records behind the ends of chunks, of one log: their places in the file, ids and times."""

    at: IntArray
    ids: IntArray
    times: IntArray

    @classmethod
    def joined(cls, parts: list[Remains]) -> Self:
        """Those of all parts."""
        every = [(one.at, one.ids, one.times) for one in parts]
        return cls(*(np.concatenate(column) for column in zip(*every, strict=True)))

    def __getitem__(self, which: BoolArray | IntArray) -> Remains:
        """Some of them."""
        return Remains(self.at[which], self.ids[which], self.times[which])

    def once(self) -> Remains:
        """Each record once, where it stands first."""
        order = np.lexsort((self.at, self.times, self.ids))
        kept = self[order]
        fresh = np.append(True, (np.diff(kept.ids) != 0) | (np.diff(kept.times) != 0))
        return kept[fresh] if self.at.size else self


class Slack:
    """Those in one part of a file."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: dict[Log, list[Remains]] = defaultdict(list)

    def add(self, block: Block, known: IntArray, index: Index, runs: Runs) -> Rows:
        """Look behind the ends of a block's chunks; what is found there and is none of the records so far.

        What begins at one of the `known` positions, of damaged chunks, is no remains.
        """
        found = remains_of(block)
        if found.size and known.size:
            found = np.setdiff1d(found, known)
        if not found.size:
            return Rows(*(found for _ in fields(Rows)))
        rows, _ = index.rows(block, found)
        if (rows.record_id <= 0).any():
            rows = rows[rows.record_id > 0]
        fresh = np.zeros(len(rows), np.bool_)
        for kind in distinct(rows.kind, len(index.kinds))[0].tolist():
            log = index.kinds[kind].host, index.kinds[kind].channel
            mine = (rows.kind == kind).nonzero()[0]
            ids, times = rows.record_id.take(mine), rows.time.take(mine)
            held = runs.holds(log, ids, times)
            if held.all():
                continue
            mine, ids, times = mine[~held], ids[~held], times[~held]
            fresh[mine] = True
            self._found[log].append(Remains(rows.at.take(mine) + block.first * CHUNK, ids, times))
        return rows if fresh.all() else rows[fresh]

    def remains(self, runs: Runs) -> dict[Log, Remains]:
        """Those that no record of the part is, by its `runs`; each once."""
        joined = {log: Remains.joined(found).once() for log, found in self._found.items()}
        return {log: one[~runs.holds(log, one.ids, one.times)] for log, one in joined.items()}


def remains_of(block: Block) -> IntArray:
    """Where whole records stand behind the ends of a block's chunks, one behind the other."""
    starts = np.arange(block.chunks, dtype=np.int64) * CHUNK
    free = block.words.take((starts >> 3) + _FREE_AT) & 0xFFFF_FFFF
    roomy = (free >= RECORDS) & (free <= CHUNK - SMALLEST_RECORD)
    return native.remains(block, (starts + free)[roomy], _MOST * block.chunks)
