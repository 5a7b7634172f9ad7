"""All that one file brings, made ready to be put into the archive in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analyzer import __version__
from analyzer.archive.codec import pack_records, unpack_records
from analyzer.archive.identity import Key, Keys, Log, log_of
from analyzer.archive.meaning import pack_meaning
from analyzer.model import Input, Item, Loss, Record, Snapshot, Stretch, Tally
from analyzer.sources.aside import Aside

INTERPRETER = __version__
"""Who made events of records; others' are made anew where the records are still there."""

_BLOCK = 1000


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records of one log, packed, and the key of each."""

    log: Log
    keys: tuple[Key, ...]
    raw: bytes
    events: bytes | None
    quiet: bytes | None

    @classmethod
    def of(cls, log: Log, keys: Sequence[Key], records: Sequence[Record]) -> Batch:
        """The records and the events that they tell of."""
        return cls(log, tuple(keys), pack_records(records), *pack_meaning(log[0], records))

    def only(self, wanted: Sequence[bool], path: str) -> Batch:
        """Those of the records that are wanted, as of the file `path`: ids of some events hold its name."""
        records = unpack_records(self.raw, path)
        kept = [(k, r) for k, r, wants in zip(self.keys, records, wanted, strict=True) if wants]
        return Batch.of(self.log, [k for k, _ in kept], [r for _, r in kept])

    @property
    def is_numbered(self) -> bool:
        """Whether every record has an id, so that nothing made of it depends on the file."""
        return all(key[2] >= 0 for key in self.keys)


@dataclass(slots=True)
class Parcel(Aside):
    """What was read of one file so far; records are packed as they come."""

    batches: list[Batch] = field(default_factory=list)
    _keys: Keys = field(default_factory=Keys)
    _open: dict[Log, list[tuple[Key, Record]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, item: Record | Tally | Stretch | Snapshot | Loss) -> None:
        """Take an item of the file."""
        if not isinstance(item, Record):
            self.put(item)
            return
        log = log_of(item.computer, item.channel)
        pending = self._open[log]
        pending.append((self._keys.of(item), item))
        if len(pending) == _BLOCK:
            self._close(log)

    def done(self) -> None:
        """Pack what is left: the file is at its end."""
        for log in sorted(self._open):
            self._close(log)

    def _close(self, log: Log) -> None:
        pending = self._open.pop(log)
        self.batches.append(Batch.of(log, [key for key, _ in pending], [record for _, record in pending]))


def parcels(items: Iterator[Item]) -> Iterator[tuple[Input, Parcel] | Loss]:
    """The files of a reading, each when it is done; and the losses of what could not even be opened."""
    pending: dict[str, Parcel] = defaultdict(Parcel)
    for item in items:
        if isinstance(item, Input):
            parcel = pending.pop(item.path, Parcel())
            parcel.done()
            yield item, parcel
        else:
            pending[item.path].add(item)
    for left in pending.values():
        yield from left.losses
