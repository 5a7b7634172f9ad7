"""The records behind events, taken out of their blocks when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from sqlalchemy import Connection, select

from analyzer.archive import schema
from analyzer.archive.codec import unpack_records
from analyzer.model import Record

_BLOCKS = 8
"""How many unpacked blocks are kept: evidence is asked for file by file."""


class Evidence(Mapping[str, Record]):
    """Records by `path#position`; those whose raw data was pruned are not among them."""

    def __init__(self, connection: Connection, places: Mapping[str, tuple[int, str]]) -> None:
        """`places` says of each record which block it is in, and which file it is of."""
        self._places = places

        @lru_cache(maxsize=_BLOCKS)
        def block(number: int, path: str) -> dict[str, Record]:
            table = schema.blocks
            raw = connection.scalar(select(table.c.raw).where(table.c.id == number))
            return {record.position: record for record in unpack_records(raw or b"", path)}

        self._block = block

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
