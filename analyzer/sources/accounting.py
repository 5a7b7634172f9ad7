"""Whether all record ids of a file are accounted for: expected − read = damaged + absent + filtered.

Only `damaged` is known: a loss names the ids.  Of the rest no trace is in the file, and by
its look it is a filter's work or not; what other files of the same log hold, the coverage says.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from analyzer.model import IdTotals, Loss, MissingIds, MissingKind, RecordIds, Stretch

Span = tuple[int, int]
"""First and last id."""

FILTER_GAPS = 5
FILTER_SHARE = 4


def count(spans: Iterable[Span]) -> int:
    """How many ids ranges hold that do not overlap."""
    return sum(map(_length, spans))


def record_ids(stretches: Iterable[Stretch], losses: Iterable[Loss]) -> tuple[RecordIds, ...]:
    """The account of every channel that numbers its records, by path, host and channel.

    A loss names ids and no channel: it explains the holes of its file that lie within.
    One that costs no record explains none.
    """
    damaged: dict[str, list[Loss]] = defaultdict(list)
    unplaced: dict[str, int] = defaultdict(int)
    for loss in losses:
        if loss.kind != "damaged" or loss.count == 0:
            continue
        if loss.first_id is None or loss.last_id is None:
            unplaced[loss.path] += 1
        else:
            damaged[loss.path].append(loss)
    read: dict[tuple[str, str, str], list[Span]] = defaultdict(list)
    for run in stretches:
        if run.first_id is not None and run.last_id is not None:
            read[run.path, run.host, run.channel].append((run.first_id, run.last_id))
    return tuple(
        _account(name, joined(spans), damaged[name[0]], unplaced[name[0]])
        for name, spans in sorted(read.items())
    )


def total(accounts: Iterable[RecordIds]) -> IdTotals:
    """The sums over all accounts."""
    rows = [(a.expected, a.read, a.damaged, a.absent, a.filtered) for a in accounts]
    return IdTotals(len(rows), *(sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * 5)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same ids in ranges that neither overlap nor touch, ascending."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def held(span: Span, ranges: Sequence[Span]) -> int:
    """How many ids of a range stand in ascending ranges that do not overlap."""
    first, last = span
    start = bisect_left(ranges, first, key=lambda one: one[1])
    end = bisect_right(ranges, last, key=lambda one: one[0])
    return count((max(first, begin), min(last, until)) for begin, until in ranges[start:end])


def filter_series(runs: Sequence[Span]) -> Iterator[tuple[int, int, bool]]:
    """The gaps between ascending runs in series, as the first and last run beside them: are they a filter's?

    A filter leaves many gaps with little between them: a series of at least five gaps,
    each run between two of them no longer than a quarter of the ids missing beside it.
    """
    begin = 0
    for at in range(1, len(runs)):
        if at + 1 < len(runs) and _is_short(*runs[at - 1 : at + 2]):
            continue
        if at - begin >= FILTER_GAPS:
            yield begin, at, True
        else:
            yield from ((gap, gap + 1, False) for gap in range(begin, at))
        begin = at


def _is_short(before: Span, run: Span, after: Span) -> bool:
    length = _length(run)
    return FILTER_SHARE * length <= after[0] - before[1] - 1 - length


def _length(span: Span) -> int:
    first, last = span
    return last - first + 1


def _account(
    name: tuple[str, str, str], read: Sequence[Span], losses: Sequence[Loss], unplaced: int
) -> RecordIds:
    named = joined((loss.first_id or 0, loss.last_id or 0) for loss in losses)
    lost = list(_common(_gaps(read), named))
    gone = [MissingIds(*span, _length(span), "damaged", _place(span, losses)) for span in lost]
    runs = joined([*read, *lost])
    gaps = _gaps(runs)
    for first, last, by_filter in filter_series(runs):
        missing = gaps[first:last]
        kind: MissingKind = "filtered" if by_filter else "absent"
        gone.append(MissingIds(missing[0][0], missing[-1][1], count(missing), kind, None))
    sums = Counter[MissingKind]()
    for one in gone:
        sums[one.kind] += one.count
    path, host, channel = name
    return RecordIds(
        path=path,
        host=host,
        channel=channel,
        first_id=read[0][0],
        last_id=read[-1][1],
        expected=_length((read[0][0], read[-1][1])),
        read=count(read),
        damaged=sums["damaged"],
        absent=sums["absent"],
        filtered=sums["filtered"],
        unplaced=unplaced,
        missing=tuple(sorted(gone, key=lambda one: (one.first_id, one.last_id))),
    )


def _gaps(runs: Sequence[Span]) -> list[Span]:
    return [(before[1] + 1, after[0] - 1) for before, after in pairwise(runs)]


def _place(span: Span, losses: Iterable[Loss]) -> str | None:
    """Where in the file the first of the ids was lost."""
    first, _ = span
    return next((x.position for x in losses if (x.first_id or 0) <= first <= (x.last_id or 0)), None)


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
