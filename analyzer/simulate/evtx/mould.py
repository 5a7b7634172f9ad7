"""Whole chunks of records that differ in nothing but ids and times: built once, then patched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyzer.simulate.evtx.chunk import Chunk

Numbers = NDArray[np.int64]

_WORD = np.arange(8)
_HEADER_ID, _HEADER_TIME = 8, 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a chunk a record stands, and its time and EventRecordID."""

    record: int
    time: int
    record_id: int


class Mould:
    """A full chunk whose records get new ids and times each time it is cast."""

    def __init__(self, chunk: Chunk, places: Sequence[Place]) -> None:
        """Take a chunk that gets no more records."""
        self._chunk = chunk
        self._bytes = np.frombuffer(chunk.data, np.uint8)
        records = np.array([p.record for p in places])
        self._header_ids = _words(records + _HEADER_ID)
        self._header_times = _words(records + _HEADER_TIME)
        self._times = _words(np.array([p.time for p in places]))
        self._record_ids = _words(np.array([p.record_id for p in places]))

    def __len__(self) -> int:
        """How many records it holds."""
        return self._chunk.records

    def cast(
        self, first: int, ids: Numbers, header_ids: Numbers, times: Numbers, head_times: Numbers
    ) -> bytes:
        """The chunk as it stands in the file; `first` is the number in the file of its first record.

        All numbers are one a record, times as FILETIME.
        """
        for places, numbers in (
            (self._record_ids, ids),
            (self._header_ids, header_ids),
            (self._times, times),
            (self._header_times, head_times),
        ):
            self._bytes[places] = np.ascontiguousarray(numbers, "<i8").view(np.uint8).reshape(-1, 8)
        return self._chunk.finished(first, (int(header_ids[0]), int(header_ids[-1])))


def _words(starts: NDArray[np.int64]) -> NDArray[np.int64]:
    return starts[:, None] + _WORD
