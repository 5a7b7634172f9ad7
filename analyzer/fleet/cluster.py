"""A Dask cluster: units go to its workers, each of which reads as `Jobs` does, in a process of its own.

Only results travel.  Workers must have this package, and reach the files under the same
paths.  A unit whose worker dies is done by another one; one of which worker after worker
dies becomes a loss.
"""

from __future__ import annotations

import atexit
from collections import deque
from collections.abc import Generator
from typing import Any, Self

from distributed import CancelledError, Client, Future
from distributed.comm.core import CommClosedError
from distributed.scheduler import KilledWorker

from analyzer import __version__
from analyzer.fleet.jobs import Jobs
from analyzer.fleet.units import Result, Terms, Unit
from analyzer.model import Loss

_CONNECT = 10
"""Seconds in which a scheduler has to answer."""

_AHEAD = 4
"""Units for each thread of a worker that are given out ahead."""


class ClusterError(Exception):
    """A cluster that cannot be used; the text says why."""


class Cluster:
    """The workers of a scheduler, those that join while it works among them."""

    def __init__(self, terms: Terms, address: str) -> None:
        """Join the scheduler at an address such as `tcp://host:port`; ClusterError where that cannot be."""
        self.terms = terms
        try:
            self._client: Any = Client(address, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(f"No Dask scheduler answers at {address}: {error}") from None
        try:
            self._threads = self._checked()
        except ClusterError:
            self.__exit__()
            raise

    @property
    def reach(self) -> int:
        """Every thread of every worker is busy, and has something to do next."""
        return _AHEAD * self._threads

    @property
    def is_busy(self) -> bool:
        """It is asked over the network: there is always some time."""
        return True

    def submit(self, unit: Unit, soon: bool = False) -> Generator[Result, None, None]:
        """As any crew."""
        future = self._client.submit(_done, self.terms, unit, pure=False, priority=int(soon))
        return _awaited(future, unit)

    def __enter__(self) -> Self:
        """As any crew."""
        return self

    def __exit__(self, *_: object) -> None:
        """The cluster goes on; what it holds of this work is forgotten."""
        try:
            self._client.run(_dismiss)
        except (CommClosedError, OSError, TimeoutError):
            pass  # who cannot be reached has nobody left to dismiss
        finally:
            self._client.close(timeout=_CONNECT)

    def _checked(self) -> int:
        """How many threads the workers have, all of them with this version of the package."""
        threads: dict[str, int] = self._client.nthreads()
        if not threads:
            raise ClusterError("The cluster has no workers.")
        try:
            versions: dict[str, str] = self._client.run(_version)
        except Exception as error:
            raise ClusterError(f"A worker of the cluster cannot load rollaudit: {error}") from None
        for worker, version in sorted(versions.items()):
            if version != __version__:
                raise ClusterError(f"The worker at {worker} has rollaudit {version}, not {__version__}.")
        return sum(threads.values())


def _awaited(future: Future[list[Result]], unit: Unit) -> Generator[Result, None, None]:
    try:
        yield from future.result()
    except KilledWorker:
        reason = "reading was ended: it ended every worker that read it"
        yield Loss(unit.entry.name, unit.position, None, None, None, "limit", reason)
    except (CancelledError, CommClosedError, TimeoutError) as error:
        raise ClusterError(f"The cluster was lost while it read: {type(error).__name__}") from None


_idle: deque[Jobs] = deque()
"""On a worker: processes that wait for a unit, as many as units were ever under way at once."""


def _done(terms: Terms, unit: Unit) -> list[Result]:
    """All results of a unit, on a worker."""
    jobs = _idle.pop() if _idle else Jobs(terms, 1)
    if jobs.terms != terms:
        jobs.__exit__()
        jobs = Jobs(terms, 1)
    try:
        return list(jobs.submit(unit))
    finally:
        _idle.append(jobs)


def _dismiss() -> None:
    while _idle:
        _idle.pop().__exit__()


def _version() -> str:
    atexit.register(_dismiss)
    return __version__
