"""Units that do to their worker what files made to harm do."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from analyzer.fleet.units import Beat, Piece, Result, Terms, Unit
from analyzer.model import Loss
from analyzer.sources.folders import Entry

SOME = 300
"""Results that a unit gives before it does something."""


def died_once(mark: Path, terms: Terms, unit: Unit) -> list[Result]:
    """All results of a unit, on a worker of Dask, which is killed once, behind a piece of a file."""
    from analyzer.fleet.cluster import _done

    results = _done(terms, unit)
    if isinstance(unit, Piece) and unit.chunks[0] > 0 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return results


def told(number: int) -> Loss:
    """A result, by its number."""
    return Loss("unit", None, number, number, None, "damaged", "")


@dataclass(frozen=True, slots=True)
class Harmful:
    """Gives some results, then does as its `deed` says; a `mark` lets it do so only once."""

    deed: str
    mark: Path | None = None
    entry: Entry = field(default=Entry(Path("unit"), "unit"))
    size: int = 1
    position: None = None

    def work(self, terms: Terms, beat: Beat) -> Iterator[Loss]:
        """The results, and the deed between them."""
        for number in range(SOME):
            beat()
            yield told(number)
        if self.mark is None or not self.mark.exists():
            if self.mark:
                self.mark.touch()
            self._do(terms)
        for number in range(SOME, 2 * SOME):
            yield told(number)

    def _do(self, terms: Terms) -> None:
        match self.deed:
            case "dies":
                os._exit(7)
            case "kills":
                os.kill(os.getppid(), signal.SIGKILL)
                time.sleep(60)
            case "hangs":
                time.sleep(60 * terms.limits.seconds)
            case "eats":
                kept = bytearray(2 * terms.limits.memory)
                assert kept
            case "breaks":
                raise RuntimeError("broken")
