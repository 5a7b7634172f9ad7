"""Reads a whole EVTX file: what is in it, what of it matters, and what of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import numpy as np

from analyzer.knowledge import matters
from analyzer.model import Item, Loss, Record
from analyzer.sources.event_xml import EventXml
from analyzer.sources.evtx.between import Between
from analyzer.sources.evtx.blocks import Block, read_blocks
from analyzer.sources.evtx.columns import IntArray, Rows, by_event
from analyzer.sources.evtx.damage import Losses, contradicted, look_into, unsealed
from analyzer.sources.evtx.decode import Decoder, by_chunk, events
from analyzer.sources.evtx.index import Index, Kind
from analyzer.sources.evtx.layout import (
    CHUNK_MAGIC,
    FILE_HEADER,
    FILE_MAGIC,
    LAST_TIME,
    FileHeader,
)
from analyzer.sources.evtx.runs import Runs
from analyzer.sources.evtx.slack import Slack
from analyzer.sources.evtx.tallies import Tallies
from analyzer.sources.evtx.templates import Templates
from analyzer.sources.evtx.times import filetime, moments
from analyzer.sources.evtx.walk import walk
from analyzer.sources.shape import Guess, Options, Source
from analyzer.swift import swift

FORMAT = "EVTX"
_RECORD = swift(Record)
_WHY = "the log was copied while it was written to, a disk failed, or somebody changed it"


class Evtx:
    """Windows event logs as they lie on a server, or as exports of them."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By the magic of the file, or that of its first chunk where the file's header is destroyed."""
        if head.startswith(FILE_MAGIC):
            return Guess(FORMAT, 1.0, "it begins as EVTX does")
        if head.startswith(CHUNK_MAGIC, FILE_HEADER):
            return Guess(FORMAT, 0.9, "a chunk of EVTX stands where the first one does")
        return None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """Records that matter, tallies of the others, stretches of all, losses."""
        header = FileHeader.of(source.stream.read(FILE_HEADER))
        if not header.whole:
            yield Loss(source.path, None, None, None, None, "damaged", "the file ends within its header")
            return
        log = _Log(source, options)
        chunks = 0
        for block in read_blocks(source.stream):
            yield from log.block(block)
            chunks = block.first + block.chunks
        yield from log.sums()
        if header.sound and chunks < header.chunks:
            reason = f"the file ends after {chunks} of the {header.chunks} chunks that its header counts"
            yield Loss(source.path, f"c{chunks}+0x0", None, None, None, "damaged", reason)


class _Log:
    """One file being read."""

    def __init__(self, source: Source, options: Options) -> None:
        self._source = source
        self._options = options
        self._index = Index(Templates())
        self._decoder = Decoder()
        self._runs = Runs(options.hourly)
        self._tallies = Tallies()
        self._between = Between(source.path)
        self._slack = Slack()
        self._unsealed: list[str] = []

    def block(self, block: Block) -> Iterator[Record | Loss]:
        """The records of a block that matter, and what of it is lost; counts all others."""
        at, out_of_order = walk(block)
        damage = look_into(block, out_of_order)
        if damage.records.size:
            at = np.sort(np.concatenate([at, damage.records]))
        rows, unclear = self._index.rows(block, at)
        rows, unknown = self._cleared(block, rows, unclear)
        wrong = contradicted(block, rows)
        seen = np.sort(np.concatenate([at, damage.torn, damage.cut])) if out_of_order else at
        between = list(self._between.losses(block, seen.astype(np.int64), rows, damage.bare, damage.headless))
        self._slack.add(block, seen)
        contradictory, rows = rows.at[wrong].tolist(), rows[~wrong]
        losses = Losses(self._source.path, block, rows)

        fresh = self._runs.add(rows, self._index.kinds)
        if not fresh.all():
            self._source.duplicates += int((~fresh).sum())
            rows = rows[fresh]
        groups, group = by_event(rows, self._options.hourly)
        decoded = [self._matters(kind, event_id) for kind, event_id, _ in groups]
        self._tallies.add(rows, groups, group, decoded)
        refused: list[int] = []
        wanted = rows[np.array(decoded, np.bool_)[group]]
        self._unsealed += unsealed(block, wanted.at, out_of_order)
        yield from self._records(block, wanted, refused)

        yield from between
        yield from losses.gaps(damage.gaps)
        yield from losses.records(damage.torn, "the end of the record is overwritten")
        yield from losses.records(damage.cut, "the file ends within the record")
        yield from losses.records(contradictory, "the record's id is damaged")
        yield from losses.records(unknown, "what the record says of itself cannot be read")
        yield from losses.records(refused, "the record cannot be decoded")

    def sums(self) -> Iterator[Item]:
        """What can be said only at the end."""
        yield from self._between.rest()
        if self._unsealed:
            chunks = "1 chunk" if len(self._unsealed) == 1 else f"{len(self._unsealed):,} chunks"
            reason = f"the checksum of {chunks} does not fit the records, which can all be read: {_WHY}"
            yield Loss(self._source.path, self._unsealed[0], None, None, 0, "damaged", reason)
        yield from self._deleted()
        yield from self._tallies.items(self._source.path, self._index.kinds)
        yield from self._runs.items(self._source.path)

    def _deleted(self) -> Iterator[Record]:
        """The deleted records that matter, if they are asked for; counts all of them."""
        for position, event in self._slack.deleted(self._runs):
            self._source.recovered += 1
            if self._options.deleted and matters(event.channel, event.provider, event.event_id):
                yield _record(self._source.path, position, event)

    def _matters(self, kind: int, event_id: int) -> bool:
        of = self._index.kinds[kind]
        return matters(of.channel, of.provider, event_id)

    def _cleared(self, block: Block, rows: Rows, unclear: IntArray) -> tuple[Rows, list[int]]:
        """The rows with those of the unclear records, once decoded; and the positions of the rest."""
        found, unknown = [], []
        for at, event in by_chunk(block, unclear, events):
            if event is None or event.record_id is None or not 0 <= filetime(event.time) <= LAST_TIME:
                unknown.append(at)
                continue
            kind = self._index.kind(Kind(event.provider, event.channel, event.computer))
            found.append((at, kind, event.event_id, event.record_id, filetime(event.time)))
        more = Rows(*np.array(found, np.int64).reshape(-1, 5).T)
        return (Rows.joined([rows, more]) if found else rows), unknown

    def _records(self, block: Block, rows: Rows, refused: list[int]) -> Iterator[Record]:
        kinds = [(kind.provider, kind.channel, kind.computer) for kind in self._index.kinds]
        contents = by_chunk(block, rows.at, self._decoder.contents)
        columns = (rows.kind, rows.event_id, rows.record_id)
        system = zip(*(column.tolist() for column in columns), moments(rows.time), strict=True)
        for (at, content), (number, event_id, record_id, time) in zip(contents, system, strict=True):
            if content is None:
                refused.append(at)
                continue
            provider, channel, computer = kinds[number]
            yield _RECORD(
                self._source.path,
                block.position(at),
                provider,
                channel,
                event_id,
                record_id,
                time,
                computer,
                "utc",
                *content,
            )


def _record(path: str, position: str, event: EventXml) -> Record:
    return Record(path=path, position=position, **{f.name: getattr(event, f.name) for f in fields(event)})
