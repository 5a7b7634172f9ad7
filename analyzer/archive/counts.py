"""Hourly counts, merged with what other files told of the same hours.

Two exports of one log count its records twice where they overlap.  The records
themselves are gone, but the ids that a count spans are there: of two counts, one within
the other's span is part of it, and two apart from each other add up.  Where spans overlap
in part, as at the edge of an export within the hour, the larger count is kept: at least
so many there were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter

from sqlalchemy import Connection, select

from analyzer.archive import schema
from analyzer.archive.codec import HOUR, micros
from analyzer.archive.identity import Log, log_of
from analyzer.archive.rows import put, remove
from analyzer.model import Tally
from analyzer.safe_text import visible

_Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Count:
    """How many records, of which ids (0 where the form has none), between which times."""

    count: int
    first_id: int
    last_id: int
    start: int
    end: int

    def with_(self, other: Count) -> Count:
        """What two files tell together."""
        if bool(self.first_id) != bool(other.first_id):
            return self if self.first_id else other
        mine, others = self._span(), other._span()
        apart = mine[1] < others[0] or others[1] < mine[0]
        return Count(
            self.count + other.count if apart else max(self.count, other.count),
            min(self.first_id, other.first_id),
            max(self.last_id, other.last_id),
            min(self.start, other.start),
            max(self.end, other.end),
        )

    def _span(self) -> tuple[int, int]:
        return (self.first_id, self.last_id) if self.first_id else (self.start, self.end)


_values = attrgetter(*(f.name for f in fields(Count)))


def add_tallies(connection: Connection, tallies: Iterable[Tally], log_ids: Mapping[Log, int]) -> int | None:
    """Merge the tallies of a file into those of the archive; the earliest time of which they tell news."""
    by_log: dict[int, dict[_Place, Count]] = {}
    for tally in tallies:
        start, end = micros(tally.start), micros(tally.end)
        log = by_log.setdefault(log_ids[log_of(tally.host, tally.channel)], {})
        place = (visible(tally.provider), tally.event_id, start // HOUR * HOUR)
        told = Count(tally.count, tally.first_id or 0, tally.last_id or 0, start, end)
        log[place] = log[place].with_(told) if place in log else told
    earliest: int | None = None
    table = schema.tallies
    for log_id, told_of in by_log.items():
        hours = [hour for *_, hour in told_of]
        known = {
            (row.provider, row.event_id, row.hour): Count(*row[4:])
            for row in connection.execute(
                select(table).where(table.c.log_id == log_id, table.c.hour.between(min(hours), max(hours)))
            )
        }
        merged = {p: known[p].with_(count) if p in known else count for p, count in told_of.items()}
        changed = {p: count for p, count in merged.items() if known.get(p) != count}
        remove(connection, table, [(log_id, *place) for place in sorted(changed.keys() & known.keys())])
        put(connection, table, [(log_id, *p, *_values(count)) for p, count in sorted(changed.items())])
        if changed:
            news = min(known[p].end if p in known else count.start for p, count in changed.items())
            earliest = news if earliest is None else min(earliest, news)
    return earliest
