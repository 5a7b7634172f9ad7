"""A process that loads what draws while the command loads what judges, and draws while that goes on."""

from __future__ import annotations

import pickle
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any, Literal, Self, TypeAlias, cast

from analyzer.processes import PAINTER, started

if TYPE_CHECKING:
    from analyzer.report import Report

Kind: TypeAlias = Literal["pictures", "photographs"]


class Painter:
    """Draws the charts of one report; ends with its context, whatever it does."""

    def __init__(self) -> None:
        """Start it."""
        self._process = started(PAINTER)
        self._given = cast(IO[bytes], self._process.stdin)
        self._sent = cast(IO[bytes], self._process.stdout)
        self._thread = ThreadPoolExecutor(1)

    def sketch(self, report: Report) -> None:
        """Have it draw what does not show trends, for these are not known yet."""
        self._thread.submit(self._give, "sketches", report)

    def draw(self, kind: Kind, report: Report) -> Future[Any]:
        """What that function of `report.charts` gives; None where the process has died."""
        return self._thread.submit(self._drawn, kind, report)

    def _drawn(self, kind: Kind, report: Report) -> Any:
        try:
            self._give(kind, report)
            return pickle.load(self._sent)  # noqa: S301  # it comes from a process of our own
        except (EOFError, OSError, pickle.UnpicklingError):
            return None

    def _give(self, kind: str, report: Report) -> None:
        pickle.dump((kind, report), self._given, pickle.HIGHEST_PROTOCOL)
        self._given.flush()

    def __enter__(self) -> Self:
        """It is at work already."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._thread.shutdown()
