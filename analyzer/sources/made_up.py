"""What the simulator lays beside its logs: it holds no record, but says that they are made up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.model import Item
from analyzer.sources.shape import Guess, Options, Source

MADE_UP = "note on simulated logs"
"""The format's name; a report with such an input is labelled simulated."""

_TRUTH = re.compile(rb'\s*\{\s*"simulated":\s*true\b')
_NOTE = b"SIMULATED LOGS"


class MadeUp:
    """`truth.json` and `README.txt` of a simulation, wherever they were moved."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """Both say in their first words what they are."""
        if head.startswith(_NOTE) or _TRUTH.match(head):
            return Guess(MADE_UP, 1.0, "it begins by saying that the logs beside it are simulated")
        return None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:  # noqa: ARG002 (the interface's)
        """Nothing: the truth is for tests, and an audit must not know it."""
        while source.stream.read(1 << 20):
            pass
        yield from ()
