"""A large file in parts that can be read anywhere and in any order, and joined again.

What is joined is what one pass over the file gives, in the same order.  Only records that
matter, losses and sums are joined; the single records are forgotten with their part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO, TypeAlias

import numpy as np

from analyzer.model import Item, Loss, Record
from analyzer.sources.evtx.between import losses_between
from analyzer.sources.evtx.blocks import BLOCK, read_blocks
from analyzer.sources.evtx.columns import BoolArray, IntArray
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER, FILE_MAGIC, FileHeader
from analyzer.sources.evtx.reader import Part, Rest, record_of
from analyzer.sources.evtx.runs import Log, Spans, stretches
from analyzer.sources.evtx.seals import notes
from analyzer.sources.evtx.slack import Remains
from analyzer.sources.evtx.tallies import joined as joined_tallies
from analyzer.sources.shape import Options, Source

PART = 8 * BLOCK
"""Bytes of a part: so few that what is remembered of single records is little, so many that a start pays."""

Range: TypeAlias = tuple[int, int]
"""Chunks from the first to before the second, whole blocks of the file but for its end."""

Look: TypeAlias = Callable[[int, Log, IntArray, IntArray], BoolArray]
"""Which of some records of a log, by ids and times, stand in the block that begins with a chunk."""


def ranges(head: bytes, size: int, part: int = PART) -> list[Range]:
    """The parts of a file that begins so and has that many bytes; none where it is read in one."""
    if not head.startswith(FILE_MAGIC) or size < FILE_HEADER + 2 * part:
        return []
    chunks, step = -(-(size - FILE_HEADER) // CHUNK), part // CHUNK
    return [(first, min(first + step, chunks)) for first in range(0, chunks, step)]


def read_part(
    path: str, stream: BinaryIO, options: Options, part: Range | None = None, size: int = BLOCK
) -> Iterator[Record | Loss | Rest]:
    """Records that matter and losses of a part, and at last its rest.

    Without a `part`, of all that is left of the stream; with one, the stream has to be a
    whole file that can be sought in.  Parts agree with one pass where the blocks have one `size`.
    """
    reading = Part(path, options)
    if part is not None:
        stream.seek(FILE_HEADER + part[0] * CHUNK)
    for block in read_blocks(stream, size, part):
        yield from reading.block(block)
    yield reading.rest()


def look_up(
    stream: BinaryIO, chunk: int, log: Log, ids: IntArray, times: IntArray, size: int = BLOCK
) -> BoolArray:
    """What a `Look` tells, of a whole file that can be sought in."""
    reading = Part("", Options())
    stream.seek(FILE_HEADER + chunk * CHUNK)
    for block in read_blocks(stream, size, (chunk, chunk + size // CHUNK)):
        for _ in reading.block(block):
            break
    return reading.holds(log, ids, times)


def may_share(rests: Sequence[Rest]) -> bool:
    """Whether one record may stand in two parts: then only one pass tells."""
    logs: dict[Log, list[tuple[Spans, ...]]] = defaultdict(list)
    for rest in rests:
        for log, spans in rest.spans.items():
            logs[log].append(tuple(spans))
    return any(_may_share(parts) for parts in logs.values())


def joined(
    source: Source, options: Options, header: FileHeader, rests: Sequence[Rest], look: Look
) -> Iterator[Item]:
    """What of a file can be said only at its end; `may_share` is false of its parts."""
    path = source.path
    yield from losses_between(path, (view for rest in rests for view in rest.views))
    yield from notes(path, [one for rest in rests for one in rest.unsealed])
    yield from _deleted(source, rests, look)
    yield from joined_tallies([tally for rest in rests for tally in rest.tallies], options.hourly)
    yield from stretches(path, (rest.spans for rest in rests), options.hourly)
    chunks_read = max((rest.chunks for rest in rests), default=0)
    if header.sound and chunks_read < header.chunks:
        reason = f"the file ends after {chunks_read} of the {header.chunks} chunks that its header counts"
        yield Loss(path, f"c{chunks_read}+0x0", None, None, None, "damaged", reason)
    source.duplicates += sum(rest.duplicates for rest in rests)


def _deleted(source: Source, rests: Sequence[Rest], look: Look) -> Iterator[Record]:
    """The deleted records that matter, if they were asked for; counts all of them."""
    events = {at: event for rest in rests for at, event in rest.deleted.items()}
    for log in sorted({log for rest in rests for log in rest.remains}):
        parts = [
            _not_elsewhere(rest.remains[log], log, [one for one in rests if one is not rest], look)
            for rest in rests
            if log in rest.remains
        ]
        found = Remains.joined(parts).once()
        source.recovered += found.at.size
        for at in sorted(found.at.tolist()):
            if at in events:
                found_at = f"c{at // CHUNK}+0x{at % CHUNK:x}"
                yield replace(record_of(source.path, found_at, events[at]), recovered=True)


def _not_elsewhere(remains: Remains, log: Log, others: Sequence[Rest], look: Look) -> Remains:
    """Those of a part's remains that are no record of the other parts either."""
    for spans in (one for rest in others for one in rest.spans.get(log, ())):
        doubtful = np.flatnonzero(spans.may_hold(remains.ids, remains.times))
        if doubtful.size:
            held = np.zeros(remains.at.size, np.bool_)
            held[doubtful] = look(spans.chunk, log, remains.ids[doubtful], remains.times[doubtful])
            remains = remains[~held]
    return remains


def _may_share(parts: Sequence[tuple[Spans, ...]]) -> bool:
    spans = [(number, one) for number, part in enumerate(parts) for one in part]
    low = np.array([one.first[0] for _, one in spans])
    high = np.array([one.last.max() for _, one in spans])
    order = np.argsort(low, kind="stable")
    if (low[order][1:] > np.maximum.accumulate(high[order])[:-1]).all():
        return False
    part = np.array([number for number, _ in spans])
    start, end = (
        np.array(t) for t in zip(*((one.start.min(), one.end.max()) for _, one in spans), strict=True)
    )
    return any(
        bool(
            (
                (low <= high[i])
                & (low[i] <= high)
                & (start <= end[i])
                & (start[i] <= end)
                & (part != part[i])
            ).any()
        )
        for i in range(len(spans))
    )
