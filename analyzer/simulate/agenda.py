"""What will happen when: the clock of the simulated world."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count


class Agenda:
    """Things to happen in order of time; those of one instant in the order they were planned."""

    def __init__(self, start: datetime) -> None:
        """Begin at `start`, with nothing planned."""
        self.now = start
        self._order = count()
        self._waiting: list[tuple[datetime, int, Callable[[], object]]] = []

    def at(self, when: datetime, happen: Callable[[], object]) -> None:
        """Plan something; what lies in the past happens at once when time goes on."""
        heapq.heappush(self._waiting, (max(when, self.now), next(self._order), happen))

    def run(self, until: datetime) -> None:
        """Let everything planned before `until` happen, and set the clock there."""
        while self._waiting and self._waiting[0][0] < until:
            self.now, _, happen = heapq.heappop(self._waiting)
            happen()
        self.now = until
