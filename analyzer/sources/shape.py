"""What every reader of a log format offers: to recognise a file by its content, and to read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

from analyzer.model import Confidence, DateOrder, Item
from analyzer.sources.streams import Limits

HEAD = 64 << 10
"""Bytes of a file by which its shape is recognised."""

_UTC = ZoneInfo("UTC")
_HIGH, _MEDIUM = 0.8, 0.4


@dataclass(frozen=True, slots=True)
class Options:
    """What no file tells: the zone of local times without one, and the order of day and month.

    `hourly` asks for tallies that end with each hour (UTC), and stretches with record ids
    that end with each quarter of an hour: any zone's midnight is the end of one, so that they
    can be cut there later on.  `deleted` asks for the deleted records that a log still holds;
    their positions lie behind the ends of chunks.  `limits` bound lines and records.
    """

    tz: tzinfo = _UTC
    date_order: DateOrder | None = None
    hourly: bool = False
    deleted: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file seems to be: `format` as the report names it, `confidence` from 0 to 1, and why."""

    format: str
    confidence: float
    why: str

    @property
    def in_words(self) -> Confidence:
        """The confidence as reports give it."""
        return "high" if self.confidence >= _HIGH else "medium" if self.confidence >= _MEDIUM else "low"


@dataclass(slots=True)
class Source:
    """A file being read: its path as the report gives it, and its bytes as a stream read once, forwards.

    A reader counts into `duplicates` the records that it met twice in the file, into
    `recovered` those that the log had deleted and still holds, into `long_lines` lines that
    were longer than they may be, and leaves in `lacks`
    what the format cannot tell ("no computer name").  `hourly` is that of the options.
    """

    path: str
    stream: BinaryIO
    duplicates: int = 0
    recovered: int = 0
    lacks: tuple[str, ...] = ()
    hourly: bool = False
    long_lines: int = 0


class Shape(Protocol):
    """One format, in a file of its own."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """What a file that begins with these bytes is, if it is of this shape."""

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """All that the file holds, in its order; everything but its `Input`.

        What cannot be read is a `Loss`; nothing in the file's content raises.
        """
