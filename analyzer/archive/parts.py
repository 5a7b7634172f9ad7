"""The quarters of hours that stretches are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import Connection, select

from analyzer.archive import schema
from analyzer.archive.codec import MICROSECOND, micros
from analyzer.archive.identity import Log, log_of
from analyzer.archive.rows import put, remove
from analyzer.model import Stretch

QUARTER = timedelta(minutes=15) // MICROSECOND


def add_parts(connection: Connection, parts: Iterable[Stretch], log_ids: Mapping[Log, int]) -> None:
    """Keep the run of ids in each quarter of an hour; of two that begin alike the longer one."""
    table = schema.parts
    by_log: dict[int, dict[tuple[int, int], tuple[int, int]]] = defaultdict(dict)
    for part in parts:
        if part.first_id is not None and part.last_id is not None:
            log = by_log[log_ids[log_of(part.host, part.channel)]]
            place = (micros(part.start) // QUARTER * QUARTER, part.first_id)
            log[place] = max(log.get(place, (0, 0)), (part.last_id, micros(part.end)))
    for log_id, told in sorted(by_log.items()):
        quarters = [quarter for quarter, _ in told]
        query = select(table).where(
            table.c.log_id == log_id, table.c.quarter.between(min(quarters), max(quarters))
        )
        known = {(r.quarter, r.first_id): (r.last_id, r.end) for r in connection.execute(query)}
        longer = {place: run for place, run in told.items() if run > known.get(place, (-1, 0))}
        remove(connection, table, [(log_id, *place) for place in sorted(longer.keys() & known.keys())])
        put(connection, table, [(log_id, *place, *run) for place, run in sorted(longer.items())])
