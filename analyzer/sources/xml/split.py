"""Events cut out of a stream by their tags, whatever stands between them.

A parser of documents could not do it: most writers print no root, some a declaration
with every event, and copies stand in the middle of other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from analyzer.sources.decoding import LONGER_RECORD, LONGEST

START = re.compile(rb"<Event[\s>]")
"""The tag that begins an event, and not EventData or EventID."""

_END = b"</Event>"
_DTD = (b"<!DOCTYPE", b"<!ENTITY")
_OVERLAP = 16
"""Bytes of a block that may be the first half of a tag."""


class Flaw(StrEnum):
    """Why there is no event where one should be."""

    CUT = "the event is cut off"
    LONG = f"the event is {LONGER_RECORD}"
    DTD = "it declares a document type: no event log does, and none is read that does"


@dataclass(frozen=True, slots=True)
class Piece:
    """One event's bytes, or what is wrong with it; after `DTD` nothing more comes."""

    event: bytes = b""
    flaw: Flaw | None = None


def split(blocks: Iterable[bytes], longest: int = LONGEST) -> Iterator[Piece]:
    """The events in blocks of UTF-8, in their order."""
    buffer = b""
    inside = False
    at = searched = 0
    for block in blocks:
        buffer, searched, at = buffer[at:] + block, max(0, searched - at), 0
        while True:
            if not inside:
                found = START.search(buffer, at)
                if any(buffer.find(mark, at, found.start() if found else None) >= 0 for mark in _DTD):
                    yield Piece(flaw=Flaw.DTD)
                    return
                if not found:
                    at = max(at, len(buffer) - _OVERLAP)
                    break
                at = searched = found.start()
                inside = True
            end = buffer.find(_END, searched)
            if end >= 0:
                end += len(_END)
                yield from _last_of(buffer[at:end], longest)
                at, inside = end, False
            elif len(buffer) - at > longest:
                yield Piece(flaw=Flaw.LONG)
                *_, last = START.finditer(buffer, at)
                inside = last.start() > at
                at, searched = (last.start() if inside else len(buffer)), len(buffer)
                break
            else:
                searched = max(at, len(buffer) - len(_END))
                break
    if inside:
        yield from (Piece(flaw=Flaw.CUT) for _ in START.finditer(buffer, at))


def _last_of(event: bytes, longest: int) -> Iterator[Piece]:
    """The event that ends here; those that began before it and never ended are cut off."""
    starts = [found.start() for found in START.finditer(event)]
    yield from (Piece(flaw=Flaw.CUT) for _ in starts[1:])
    last = event[starts[-1] :]
    yield Piece(last) if len(last) <= longest else Piece(flaw=Flaw.LONG)
