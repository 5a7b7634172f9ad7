"""What the archive holds, given back as a reading of any time: nothing later is in it.

Of channels that tell of rollovers all is kept in view, for keys roll once in years; of
those that tell of failures the last half year, in which schedules show.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from analyzer.archive import schema
from analyzer.archive.codec import micros, moment, unpack_events
from analyzer.archive.cut import Cutter
from analyzer.archive.evidence import Evidence
from analyzer.archive.hush import Hush, Source
from analyzer.archive.rows import LONG_AGO
from analyzer.events import canonical_hosts, named, once, placed, renamed
from analyzer.knowledge import observes
from analyzer.model import Event, Input, Loss, Snapshot
from analyzer.reading import Reading
from analyzer.sources.made_up import MADE_UP

HORIZON = timedelta(weeks=26)
"""How far back failures are looked at."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What is needed for readings as of times between two others, taken from one view of the archive."""

    connection: Connection
    state: tuple[Event, ...]
    failures: tuple[Event, ...]
    inputs: tuple[Row[Any], ...]
    hush: Hush
    state_logs: frozenset[int]
    evidence: Evidence

    def reading(self, until: datetime) -> Reading:
        """All that the archive was told of the time before `until`, as if it had been read from files.

        Tallies are left out: the stretches tell what is covered.
        """
        end, low = micros(until), micros(until - HORIZON)
        since = until - HORIZON
        given = [e for e in self.state if e.time < until]
        given += (e for e in self.failures if since <= e.time < until)
        hush = self.hush.between(low, end)
        used = {e.path for e in given} | {source.path for source in hush.used}
        names = canonical_hosts(named(given) | {source.host for source in hush.used})
        told = renamed(given, names)
        awaited, hush = hush.apart(told, names)
        events, doubled = once((*told, *renamed(awaited, names)))
        quiet = tuple(hush.quiet(names))
        cutter = Cutter(self.connection, end)
        stretches = tuple(cutter.stretches(self.state_logs, low))
        shots = tuple(self._snapshots(end))
        used |= {shot.path for shot in shots}
        inputs = [row for row in self.inputs if row.since < end and (row.since >= low or row.path in used)]
        inputs += [row for row in self.inputs if row.format == MADE_UP and row not in inputs][:1]
        return Reading(
            events=placed(events),
            tallies=(),
            stretches=stretches,
            snapshots=shots,
            losses=tuple(self._losses({row.id: row.path for row in inputs})),
            inputs=tuple(_input(row, doubled) for row in sorted(inputs, key=lambda row: row.path)),
            names=canonical_hosts({one.host for many in (events, stretches, quiet) for one in many}),
            records=self.evidence,
            quiet=quiet,
        )

    def basis(self, until: datetime) -> frozenset[int]:
        """The numbers of all files that told something of the time before."""
        return frozenset(row.id for row in self.inputs if row.since < micros(until))

    def name(self, input_id: int) -> str:
        """The name of the file of that number."""
        return next(str(row.path) for row in self.inputs if row.id == input_id)

    def _snapshots(self, end: int) -> Iterator[Snapshot]:
        table = schema.snapshots
        told = func.coalesce(table.c.time, schema.inputs.c.since)
        query = (
            select(table.c.time, table.c.body, schema.inputs.c.path)
            .join(schema.inputs)
            .where(told < end)
            .order_by(table.c.id)
        )
        for time, body, path in self.connection.execute(query):
            yield Snapshot(path=path, time=None if time is None else moment(time), **json.loads(body))

    def _losses(self, paths: dict[int, str]) -> Iterator[Loss]:
        table = schema.losses
        rows = self.connection.execute(select(table).order_by(table.c.id)).all()
        lost = (_loss(paths[row.input_id], row.body) for row in rows if row.input_id in paths)
        yield from sorted(lost, key=lambda x: (x.path, x.position or "", x.reason))


def load(connection: Connection, since: datetime, until: datetime) -> Shelf:
    """What readings as of `since` to `until` need."""
    logs = {row.id: row for row in connection.execute(select(schema.logs))}
    state_logs = frozenset(log for log, row in logs.items() if observes(row.channel) == "state")
    low, end = micros(since - HORIZON), micros(until)
    inputs = connection.execute(
        select(schema.inputs).where(schema.inputs.c.since < end).order_by(schema.inputs.c.id)
    ).all()
    paths = {row.id: row.path for row in inputs}
    table = schema.blocks
    query = (
        select(*(table.c[name] for name in ("id", "input_id", "log_id", "events", "quiet", "identities")))
        .where(table.c.first < end, table.c.log_id.in_(state_logs) | (table.c.last >= low))
        .where(table.c.events.is_not(None) | table.c.quiet.is_not(None))
        .order_by(table.c.id)
    )
    state: list[Event] = []
    failures: list[Event] = []
    hushed: list[tuple[Source, bytes]] = []
    evidence = Evidence(connection)
    for number, input_id, log_id, packed, quiet, identities in connection.execute(query):
        is_state, path = log_id in state_logs, paths[input_id]
        found = list(unpack_events(packed, path, LONG_AGO if is_state else low, end))
        (state if is_state else failures).extend(found)
        if identities:  # what was pruned has neither these nor records
            evidence.add(number, path, (event.position for event in found))
        if quiet:
            hushed.append((Source(number, logs[log_id].host, logs[log_id].channel, path), quiet))
    hush = Hush.of_blocks(hushed, evidence.events_of)
    return Shelf(connection, tuple(state), tuple(failures), tuple(inputs), hush, state_logs, evidence)


def _loss(path: str, body: str) -> Loss:
    told: dict[str, Any] = json.loads(body)
    times = {name: moment(told[name]) for name in ("start", "end") if told.get(name) is not None}
    return Loss(path=path, **told | times)


def _input(row: Row[Any], doubled: Counter[str]) -> Input:
    told: dict[str, Any] = json.loads(row.account)
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    one = Input(**told | lists | {"path": row.path})
    return replace(one, duplicates=one.duplicates + doubled[row.path])
