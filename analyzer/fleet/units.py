"""Units of work: what is read in one place without asking, and what comes back of it.

A unit is a value that travels to whoever does it.  Only records that matter, losses and
sums come back, in the order of the file; nothing in a file's content raises.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from analyzer.model import Item, Loss
from analyzer.sources.evtx.ranges import Range, place_of
from analyzer.sources.files import guarded, read_entry, refused, unopened
from analyzer.sources.folders import Entry
from analyzer.sources.shape import Options
from analyzer.sources.streams import Limits, Tap, Trouble

if TYPE_CHECKING:
    from analyzer.sources.evtx.columns import BoolArray, IntArray
    from analyzer.sources.evtx.reader import Rest
    from analyzer.sources.evtx.runs import Log

Beat: TypeAlias = Callable[[], None]
"""Called whenever some of a file has been read."""

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Digest:
    """What is told of a file as a whole, without reading what it says."""

    sha256: str
    size: int
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What all units of a reading share."""

    options: Options
    limits: Limits


Result: TypeAlias = "Item | Rest | Digest | BoolArray"


class Unit(Protocol):
    """Some of the work on one file; `size` says in bytes how much it is."""

    @property
    def entry(self) -> Entry:
        """The file."""

    @property
    def size(self) -> int:
        """How many bytes there are to read."""

    @property
    def position(self) -> str | None:
        """Where in the file it begins, if that is not at its start."""

    def work(self, terms: Terms, beat: Beat) -> Iterator[Result]:
        """Do it."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A file of any shape, with its account."""

    entry: Entry
    size: int
    position: None = None

    def work(self, terms: Terms, beat: Beat) -> Iterator[Item]:
        """All that the file holds, and its `Input`."""
        if self.entry.refusal is not None:
            return iter([refused(self.entry.name, self.entry.refusal)])
        return read_entry(self.entry, terms.options, terms.limits, beat)


@dataclass(frozen=True, slots=True)
class Hashing:
    """All bytes of a file of which others read the parts."""

    entry: Entry
    size: int
    position: None = None

    def work(self, terms: Terms, beat: Beat) -> Iterator[Digest | Loss]:  # noqa: ARG002 (as of every unit)
        """Its hash and length."""
        try:
            raw = self.entry.open()
        except OSError as error:
            yield unopened(self.entry.name, error)
            return
        with raw:
            tap = Tap(raw, None, beat)
            buffer = memoryview(bytearray(_PIECE))
            while tap.readinto(buffer):
                pass
            yield Digest(tap.sha256, tap.size, tap.trouble)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some chunks of a large EVTX file."""

    entry: Entry
    size: int
    chunks: Range

    @property
    def position(self) -> str:
        """Its first chunk."""
        return f"c{self.chunks[0]}+0x0"

    def work(self, terms: Terms, beat: Beat) -> Iterator[Item | Rest]:
        """What of it comes at once, and its `Rest`."""
        from analyzer.sources.evtx.parts import read_part  # noqa: PLC0415 (heavy, and only for who reads)

        try:
            raw = self.entry.open(ahead=False)
        except OSError as error:
            yield unopened(self.entry.name, error)
            return
        with raw:
            stream = _Watched(raw, self.chunks[0], beat)
            yield from guarded(
                self.entry.name, read_part(self.entry.name, stream, terms.options, self.chunks)
            )


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Which of some records of a log stand in the block that begins with a chunk."""

    entry: Entry
    size: int
    chunk: int
    log: Log
    ids: IntArray
    times: IntArray
    position: None = None

    def work(self, terms: Terms, beat: Beat) -> Iterator[BoolArray]:  # noqa: ARG002 (as of every unit)
        """Whether each of them does."""
        from analyzer.sources.evtx.parts import look_up  # noqa: PLC0415 (heavy, and only for who reads)

        with self.entry.open(ahead=False) as raw:
            yield look_up(_Watched(raw, self.chunk, beat), self.chunk, self.log, self.ids, self.times)


class _Watched:
    """A file of which each reading is a beat."""

    def __init__(self, raw: io.RawIOBase, chunk: int, beat: Beat) -> None:
        """Stand at a chunk."""
        raw.seek(place_of(chunk))
        self._beat = beat
        self._raw = raw

    def readinto(self, buffer: memoryview, /) -> int | None:
        self._beat()
        return self._raw.readinto(buffer)
