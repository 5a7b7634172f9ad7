"""Records of a chunk: straight from their values, else as XML by the Rust reader, else by python-evtx.

XML and not JSON: JSON drops the order of data, renames those of one name, and folds
those without name into one.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from evtx import PyEvtxParser

from analyzer.sources.event_xml import EventXml, parse_event
from analyzer.sources.evtx.direct import Content, Direct
from analyzer.sources.evtx.layout import CHUNK, CHUNK_MAGIC, FILE_HEADER, FILE_MAGIC, RECORD_MAGIC, RECORDS
from analyzer.sources.evtx.pythonevtx import Patience

_FILE = struct.pack("<8sQQQIHHHH", FILE_MAGIC, 0, 0, 0, 128, 1, 3, FILE_HEADER, 1).ljust(FILE_HEADER, b"\0")
"""The header of a file of one chunk, format 3.1."""

_CHUNK_HEADER = struct.Struct("<8s4Q4I64xI4x384x")
_RECORD_HEADER = struct.Struct("<IIQ")
_NOTHING = struct.Struct("<IIQQ5s")
_EMPTY_FRAGMENT = b"\x0f\x01\x01\x00\x00"


class Decoder:
    """Decodes the records of one file; `patience` is for those of the block that is being read."""

    def __init__(self) -> None:
        """Know nothing of the file's templates yet."""
        self.patience = Patience()
        self._direct = Direct()

    def contents(self, chunk: bytes, offsets: Sequence[int]) -> list[Content | None]:
        """What the records at those ascending offsets of a whole chunk tell; None for what nobody can read.

        Who logged them, and when, has to be known already.
        """
        found = self._direct.read(chunk, offsets)
        if None in found:
            rest = [offset for offset, content in zip(offsets, found, strict=True) if content is None]
            others = dict(zip(rest, events(chunk, rest, self.patience), strict=True))
            found = [
                _content(others[offset]) if content is None else content
                for offset, content in zip(offsets, found, strict=True)
            ]
        return found


def events(chunk: bytes, offsets: Sequence[int], patience: Patience) -> list[EventXml | None]:
    """All that the records at those ascending offsets of a whole chunk say; None for what nobody can read."""
    texts = decode(chunk, offsets, patience)
    found = [None if text is None else parse_event(text) for text in texts]
    patience.left -= found.count(None) - texts.count(None)
    return found


def decode(chunk: bytes, offsets: Sequence[int], patience: Patience | None = None) -> list[str | None]:
    """The XML of the records at those ascending offsets of a whole chunk; None for what nobody can read."""
    patience = patience or Patience()
    texts: list[str | None] = [None] * len(offsets)
    for number, text in _read(_FILE + _relinked(chunk, offsets), len(offsets)):
        texts[number] = text
    return [
        patience.xml(chunk, offset) if text is None else text
        for offset, text in zip(offsets, texts, strict=True)
    ]


def _content(event: EventXml | None) -> Content | None:
    if event is None:
        return None
    return event.user, event.process_id, event.event_name, event.fields, event.binary


def _relinked(chunk: bytes, offsets: Sequence[int]) -> bytes:
    """The chunk as if those were all its records, their header ids counting from 0.

    The size of each reaches to the next, for readers stop at the end of its BinXml.
    The tables of names and definitions are emptied: they only make reading faster,
    and damage in them makes readers refuse the chunk.
    """
    data = bytearray(chunk)
    count = len(offsets)
    last = count - 1
    _CHUNK_HEADER.pack_into(data, 0, CHUNK_MAGIC, 0, last, 0, last, 128, offsets[-1], CHUNK, 0, 1)
    if offsets[0] != RECORDS:
        # What stands there is made an empty record; a definition in it begins further on.
        _NOTHING.pack_into(data, RECORDS, RECORD_MAGIC, offsets[0] - RECORDS, count, 0, _EMPTY_FRAGMENT)
    for number, (offset, following) in enumerate(pairwise([*offsets, CHUNK])):
        _RECORD_HEADER.pack_into(data, offset, RECORD_MAGIC, following - offset, number)
    return bytes(data)


def _read(file: bytes, count: int) -> Iterator[tuple[int, str]]:
    """The records of a file with fewer than `count` + 2, by header id."""
    try:
        records = iter(PyEvtxParser(io.BytesIO(file), 1).records())
        for _ in range(count + 1):
            try:
                record: dict[str, Any] | None = next(records, None)
            except RuntimeError:
                continue  # this record is refused, the next may not be
            if record is None:
                return
            if record["event_record_id"] < count:
                yield record["event_record_id"], record["data"]
    except RuntimeError:
        return
