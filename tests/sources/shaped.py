"""What tests of shapes share: bytes read as an audit reads them, and records made comparable."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from analyzer.model import Item, Loss, Record, Snapshot, Stretch, Tally
from analyzer.sources.shape import HEAD, Guess, Options, Source
from analyzer.sources.sniff import recognise


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of some bytes."""

    guess: Guess | None
    items: tuple[Item, ...]
    duplicates: int
    lacks: tuple[str, ...]

    def __post_init__(self) -> None:
        """Nothing but items."""
        assert all(isinstance(i, (Record, Tally, Stretch, Snapshot, Loss)) for i in self.items)

    @property
    def records(self) -> list[Record]:
        """The records that matter."""
        return [i for i in self.items if isinstance(i, Record)]

    @property
    def snapshots(self) -> list[Snapshot]:
        """Settings."""
        return [i for i in self.items if isinstance(i, Snapshot)]

    @property
    def losses(self) -> list[Loss]:
        """What could not be read."""
        return [i for i in self.items if isinstance(i, Loss)]

    @property
    def stretches(self) -> list[Stretch]:
        """What is covered."""
        return [i for i in self.items if isinstance(i, Stretch)]

    @property
    def tallies(self) -> list[Tally]:
        """What was counted."""
        return [i for i in self.items if isinstance(i, Tally)]

    @property
    def count(self) -> int:
        """All records, decoded or not."""
        return len(self.records) + sum(t.count for t in self.tallies)


def read_bytes(data: bytes, options: Options = Options()) -> Reading:  # noqa: B008 (it is frozen)
    """Recognise and read; nothing where no shape knows the bytes."""
    found = recognise(data[:HEAD])
    if found is None:
        return Reading(None, (), 0, ())
    shape, guess = found
    source = Source("log", io.BytesIO(data), hourly=options.hourly)
    items = tuple(shape.read(source, options))
    return Reading(guess, items, source.duplicates, source.lacks)


def read_path(path: Path) -> Reading:
    """Read a file."""
    return read_bytes(path.read_bytes())


def bare(records: Iterable[Record]) -> list[Record]:
    """Records without what differs between shapes of the same record: place and rendered text."""
    return [replace(r, path="", position="", message=None, binary=r.binary or None) for r in records]
