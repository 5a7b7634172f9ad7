"""Who does units: the promise that all kinds of workers keep, and the kind that works in this process."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Protocol, Self

from analyzer.fleet.units import Result, Terms, Unit, Whole


class Results(Protocol):
    """What comes back of a unit, as it comes; who wants no more of it closes it."""

    def __iter__(self) -> Iterator[Result]:
        """Itself."""

    def __next__(self) -> Result:
        """The next result, once there is one."""

    def close(self) -> None:
        """Have the rest forgotten."""


class Crew(Protocol):
    """Does units, perhaps several at once, and ends with its context; what cannot be done becomes a `Loss`.

    `reach` is how many units may be under way before the results of the first are taken.
    """

    @property
    def terms(self) -> Terms:
        """What its units share."""

    @property
    def reach(self) -> int:
        """How far ahead of what is needed next units are given out."""

    @property
    def is_busy(self) -> bool:
        """Whether others are still at work, so that there is time for something else."""

    def submit(self, unit: Unit, soon: bool = False) -> Results:
        """Have a unit done, before the others if `soon`; its results as they come."""

    def __enter__(self) -> Self:
        """Be ready for units."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        """Leave nobody at work."""


class Here:
    """Works in this process: on the parts of large files in threads, for NumPy and hashing leave them room.

    All other units are done where their results are asked for.
    """

    def __init__(self, terms: Terms, threads: int = 2) -> None:
        """How units are done, and by how many threads."""
        self.terms = terms
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads)

    @property
    def reach(self) -> int:
        """Every thread is busy, and has something to do next."""
        return 2 * self._threads

    @property
    def is_busy(self) -> bool:
        """Nobody else works."""
        return False

    def submit(self, unit: Unit, soon: bool = False) -> Results:  # noqa: ARG002 (who asks, waits)
        """As any crew."""
        if isinstance(unit, Whole):
            return _one_by_one(unit.work(self.terms, _unwatched))
        return _awaited(self._pool.submit(self._done, unit))

    def __enter__(self) -> Self:
        """As any crew."""
        return self

    def __exit__(self, *_: object) -> None:
        """Units that were not begun are given up."""
        self._pool.shutdown(cancel_futures=True)

    def _done(self, unit: Unit) -> list[Result]:
        return list(unit.work(self.terms, _unwatched))


def _one_by_one(results: Iterator[Result]) -> Generator[Result, None, None]:
    yield from results


def _awaited(results: Future[list[Result]]) -> Generator[Result, None, None]:
    yield from results.result()


def _unwatched() -> None:
    """Nobody ends a thread that makes no progress."""
