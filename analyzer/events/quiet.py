"""Events that tell nothing by themselves: tasks that ran, by the hundred thousand, and met no error.

They show that a log went on, and which task a process was.  For the former their times and
record ids are enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from analyzer.model import Action, Event

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet events of one log from one file, in no order: when they were, and their record ids.

    `host` and `channel` are in lower case, `times` microseconds since 1970.  `position` gives
    the place in the file of the one of that number.
    """

    host: str
    channel: str
    path: str
    times: NDArray[np.int64]
    record_ids: NDArray[np.int64]
    position: Callable[[int], str]

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first and the last time."""
        first, last = (EPOCH + int(time) * MICROSECOND for time in (self.times.min(), self.times.max()))
        return first, last

    def ref(self, number: int) -> str:
        """The event as a reference, `path#position`."""
        return f"{self.path}#{self.position(number)}"


def is_quiet(event: Event) -> bool:
    """Whether an event is a task that ran and met no error, known by its host and record id."""
    return (
        event.action is Action.TASK_RAN
        and not (event.detections or event.sightings or event.outcome or event.operation)
        and bool(event.host)
        and event.record_id is not None
        and 0 <= event.record_id < 1 << 63
    )
