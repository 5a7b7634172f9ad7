"""A process that loads what draws while the command loads what judges, and draws while the command writes."""

from __future__ import annotations

import pickle
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any, Self, cast

from analyzer.processes import PAINTER, started

if TYPE_CHECKING:
    from analyzer.report import Report


class Painter:
    """Draws charts of reports; ends with its context, whatever it does."""

    def __init__(self) -> None:
        """Start it."""
        self._process = started(PAINTER)
        self._thread = ThreadPoolExecutor(1)

    def draw(self, kind: str, report: Report) -> Future[Any]:
        """What the function of `report.charts` of that name gives; None where the process has died."""
        return self._thread.submit(self._drawn, kind, report)

    def _drawn(self, kind: str, report: Report) -> Any:
        given, sent = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        try:
            pickle.dump((kind, report), given, pickle.HIGHEST_PROTOCOL)
            given.flush()
            return pickle.load(sent)  # noqa: S301  # it comes from a process of our own
        except (EOFError, OSError, pickle.UnpicklingError):
            return None

    def __enter__(self) -> Self:
        """It is at work already."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._thread.shutdown()
