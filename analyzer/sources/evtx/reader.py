"""Reads a part of an EVTX file: what is in it, what of it matters, and what of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np

from analyzer.knowledge import matters
from analyzer.model import Loss, Record, Tally
from analyzer.sources.evtx import lessons
from analyzer.sources.evtx.between import View
from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import BoolArray, IntArray, Rows, by_chunk
from analyzer.sources.evtx.damage import Losses, contradicted, look_into
from analyzer.sources.evtx.decode import events
from analyzer.sources.evtx.groups import grouped
from analyzer.sources.evtx.index import Kind
from analyzer.sources.evtx.layout import CHUNK, LAST_TIME
from analyzer.sources.evtx.native import walk
from analyzer.sources.evtx.pythonevtx import Patience
from analyzer.sources.evtx.runs import Log, Runs, Spans
from analyzer.sources.evtx.seals import Unsealed, unsealed
from analyzer.sources.evtx.slack import Remains, Slack
from analyzer.sources.evtx.tallies import Tallies
from analyzer.sources.evtx.times import filetime, moments
from analyzer.sources.shape import Options
from analyzer.swift import swift

_RECORD = swift(Record)


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a part can be told only once all parts of its file are read.

    `chunks` is the number of the chunk behind the part; `spans` and `remains` are by host
    and channel; `deleted` are those of the remains that are asked for, by their place; the
    checksum of `unsealed` chunks is wrong, in their order.
    """

    chunks: int
    duplicates: int
    spans: dict[Log, Spans]
    tallies: tuple[Tally, ...]
    views: tuple[View, ...]
    remains: dict[Log, Remains]
    deleted: dict[int, Record]
    unsealed: tuple[Unsealed, ...]


