"""What one part of a file teaches of templates and kinds, kept for the next part or file that is read here.

A definition is known by its GUID and content, so that it is the same in any file.  Each
reader has lessons of its own while it reads; threads share none at one time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from analyzer.sources.evtx.decode import Decoder
from analyzer.sources.evtx.native import Index
from analyzer.sources.evtx.templates import Templates

_MOST = 512
"""Definitions and kinds; a file made of nothing else must not teach the next one anything."""


@dataclass(slots=True)
class Lessons:
    """What was learnt to index records, and to decode them."""

    index: Index = field(default_factory=lambda: Index(Templates()))
    decoder: Decoder = field(default_factory=Decoder)


_kept: deque[Lessons] = deque()


def begin() -> Lessons:
    """Lessons that nobody uses now, or new ones."""
    try:
        return _kept.pop()
    except IndexError:
        return Lessons()


def end(lessons: Lessons) -> None:
    """Keep lessons for whoever reads next."""
    if lessons.index.known < _MOST:
        _kept.append(lessons)
