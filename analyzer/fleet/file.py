"""One file as units, and what it says in their results."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.fleet.crew import Crew, Results
from analyzer.fleet.units import Hashing, Piece, Unit, Whole
from analyzer.model import Input, Item, Loss, Record, Snapshot, Stretch, Tally
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER
from analyzer.sources.evtx.ranges import PART, ranges
from analyzer.sources.folders import Entry

ITEMS = (Record, Tally, Stretch, Snapshot, Loss, Input)


class File:
    """A file being read: as a whole, or in pieces beside its hash where it is a large EVTX file."""

    def __init__(self, entry: Entry, crew: Crew) -> None:
        """Plan its units by its size, and by the head of a large one."""
        self._entry = entry
        self._crew = crew
        self._head = _head(entry) if 2 * PART <= entry.size <= crew.terms.limits.file else b""
        pieces = ranges(self._head, entry.size, PART)
        self.units: list[Unit] = [Piece(entry, (end - first) * CHUNK, (first, end)) for first, end in pieces]
        self.units.insert(0, Hashing(entry, entry.size) if pieces else Whole(entry, entry.size))

    def items(self, first: Results, others: Iterator[Results]) -> Iterator[Item]:
        """The items of the file, of the results of its units in their order; at last its `Input`."""
        if len(self.units) > 1:
            from analyzer.fleet.pieces import Pieces  # noqa: PLC0415 (heavy, and few files are cut)

            yield from Pieces(self._entry, self._head, len(self.units) - 1, self._crew).items(first, others)
        else:
            yield from (item for item in first if isinstance(item, ITEMS))


def _head(entry: Entry) -> bytes:
    """How a file begins that can be read from anywhere on; nothing of others: whoever reads them says why."""
    try:
        with entry.open(ahead=False) as stream:
            head = stream.read(FILE_HEADER) if stream.seekable() else None
            # Some web servers send the whole file, wherever one begins.
            can_be_cut = head and stream.seek(entry.size - 1) and stream.read(1)
            return head if head and can_be_cut else b""
    except OSError:
        return b""
