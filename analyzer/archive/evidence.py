"""The records behind events, taken out of their blocks when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection, select

from analyzer.archive import schema
from analyzer.archive.codec import unpack_records
from analyzer.archive.hush import Source
from analyzer.events import interpret
from analyzer.model import Event, Record

_BLOCKS = 8
"""How many unpacked blocks are kept: evidence is asked for file by file."""


class Evidence(Mapping[str, Record]):
    """Records by `path#position`; those whose raw data was pruned are not among them."""

    def __init__(self, connection: Connection) -> None:
        """Know of none yet."""
        self._places: dict[str, tuple[int, str]] = {}

        def raw(number: int) -> bytes:
            wanted = select(schema.raws.c.records).where(schema.raws.c.id == number)
            return bytes(connection.scalar(wanted) or b"")

        @lru_cache(maxsize=_BLOCKS)
        def block(number: int, path: str) -> dict[str, Record]:
            return {record.position: record for record in unpack_records(raw(number), path)}

        self._raw, self._block = raw, block

    def add(self, block: int, path: str, positions: Iterable[str]) -> None:
        """Learn that a block holds the records at those positions of a file."""
        self._places |= dict.fromkeys((f"{path}#{position}" for position in positions), (block, path))

    def events_of(self, source: Source, places: Sequence[int]) -> list[Event]:
        """The events of a block's records at some places among them, whose records are then known too."""
        events = list(interpret(unpack_records(self._raw(source.block), source.path, places)))
        self.add(source.block, source.path, (event.position for event in events))
        return events

    def __getitem__(self, ref: str) -> Record:
        """The record at that place."""
        number, path = self._places[ref]
        return self._block(number, path)[ref[len(path) + 1 :]]

    def __contains__(self, ref: object) -> bool:
        """Whether it is known, without unpacking anything."""
        return ref in self._places

    def __iter__(self) -> Iterator[str]:
        """All places."""
        return iter(self._places)

    def __len__(self) -> int:
        """How many records there are."""
        return len(self._places)
