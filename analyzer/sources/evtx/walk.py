"""Where the records of a block begin: all its chunks walked at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.sources.evtx.blocks import Block
from analyzer.sources.evtx.columns import BoolArray, IntArray
from analyzer.sources.evtx.layout import (
    CHUNK,
    CHUNK_MAGIC,
    RECORD_MAGIC,
    RECORDS,
    SMALLEST_RECORD,
    RecordHeader,
)

_WORD = 8
_MARK = RECORD_MAGIC.to_bytes(4, "little")
_MAGIC_AND_EIGHTS = 0x7_FFFF_FFFF
"""The bits of a record's first word that must be fixed: the magic, and the size's last three."""

_STRIDE = 16
"""Steps between two looks at whether any chunk has records left."""

_MOST_STEPS = CHUNK // SMALLEST_RECORD


def walk(block: Block) -> tuple[IntArray, list[int]]:
    """The positions of all records of the chunks that are in order, and the numbers of the others.

    Step k reads the k-th record head of every chunk.  A chunk is in order where
    its magic stands, it is not cut off, and the chain of its records ends where its
    header says.
    """
    words = block.words
    start = np.arange(block.chunks, dtype=np.int64) * (CHUNK // _WORD)
    at = start + RECORDS // _WORD
    places: list[IntArray] = []
    heads: list[IntArray] = []
    while len(places) < _MOST_STEPS:
        for _ in range(_STRIDE):
            # A chunk that has ended strays from here on; what it strays over is struck out below.
            head = words.take(at, mode="clip")
            places.append(at)
            heads.append(head)
            at = at + (head >> 35)
        if not _is_record(head).any():
            break
    place, head = np.stack(places), np.stack(heads)
    after = place + (head >> 35)
    fits = (after >= place + SMALLEST_RECORD // _WORD) & (after <= start + CHUNK // _WORD)
    chained = np.logical_and.accumulate(_is_record(head) & fits, axis=0)

    count = chained.sum(axis=0)
    end = place[np.minimum(count, len(place) - 1), np.arange(block.chunks)]
    magic = int.from_bytes(CHUNK_MAGIC, "little")
    free = words.take(start + 6) & 0xFFFF_FFFF
    in_order = (words.take(start) == magic) & ((end - start) * _WORD == free)
    in_order[block.end // CHUNK :] = False
    records = place.T[(chained & in_order).T] * _WORD
    return records, np.flatnonzero(~in_order).tolist()


def remains(block: Block, ends: IntArray, most: int) -> IntArray:
    """Where whole records stand behind those places where chunks' records end; so many at most."""
    found: list[int] = []
    for end in ends.tolist():
        first = end // CHUNK * CHUNK
        # Most ends hold zeros, among which one byte is found much sooner than a mark that ends with zeros.
        at = block.buffer.find(_MARK[:1], end, first + CHUNK)
        if at >= 0 and block.buffer.find(_MARK, at, first + CHUNK) >= 0:
            found += (first + place for place in _whole(block.chunk(end // CHUNK), end - first))
    return np.array(found[:most], np.int64)


def _whole(chunk: bytes, at: int) -> Iterator[int]:
    while (at := chunk.find(_MARK, at)) >= 0:
        head = RecordHeader.at(chunk, at) if at % _WORD == 0 else None
        if head and head.whole:
            yield at
            at += head.size
        else:
            at += 1


def _is_record(head: IntArray) -> BoolArray:
    is_record: BoolArray = (head & _MAGIC_AND_EIGHTS) == RECORD_MAGIC
    return is_record
