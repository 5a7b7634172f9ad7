"""A large file in parts that can be read anywhere and in any order, and joined again.

What is joined is what one pass over the file gives, in the same order.  Only records that
matter, losses and sums are joined; the single records are forgotten with their part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from analyzer.model import Item, Loss, Record, Tally
from analyzer.sources.evtx.between import losses_between
from analyzer.sources.evtx.blocks import read_blocks
from analyzer.sources.evtx.columns import BoolArray, IntArray
from analyzer.sources.evtx.elsewhere import Elsewhere, Look, meets
from analyzer.sources.evtx.layout import CHUNK, FileHeader
from analyzer.sources.evtx.ranges import BLOCK, Range
from analyzer.sources.evtx.reader import Part, Rest
from analyzer.sources.evtx.runs import Log, stretches
from analyzer.sources.evtx.seals import notes
from analyzer.sources.evtx.slack import Remains
from analyzer.sources.shape import Options, Source
from analyzer.sources.streams import Bytes


def read_part(
    path: str, stream: Bytes, options: Options, part: Range | None = None, size: int = BLOCK
) -> Iterator[Record | Loss | Rest]:
    """Records that matter and losses of a part, and at last its rest; the stream stands where it begins.

    Without a `part`, of all that is left of the stream.  Parts agree with one pass where
    blocks have one `size`.
    """
    reading = Part(path, options)
    for block in read_blocks(stream, size, part):
        yield from reading.block(block)
    yield reading.rest()


def look_up(
    stream: Bytes, chunk: int, log: Log, ids: IntArray, times: IntArray, size: int = BLOCK
) -> BoolArray:
    """What a `Look` tells, of a stream that stands where the chunk begins."""
    reading = Part("", Options())
    for block in read_blocks(stream, size, (chunk, chunk + size // CHUNK)):
        for _ in reading.block(block):
            break
    reading.rest()
    return reading.holds(log, ids, times)


class Known:
    """Which records the parts of a file so far may hold, by the ids and times that they span."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._blocks: dict[Log, list[IntArray]] = defaultdict(list)
        self._highest: dict[Log, int] = {}

    def may_share(self, rest: Rest) -> bool:
        """Add the next part; whether a record of it may be in one before: then only one pass tells."""
        shared = any(self._meets(log, spans.blocks) for log, spans in rest.spans.items())
        for log, spans in rest.spans.items():
            self._blocks[log].append(spans.blocks)
            self._highest[log] = max(self._highest.get(log, -1), int(spans.blocks[:, 2].max()))
        return shared

    def _meets(self, log: Log, mine: IntArray) -> bool:
        if mine[:, 1].min() > self._highest.get(log, -1):
            return False
        known = np.concatenate(self._blocks[log])[:, 1:]
        return any(meets(known, box).any() for box in mine[:, 1:])


def joined(
    source: Source, options: Options, header: FileHeader, rests: Sequence[Rest], look: Look
) -> Iterator[Item]:
    """What of a file can be said only at its end; no record is in two of its parts."""
    path = source.path
    yield from losses_between(path, (view for rest in rests for view in rest.views))
    yield from notes(path, [one for rest in rests for one in rest.unsealed])
    yield from _deleted(source, rests, look)
    yield from _tallies((tally for rest in rests for tally in rest.tallies), options.hourly)
    yield from stretches(path, (rest.spans for rest in rests), options.hourly)
    chunks_read = max((rest.chunks for rest in rests), default=0)
    if header.sound and chunks_read < header.chunks:
        reason = f"the file ends after {chunks_read} of the {header.chunks} chunks that its header counts"
        yield Loss(path, f"c{chunks_read}+0x0", None, None, None, "damaged", reason)
    source.duplicates += sum(rest.duplicates for rest in rests)


def _deleted(source: Source, rests: Sequence[Rest], look: Look) -> Iterator[Record]:
    """The deleted records that matter, if they were asked for; counts all of them."""
    records = {at: record for rest in rests for at, record in rest.deleted.items()}
    for log in sorted({log for rest in rests for log in rest.remains}):
        elsewhere = Elsewhere(log, [rest.spans.get(log) for rest in rests])
        parts = [
            elsewhere.without(rest.remains[log], number, look)
            for number, rest in enumerate(rests)
            if log in rest.remains
        ]
        found = Remains.joined(parts).once()
        source.recovered += found.at.size
        if records:
            yield from (records[at] for at in sorted(records.keys() & set(found.at.tolist())))


def _tallies(tallies: Iterable[Tally], hourly: bool) -> Iterator[Tally]:
    """The tallies of the parts as those of the whole."""
    alike: dict[tuple[object, ...], list[Tally]] = defaultdict(list)
    for one in tallies:
        hour = one.start.replace(minute=0, second=0, microsecond=0) if hourly else None
        alike[one.host, one.channel, one.provider, one.event_id, hour].append(one)
    yield from (_sum(alike[name]) for name in sorted(alike))


def _sum(tallies: Sequence[Tally]) -> Tally:
    return replace(
        tallies[0],
        count=sum(one.count for one in tallies),
        first_id=min((one.first_id for one in tallies if one.first_id is not None), default=None),
        last_id=max((one.last_id for one in tallies if one.last_id is not None), default=None),
        start=min(one.start for one in tallies),
        end=max(one.end for one in tallies),
    )
