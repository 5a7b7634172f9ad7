"""How an EVTX file is known, and read in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn, cast

from analyzer.model import Item, Loss
from analyzer.sources.evtx.layout import CHUNK_MAGIC, FILE_HEADER, FILE_MAGIC, FileHeader
from analyzer.sources.evtx.parts import joined, read_part
from analyzer.sources.evtx.reader import Rest
from analyzer.sources.shape import Guess, Options, Source
from analyzer.sources.streams import Bytes

FORMAT = "EVTX"


class Evtx:
    """Windows event logs as they lie on a server, or as exports of them."""

    def recognise(self, head: bytes, /) -> Guess | None:
        """By the magic of the file, or that of its first chunk where the file's header is destroyed."""
        if head.startswith(FILE_MAGIC):
            return Guess(FORMAT, 1.0, "it begins as EVTX does")
        if head.startswith(CHUNK_MAGIC, FILE_HEADER):
            return Guess(FORMAT, 0.9, "a chunk of EVTX stands where the first one does")
        return None

    def read(self, source: Source, options: Options, /) -> Iterator[Item]:
        """Records that matter, tallies of the others, stretches of all, losses."""
        header = FileHeader.of(source.stream.read(FILE_HEADER))
        if not header.whole:
            yield Loss(source.path, None, None, None, None, "damaged", "the file ends within its header")
            return
        stream = cast(Bytes, source.stream)  # typeshed's BinaryIO lacks `readinto`
        for item in read_part(source.path, stream, options):
            if isinstance(item, Rest):
                yield from joined(source, options, header, [item], _unasked)
            else:
                yield item


def _unasked(*_: object) -> NoReturn:
    """One part has no others in which something may stand."""
    raise AssertionError
