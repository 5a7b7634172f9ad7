"""Writes records as an EVTX file, a chunk at a time."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import BinaryIO
from zlib import crc32

import numpy as np

from analyzer.simulate.batch import EPOCH, Batch, Item
from analyzer.simulate.entry import Entry
from analyzer.simulate.evtx.chunk import FIRST_RECORD, SIZE, Chunk
from analyzer.simulate.evtx.mould import Mould
from analyzer.simulate.evtx.record import Record
from analyzer.simulate.evtx.shapes import Body, System
from analyzer.simulate.evtx.style import Style
from analyzer.simulate.evtx.values import filetime

HEADER_SIZE = 0x1000
_FILE_HEADER = struct.Struct("<8sQQQIHHHH76xI")
_SIZE = struct.Struct("<I")

_DIRTY = 1
_SINCE_1601 = filetime(EPOCH)


def write_evtx(stream: BinaryIO, items: Iterable[Item], style: Style | None = None) -> None:
    """Write records as an EVTX 3.1 file into a seekable stream, holding one chunk at a time.

    ValueError where an entry cannot be stored: larger than a chunk (64 KiB), or with a
    text that UTF-16 or Windows cannot hold.
    """
    start = stream.tell()
    stream.write(bytes(HEADER_SIZE))
    log = _Log(style or Style())
    stream.writelines(log.chunks(items))
    end = stream.tell()
    stream.seek(start)
    stream.write(log.header())
    stream.seek(end)


class _Log:
    """A log in the making: the shapes met so far, the chunk being filled, what the header will say."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._header_time = None if style.header_time is None else filetime(style.header_time)
        self._systems: dict[tuple[object, ...], System] = {}
        self._bodies: dict[tuple[object, ...], Body] = {}
        self._moulds: dict[tuple[int, int], tuple[Batch, Mould]] = {}
        self._chunk = Chunk()
        self._chunks = 0
        self._records = 0
        self._next_id = 1
        self._saved = (1, 1)

    def chunks(self, items: Iterable[Item]) -> Iterator[bytes]:
        """The chunks of these records, each when it is full; an empty log has one."""
        for item in items:
            if isinstance(item, Batch):
                yield from self._batch(item)
            else:
                yield from self._entry(item)
        if self._chunk.records or not self._chunks:
            yield self._finished()

    def _entry(self, entry: Entry) -> Iterator[bytes]:
        record = Record.of(entry, self._system(entry), self._body(entry))
        yield from self._room_for(record)
        self._add(record)

    def _batch(self, batch: Batch) -> Iterator[bytes]:
        """Whole chunks are cast; what does not fill one goes in record by record."""
        number = 0
        while number < len(batch):
            if not self._chunk.records and self._style.saved is None:
                mould = self._mould(batch, number)
                if len(mould) <= len(batch) - number:
                    yield self._cast(mould, batch, number)
                    number += len(mould)
                    continue
            entry = batch.entry(number)
            record = Record.of(entry, self._system(entry), self._body(entry))
            full = list(self._room_for(record))
            yield from full
            if not full:
                self._add(record)
                number += 1

    def _room_for(self, record: Record) -> Iterator[bytes]:
        """The chunk so far, where the record no longer fits in it."""
        if not record.fits(self._chunk):
            if self._chunk.records:
                yield self._finished()
            if not record.fits(self._chunk):
                size = SIZE - FIRST_RECORD
                number = record.entry.record_id
                raise ValueError(f"record {number} does not fit in the {size} bytes of a chunk")

    def _finished(self) -> bytes:
        raw = self._chunk.finished(self._records - self._chunk.records + 1)
        self._chunk = Chunk()
        self._chunks += 1
        return raw

    def _mould(self, batch: Batch, number: int) -> Mould:
        """A chunk full of a batch's patterns, from that of one record on."""
        patterns = batch.patterns
        first = (batch.offset + number) % len(patterns)
        found = self._moulds.get((id(patterns), first))
        if found is None:
            chunk, places = Chunk(), []
            for entry in cycle((*patterns[first:], *patterns[:first])):
                record = Record.of(entry, self._system(entry), self._body(entry))
                if not record.fits(chunk):
                    break
                places.append(record.put(chunk, 0, 0))
            found = self._moulds[id(patterns), first] = batch, Mould(chunk, places)
        return found[1]

    def _cast(self, mould: Mould, batch: Batch, number: int) -> bytes:
        count = len(mould)
        ids = np.arange(batch.first_id + number, batch.first_id + number + count)
        times = batch.times[number : number + count] * 10 + _SINCE_1601
        head_times = times if self._header_time is None else np.full(count, self._header_time)
        first = self._records + 1
        header_ids = np.arange(first, first + count) if self._style.renumbered else ids
        self._records += count
        self._chunks += 1
        self._next_id = int(header_ids[-1]) + 1
        return mould.cast(first, ids, header_ids, times, head_times)

    def header(self) -> bytes:
        """The file's header, as it was last brought up to date."""
        chunks, next_id = self._chunks, self._next_id
        if self._style.saved is not None and self._style.saved < self._records:
            chunks, next_id = self._saved
        head = _FILE_HEADER.pack(
            b"ElfFile\0", 0, chunks - 1, next_id, 128, 1, 3, HEADER_SIZE, chunks, self._flags()
        )
        return (head + _SIZE.pack(crc32(head[:120]))).ljust(HEADER_SIZE, b"\0")

    def _flags(self) -> int:
        return 0 if self._style.saved is None else _DIRTY

    def _add(self, record: Record) -> None:
        self._records += 1
        header_id = self._records if self._style.renumbered else record.entry.record_id
        self._next_id = header_id + 1
        record.put(self._chunk, header_id, self._header_time)
        if self._records == self._style.saved:
            self._saved = self._chunks + 1, self._next_id

    def _system(self, entry: Entry) -> System:
        key = (
            entry.provider,
            entry.channel,
            entry.host,
            entry.user,
            entry.qualifiers is None,
            entry.user_data is None,
        )
        found = self._systems.get(key)
        if found is None:
            found = self._systems[key] = System.of(entry, self._style.literal)
        return found

    def _body(self, entry: Entry) -> Body:
        key = (entry.event_name, entry.user_data, entry.binary is None, *[name for name, _ in entry.data])
        found = self._bodies.get(key)
        if found is None:
            found = self._bodies[key] = Body.of(entry)
        return found