class Part:
    """Blocks of a file that follow one another, being read; a whole file may be one part."""

    def __init__(self, path: str, options: Options) -> None:
        """Start with nothing read; `path` is the file's name in reports."""
        self._path = path
        self._options = options
        self._lessons = lessons.begin()
        self._index = self._lessons.index
        self._runs = Runs(options.hourly)
        self._tallies = Tallies()
        self._views: list[View] = []
        self._slack = Slack()
        self._deleted: dict[int, Record] = {}
        self._unsealed: list[Unsealed] = []
        self._duplicates = 0
        self._chunks = 0
        self._wanted: dict[tuple[int, int], bool] = {}

    def block(self, block: Block) -> Iterator[Record | Loss]:
        """The records of a block that matter, and what of it is lost; counts all others."""
        at, out_of_order = walk(block)
        patience = self._lessons.decoder.patience = Patience()
        damage = look_into(block, out_of_order, patience)
        if damage.records.size:
            at = np.sort(np.concatenate([at, damage.records]))
        rows, unclear = self._index.rows(block, at)
        rows, unknown = self._cleared(block, rows, unclear) if unclear.size else (rows, [])
        wrong = contradicted(block, rows)
        ended = np.array([*damage.torn, *damage.cut], np.int64)
        seen = np.sort(np.concatenate([at, ended])) if ended.size else at
        self._views.append(View.of(block, seen, rows, damage.bare, damage.headless))
        contradictory = rows.at[wrong].tolist()
        if contradictory:
            rows = rows[~wrong]
        losses = Losses(self._path, block, rows)

        fresh = self._runs.add(rows, self._index.kinds, block.first)
        if not fresh.all():
            self._duplicates += int((~fresh).sum())
            rows = rows[fresh]
        self._find_deleted(block, np.concatenate([damage.records, ended]))
        groups = grouped(rows, self._options.hourly)
        decoded = [self._matters(kind, event_id) for kind, event_id, _ in groups.events]
        self._tallies.add(groups, decoded)
        refused: list[int] = []
        if any(decoded):
            wanted = rows[np.array(decoded, np.bool_).take(groups.place).nonzero()[0]]
            self._unsealed += unsealed(block, rows, wanted.at, out_of_order)
            yield from self._records(block, wanted, refused)

        self._chunks = block.first + block.chunks
        yield from losses.gaps(damage.gaps)
        yield from losses.records(damage.torn, "the end of the record is overwritten")
        yield from losses.records(damage.cut, "the file ends within the record")
        yield from losses.records(contradictory, "the record's id is damaged")
        yield from losses.records(unknown, "what the record says of itself cannot be read")
        yield from losses.records(refused, "the record cannot be decoded")
        yield from losses.untried(patience.untried)

    def rest(self) -> Rest:
        """What is to be told at the end; nothing is read after it."""
        rest = Rest(
            chunks=self._chunks,
            duplicates=self._duplicates,
            spans=self._runs.spans,
            tallies=tuple(self._tallies.items(self._path, self._index.kinds)),
            views=tuple(self._views),
            remains=self._slack.remains(self._runs),
            deleted=self._deleted,
            unsealed=tuple(self._unsealed),
        )
        lessons.end(self._lessons)
        return rest

    def holds(self, log: Log, ids: IntArray, times: IntArray) -> BoolArray:
        """Which of some records have been read."""
        return self._runs.holds(log, ids, times)

    def _find_deleted(self, block: Block, known: IntArray) -> None:
        """Count the deleted records of a block, and read those that matter if they are asked for."""
        rows = self._slack.add(block, known, self._index, self._runs)
        if self._options.deleted and len(rows):
            system = zip(rows.kind.tolist(), rows.event_id.tolist(), strict=True)
            wanted = rows[np.array([self._matters(kind, event_id) for kind, event_id in system], np.bool_)]
            refused: list[int] = []
            records = [replace(one, recovered=True) for one in self._records(block, wanted, refused)]
            gone = set(refused)
            places = [block.first * CHUNK + at for at in wanted.at.tolist() if at not in gone]
            self._deleted.update(zip(places, records, strict=True))

    def _matters(self, kind: int, event_id: int) -> bool:
        known = self._wanted.get((kind, event_id))
        if known is None:
            of = self._index.kinds[kind]
            known = self._wanted[kind, event_id] = matters(of.channel, of.provider, event_id)
        return known

    def _cleared(self, block: Block, rows: Rows, unclear: IntArray) -> tuple[Rows, list[int]]:
        """The rows with those of the unclear records, once decoded; and the positions of the rest."""
        found, unknown = [], []
        patience = self._lessons.decoder.patience
        decoded = [
            (number * CHUNK + offset, event)
            for number, _, offsets in by_chunk(unclear)
            for offset, event in zip(offsets, events(block.chunk(number), offsets, patience), strict=True)
        ]
        for at, event in decoded:
            if event is None or event.record_id is None or not 0 <= filetime(event.time) <= LAST_TIME:
                unknown.append(at)
                continue
            kind = self._index.kind(Kind(event.provider, event.channel, event.computer))
            header_id = int(block.words[(at >> 3) + 1])
            found.append((at, header_id, kind, event.event_id, event.record_id, filetime(event.time)))
        more = Rows(*np.array(found, np.int64).reshape(-1, len(fields(Rows))).T)
        return (Rows.joined([rows, more]) if found else rows), unknown

    def _records(self, block: Block, rows: Rows, refused: list[int]) -> Iterator[Record]:
        kinds = [(kind.provider, kind.channel, kind.computer) for kind in self._index.kinds]
        path, times = self._path, moments(rows.time)
        kind, event_id, record_id = (c.tolist() for c in (rows.kind, rows.event_id, rows.record_id))
        for number, first, offsets in by_chunk(rows.at):
            contents = self._lessons.decoder.contents(block.chunk(number), offsets)
            name = f"c{block.first + number}+"
            for i, (offset, content) in enumerate(zip(offsets, contents, strict=True), first):
                if content is None:
                    refused.append(number * CHUNK + offset)
                    continue
                provider, channel, computer = kinds[kind[i]]
                user, process_id, event_name, fields, binary = content
                yield _RECORD(
                    path,
                    name + hex(offset),
                    provider,
                    channel,
                    event_id[i],
                    record_id[i],
                    times[i],
                    computer,
                    "utc",
                    user,
                    process_id,
                    event_name,
                    fields,
                    binary,
                )
