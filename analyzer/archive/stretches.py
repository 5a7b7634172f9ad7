"""Stretches in the archive: each that tells more of its log than those before it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from sqlalchemy import Connection, select

from analyzer.archive import schema
from analyzer.archive.codec import micros
from analyzer.archive.identity import Log, log_of
from analyzer.archive.rows import next_id, put
from analyzer.archive.runs import joined
from analyzer.model import Stretch


class _Run(NamedTuple):
    """A stretch with record ids."""

    first_id: int
    last_id: int
    start: int
    end: int


def add_stretches(
    connection: Connection, input_id: int, parts: Iterable[Stretch], log_ids: Mapping[Log, int]
) -> int | None:
    """Put in the stretches of a file, given in parts; the earliest time of which they tell news, if of any.

    What another stretch holds in ids and times is left out.  One without ids is left out
    only where the same was there: of two that overlap nobody knows whether they are copies.
    """
    table = schema.stretches
    by_log: dict[int, list[Stretch]] = defaultdict(list)
    for part in parts:
        by_log[log_ids[log_of(part.host, part.channel)]].append(part)
    number = next_id(connection, table)
    rows: list[tuple[int | None, ...]] = []
    news: list[int] = []
    for log_id, told in sorted(by_log.items()):
        known = connection.execute(select(table).where(table.c.log_id == log_id)).all()
        runs = _Runs([_Run(k.first_id, k.last_id, k.start, k.end) for k in known if k.first_id is not None])
        bare = {(k.start, k.end, k.records) for k in known if k.first_id is None}
        news += (since for part in told if (since := runs.news(part)) is not None)
        for one in joined(told):
            start, end = micros(one.start), micros(one.end)
            if one.first_id is None or one.last_id is None:
                if (start, end, one.records) in bare:
                    continue
                news.append(start)
            elif runs.news(one) is None:
                continue
            own = (number + len(rows), input_id, log_id)
            rows.append((*own, one.first_id, one.last_id, start, end, one.records))
    put(connection, table, rows)
    return min(news, default=None)


def _farther(one: _Run, other: _Run) -> _Run:
    return one if one.last_id >= other.last_id else other


class _Runs:
    """Runs by their first id, and of those up to each the one that reaches farthest."""

    def __init__(self, runs: Sequence[_Run]) -> None:
        ordered = sorted(runs)
        self._firsts = [run.first_id for run in ordered]
        self._farthest: list[_Run] = list(accumulate(ordered, _farther))

    def news(self, one: Stretch) -> int | None:
        """From when on a stretch with ids tells more than these do; None where it tells nothing more."""
        if one.first_id is None or one.last_id is None:
            return None
        start, end = micros(one.start), micros(one.end)
        place = bisect_right(self._firsts, one.first_id) - 1
        known = self._farthest[place] if place >= 0 else None
        if known is None or start < known.start or one.first_id > known.last_id:
            return start
        if one.last_id <= known.last_id and end <= known.end:
            return None
        return max(start, min(known.end, end))
