"""Deleted records: what chunks still hold behind their last record, of what stood there before."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.sources.event_xml import EventXml, parse_event
from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import IntArray
from analyzer.sources.evtx.decode import decode
from analyzer.sources.evtx.layout import CHUNK, RECORD_MAGIC, RECORDS, SMALLEST_RECORD, RecordHeader
from analyzer.sources.evtx.runs import Runs
from analyzer.sources.evtx.times import filetime

_MARK = RECORD_MAGIC.to_bytes(4, "little")
_FREE_AT = 6
"""Which 64-bit word of a chunk's head says, in its low half, where the records end."""

_MOST = 10_000
"""A file made of nothing else must not fill the memory."""


class Slack:
    """Whole records behind the ends of chunks: most stand elsewhere in the file, the others are deleted."""

    def __init__(self) -> None:
        """Start with none."""
        self._found: list[tuple[str, EventXml]] = []

    def add(self, block: Block, known: IntArray) -> None:
        """Look behind the ends of a block's chunks; what begins at a `known` position is no remains."""
        starts = np.arange(block.chunks, dtype=np.int64) * CHUNK
        free = block.words.take((starts >> 3) + _FREE_AT) & 0xFFFF_FFFF
        roomy = (free >= RECORDS) & (free <= CHUNK - SMALLEST_RECORD)
        for start, end in zip(starts[roomy].tolist(), free[roomy].tolist(), strict=True):
            if block.buffer.find(_MARK, start + end, start + CHUNK) >= 0 and len(self._found) < _MOST:
                here = known[(known >= start) & (known < start + CHUNK)]
                self._look(block, start, end, set(here.tolist()))

    def deleted(self, runs: Runs) -> Iterator[tuple[str, EventXml]]:
        """Place and content of each that is not among the records of the file, once."""
        seen = set()
        for position, event in self._found:
            host, time, record_id = event.computer.lower(), filetime(event.time), event.record_id or 0
            name = (host, event.channel, record_id, time)
            if name not in seen and not runs.holds(host, event.channel, record_id, time):
                seen.add(name)
                yield position, event

    def _look(self, block: Block, start: int, end: int, known: set[int]) -> None:
        chunk = block.chunk(start // CHUNK)
        at = chunk.find(_MARK, end)
        while at >= 0:
            may_begin = at % 8 == 0 and start + at not in known
            head = RecordHeader.at(chunk, at) if may_begin else None
            if head and head.whole:
                (text,) = decode(chunk, [at])
                event = None if text is None else parse_event(text)
                if event is not None and event.record_id:
                    self._found.append((block.position(start + at), event))
                at += head.size - 1
            at = chunk.find(_MARK, at + 1)
