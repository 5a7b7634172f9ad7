"""The lines of a long text that are near a candidate, with their numbers; all others are skipped unread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from analyzer.sources.decoding import readable
from analyzer.sources.text.anchors import Anchors, Offsets

BEFORE, AFTER = 20, 30
"""How many lines around a candidate belong to it, as much as an error record can have."""

_BACK = 400
_FARTHEST = 1 << 20
"""How many lines, and bytes, are looked through for the line that leads, say by a time of its own."""

_LONG = 1 << 14
_AROUND = 1 << 12

Line = tuple[int, str]


def near_lines(
    blocks: Iterable[bytes],
    anchors: Anchors,
    leads: Callable[[str], bool],
    wants: Callable[[str], object] = bool,
    around: tuple[int, int] = (BEFORE, AFTER),
) -> Iterator[Line]:
    """Lines near a candidate that is wanted, and both ends of the text, as number and text.

    A gap in the numbers is what was skipped.  Behind a gap the lines begin with one that
    `leads`, if there is one not too far above.  Of very long lines only what surrounds
    the candidates is left.  `blocks` are UTF-8 (`utf8_blocks`).
    """
    before, after = around
    told = 0
    for page in _pages(iter(blocks), after):
        for wanted in page.candidates(anchors, wants):
            start = max(0, wanted - before, told + 1 - page.number)
            if page.number + start > told + 1:
                start = page.lead(start, max(0, told + 1 - page.number), leads)
            for index in range(start, min(page.count, wanted + after + 1)):
                told = page.number + index
                yield told, page.text(index)


@dataclass(frozen=True)
class _Page:
    """Whole lines: `number` is that of the first; candidates lie from byte `fresh` to byte `ready`."""

    data: bytes
    number: int
    fresh: int
    ready: int
    is_last: bool
    hits: dict[int, list[int]] = field(default_factory=dict)

    @cached_property
    def starts(self) -> Offsets:
        """Where the lines begin."""
        ends = np.flatnonzero(np.frombuffer(self.data, np.uint8) == ord("\n")) + 1
        starts = np.concatenate([np.zeros(1, np.intp), ends])
        return starts[starts < len(self.data)]

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.starts)

    def candidates(self, anchors: Anchors, wants: Callable[[str], object]) -> list[int]:
        """The lines to be told of, by index, in order."""
        found = anchors.find(memoryview(self.data)[self.fresh : self.ready]) + self.fresh
        ends = [0] if self.number == 1 and self.fresh == 0 and self.data else []
        if not found.size and not ends and not self.is_last:
            return []
        lines = np.searchsorted(self.starts, found, side="right") - 1
        for line, offset in zip(lines.tolist(), found.tolist(), strict=True):
            self.hits.setdefault(line, []).append(offset)
        wanted = (line for line in self.hits if wants(self.text(line)))
        return sorted({*wanted, *ends, *([self.count - 1] if self.is_last and self.count else [])})

    def text(self, index: int) -> str:
        """One line without its end."""
        begin = int(self.starts[index])
        end = int(self.starts[index + 1]) if index + 1 < self.count else len(self.data)
        if end - begin > _LONG:
            places = self.hits.get(index, [begin])
            pieces = [self.data[max(begin, at - _AROUND) : min(end, at + _AROUND)] for at in places[:16]]
            return readable(b" ... ".join(pieces)).rstrip("\r\n")
        return readable(self.data[begin:end]).rstrip("\r\n")

    def lead(self, start: int, lowest: int, leads: Callable[[str], bool]) -> int:
        """Where lines from `start` on have to begin, so that one that leads is among them."""
        for index in range(start, max(lowest, start - _BACK) - 1, -1):
            if leads(self.text(index)):
                return index
        return start


def _pages(blocks: Iterator[bytes], after: int) -> Iterator[_Page]:
    """The text in pages that overlap, so that what surrounds a candidate is at hand."""
    data, number, fresh = b"", 1, 0
    block = next(blocks, None)
    while block is not None:
        following = next(blocks, None)
        data += block
        cut = data.rfind(b"\n") + 1
        if following is None or len(data) - cut > _FARTHEST:
            cut = len(data)
        whole = data if cut == len(data) else data[:cut]
        ready = cut if following is None else max(fresh, _above(whole, cut, after + 1))
        yield _Page(whole, number, fresh, ready, following is None)
        kept = _above(whole, ready, _BACK)
        if kept:
            number += int(np.count_nonzero(np.frombuffer(whole, np.uint8, kept) == ord("\n")))
        data, fresh = data[kept:], ready - kept
        block = following


def _above(data: bytes, end: int, count: int) -> int:
    """Where so many lines begin that end there, or fewer if they are long."""
    lowest = max(0, end - _FARTHEST)
    at = end
    for _ in range(count):
        found = data.rfind(b"\n", lowest, max(at - 1, lowest)) + 1
        if at <= lowest or (found == 0 and lowest > 0):
            break
        at = found
    # Within a line that is longer than all that is looked through, any place will do.
    return lowest if at == end else at
