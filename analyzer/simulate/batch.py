"""Many records alike at once: what makes a log big is made of a few patterns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from analyzer.simulate.entry import Entry

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Records with the ids from `first_id` on, at `times` (microseconds since 1970, ascending).

    Record n looks like pattern `(offset + n) % len(patterns)`.
    """

    patterns: tuple[Entry, ...]
    offset: int
    first_id: int
    times: NDArray[np.int64]

    def __len__(self) -> int:
        """How many records there are."""
        return len(self.times)

    def entry(self, number: int) -> Entry:
        """One of the records, counted from 0."""
        pattern = self.patterns[(self.offset + number) % len(self.patterns)]
        time = EPOCH + int(self.times[number]) * _MICROSECOND
        return replace(pattern, time=time, record_id=self.first_id + number)


Item = Entry | Batch


def microseconds(time: datetime) -> int:
    """A time in microseconds since 1970."""
    return (time - EPOCH) // _MICROSECOND


def expanded(items: Iterable[Item]) -> Iterator[Entry]:
    """All records one by one."""
    for item in items:
        if isinstance(item, Batch):
            yield from map(item.entry, range(len(item)))
        else:
            yield item
