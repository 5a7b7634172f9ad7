"""Whether all record ids of a file are accounted for: expected − read = damaged + missing.

What is missing was either never in the file (a filtered export) or is gone from the
log (wrapped, cleared, tampered with): which, the coverage says, by looking at all files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from analyzer.model import Loss, Stretch

Span = tuple[int, int]
"""First and last id."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The record ids of one channel of one host in one file, from the first to the last read.

    `damaged` and `missing` are the ranges between them that were not read, ascending:
    bytes were there and could not be read, or no trace of them is in the file.
    """

    path: str
    host: str
    channel: str
    first: int
    last: int
    read: int
    damaged: tuple[Span, ...]
    missing: tuple[Span, ...]

    @property
    def expected(self) -> int:
        """How many there are from the first to the last."""
        return self.last - self.first + 1


def count(spans: Iterable[Span]) -> int:
    """How many ids ranges hold that do not overlap."""
    return sum(last - first + 1 for first, last in spans)


def accounts(stretches: Iterable[Stretch], losses: Iterable[Loss]) -> tuple[Ids, ...]:
    """The account of every channel that numbers its records, by path, host and channel.

    A loss names ids and no channel: it explains the holes of its file that lie within.
    """
    damaged: dict[str, list[Span]] = defaultdict(list)
    for loss in losses:
        if loss.first_id is not None and loss.last_id is not None:
            damaged[loss.path].append((loss.first_id, loss.last_id))
    read: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    for run in stretches:
        if run.first_id is not None and run.last_id is not None:
            read[run.path, run.host, run.channel].append((run.first_id, run.last_id))
    return tuple(_ids(*name, joined(spans), joined(damaged[name[0]])) for name, spans in sorted(read.items()))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same ids in ranges that neither overlap nor touch, ascending."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def _ids(path: str, host: str, channel: str, read: Sequence[Span], damaged: Sequence[Span]) -> Ids:
    holes = [(before[1] + 1, after[0] - 1) for before, after in pairwise(read)]
    lost = tuple(_common(holes, damaged))
    missing = tuple(_common(holes, _outside(lost)))
    return Ids(path, host, channel, read[0][0], read[-1][1], count(read), lost, missing)


def _common(some: Sequence[Span], others: Sequence[Span]) -> Iterator[Span]:
    """The ids in both of two ascending lists of ranges."""
    at = 0
    for first, last in some:
        while at < len(others) and others[at][1] < first:
            at += 1
        for begin, end in others[at:]:
            if begin > last:
                break
            yield max(first, begin), min(last, end)


def _outside(spans: Sequence[Span]) -> list[Span]:
    edges = [-1, *(edge for first, last in spans for edge in (first - 1, last + 1)), 1 << 64]
    return [(edges[i] + (i == 0), edges[i + 1]) for i in range(0, len(edges), 2) if edges[i] <= edges[i + 1]]
