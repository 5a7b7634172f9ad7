"""What the collector lays beside the logs that it took: a list of them, and no log."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.model import Item
from analyzer.sources.shape import Guess, Options, Source

_FIRST = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"collector":\s*"rollaudit"')


class Manifest:
    """`manifest.json` of a collection."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By its first words."""
        if _FIRST.match(head):
            return Guess("list of what was collected", 1.0, "it begins by saying that the collector wrote it")
        return None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:  # noqa: ARG002 (the interface's)
        """Nothing: what it lists lies beside it."""
        while source.stream.read(1 << 20):
            pass
        yield from ()
