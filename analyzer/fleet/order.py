"""A unit that was given to somebody, and its results as they arrive."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Self

from analyzer.fleet.units import Result, Unit
from analyzer.model import Loss

if TYPE_CHECKING:
    from analyzer.fleet.worker import Worker

_TRIES = 2
"""How often a unit is done whose worker dies of it, or of something else."""


class Order:
    """Waits for its results by `pump`, which takes in some message of some worker."""

    def __init__(self, unit: Unit, pump: Callable[[Order], None]) -> None:
        """Nothing has arrived, and nobody has it."""
        self.unit = unit
        self.worker: Worker | None = None
        self.is_done = False
        self._pump = pump
        self._batches: deque[tuple[Worker, list[Result]]] = deque()
        self._current: Iterator[Result] = iter(())
        self._is_closed = False
        self._tries = 1
        self._arrived = self._known = 0

    def __iter__(self) -> Self:
        """Its results."""
        return self

    def __next__(self) -> Result:
        """The next result, waited for."""
        while True:
            for result in self._current:
                return result
            if self._batches:
                worker, batch = self._batches.popleft()
                worker.free()
                self._current = iter(batch)
            elif self.is_done:
                raise StopIteration
            else:
                self._pump(self)

    def close(self) -> None:
        """Whatever arrives is thrown away."""
        self._is_closed = True
        while self._batches:
            self._batches.popleft()[0].free()

    def arrive(self, worker: Worker, batch: list[Result]) -> None:
        """Take results in; what arrived already, from a worker that has died since, is not taken twice."""
        known = min(max(self._known - self._arrived, 0), len(batch))
        self._arrived += len(batch)
        if self._is_closed or known == len(batch):
            worker.free()
        else:
            self._batches.append((worker, batch[known:]))

    def may_try_again(self) -> bool:
        """Whether another worker should do it; then it begins anew."""
        self.worker = None
        self._tries += 1
        self._known, self._arrived = max(self._known, self._arrived), 0
        return self._tries <= _TRIES

    def fail(self, reason: str) -> None:
        """There will be no more results, for that reason."""
        loss = Loss(self.unit.entry.name, self.unit.position, None, None, None, "limit", reason)
        self._current = iter([*self._current, *(one for _, batch in self._batches for one in batch), loss])
        self.close()
        self.is_done = True
