"""Blocks found in bytes by how the first of the file begins, so that those that are alike are counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analyzer.sources.alike import Bools, Group, Ints, Span, alike
from analyzer.sources.decoding import readable
from analyzer.sources.text.anchors import Anchors
from analyzer.sources.text.blocks import Block, blocks, head_of, label_of, unquoted

_NEWLINE, _RETURN, _BLANK, _BACKSLASH, _ZERO = b"\n\r \\0"
_BEFORE_ID = np.isin(np.arange(256), list(" :：".encode()))
_HEAD = 4
"""Lines of log, source, date and event id."""

_ID_DIGITS = 5
_NUMBER = b"Event["
_XML = Anchors(b"<Event%c" % end for end in b" >\t\r\n")
_COMPARED = 8
"""Bytes of a label that are compared; the rest is looked at once in each group."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How blocks begin: with the labels of the first lines, below a number or not.

    `lines` are those from the log's label to that of the description, which stands alone.
    """

    labels: tuple[bytes, ...]
    lines: int
    is_numbered: bool


def frame_of(text: str) -> Frame | None:
    """How the blocks of a text begin, by the first; None where that is quoted or otherwise unusual."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    first = next(blocks(lines), None)
    if first is None:
        return None
    mine = lines[first.line - 1 :]
    block = Block(1, first.head, first.is_numbered)
    for number, line in enumerate(mine[_HEAD:], _HEAD + 1):
        block.take(line)
        if block.is_described:
            labels = tuple(label_of(line).encode() for line in mine[:_HEAD])
            is_quoted = any(unquoted(line) != line for line in mine[:_HEAD])
            usual = all(labels) and not (block.text or block.xml or is_quoted)
            return Frame(labels, number, first.is_numbered) if usual else None
    return None


@dataclass(frozen=True, slots=True)
class Framed:
    """The blocks of a buffer: where its lines begin, and the numbers of those with which a block begins.

    What follows the beginning of the last block is `rest`, as more of it may come.
    """

    buffer: bytes
    frame: Frame
    lines: Ints
    heads: Ints

    @property
    def rest(self) -> int:
        """The number of the line from which on nothing was told; 0 where there is no block."""
        return int(self.heads[-1]) if self.heads.size else 0

    def text(self, begin: int, end: int) -> bytes:
        """The bytes from one line to another."""
        return self.buffer[self.lines[begin] : self.lines[end]]

    def groups(self) -> tuple[list[Group], Ints, frozenset[int]]:
        """The blocks that are alike, those that must be read one by one, and those of them that hold XML.

        Of the last each is sure to be one block.
        """
        data = np.frombuffer(self.buffer, np.uint8)
        at = self.heads[:-1] + self.frame.is_numbered
        date = self.lines[at + 2] + len(self.frame.labels[2])
        behind = self.lines[at + 3] - 1
        time = Span(date, np.maximum(behind - (data[behind - 1] == _RETURN), date))
        kind = [Span(self.lines[at], date), Span(self.lines[at + 3], self.lines[at + self.frame.lines])]
        usual = at + self.frame.lines <= self.heads[1:]
        mixed = self._holding(self._other_heads(data))
        with_xml = self._holding(np.searchsorted(self.lines, _XML.find(self.buffer), side="right") - 1)
        usual[mixed] = usual[with_xml] = False
        groups, left = alike(self.buffer, kind, time, usual)
        alone = {*left.tolist(), *(int(group.rows[0]) for group in groups)}
        unsure = {row for row in alone if not self.is_head(int(at[row]))}
        if unsure:
            # What only looks like a head belongs to the block above it.
            usual[[row - 1 for row in unsure if row]] = False
            groups, left = alike(self.buffer, kind, time, usual)
        return (
            groups,
            left,
            frozenset(with_xml.tolist()) - unsure - {row - 1 for row in unsure} - {*mixed.tolist()},
        )

    def head(self, group: Group) -> Block | None:
        """The first block of a group as far as its head goes; None where that is in any way unusual."""
        begin = int(self.heads[group.rows[0]])
        end = begin + self.frame.is_numbered + self.frame.lines
        lines = readable(self.text(begin, end)).split("\n")[:-1]
        found = next(blocks(line.removesuffix("\r") for line in lines), None)
        if found is None or not found.is_described or found.text or found.xml or not found.labels:
            return None
        return found if found.labels[-1][1] and len(found.head[2].encode()) == len(group.hour) else None

    def place(self, row: int) -> tuple[int, int]:
        """The lines, from and to, of one block."""
        return int(self.heads[row]), int(self.heads[row + 1])

    def runs(self, chosen: Ints) -> Iterator[tuple[int, int]]:
        """The lines, from and to, of chosen blocks; neighbours are one run."""
        order = np.unique(chosen)
        for run in np.split(order, np.flatnonzero(np.diff(order) > 1) + 1):
            if run.size:
                yield int(self.heads[run[0]]), int(self.heads[run[-1] + 1])

    def is_head(self, line: int) -> bool:
        """Whether lines from this one on are a head."""
        lines = readable(self.text(line, line + _HEAD)).split("\n")[:_HEAD]
        return head_of(*(unquoted(one.removesuffix("\r")) for one in lines)) is not None

    def _other_heads(self, data: npt.NDArray[np.uint8]) -> Ints:
        """The lines with which a block begins that does not look like the first of the file."""
        known = self.heads + self.frame.is_numbered
        others = np.setdiff1d(_ids(data, self.lines[1:] - 1) - _HEAD + 1, known, assume_unique=True)
        return np.array([line for line in others.tolist() if line >= 0 and self.is_head(line)], np.int64)

    def _holding(self, lines: Ints) -> Ints:
        """The blocks in which these lines stand."""
        found = np.unique(np.searchsorted(self.heads, lines, side="right") - 1)
        blocks_with: Ints = found[(found >= 0) & (found < self.heads.size - 1)]
        return blocks_with


def framed(buffer: bytes, frame: Frame) -> Framed:
    """The blocks of a buffer."""
    data = np.frombuffer(buffer, np.uint8)
    lines = np.append(0, np.flatnonzero(data == _NEWLINE) + 1)
    heads = np.arange(max(0, lines.size - frame.lines - frame.is_numbered))
    if frame.is_numbered:
        heads = _beginning(data, lines, heads, 0, _NUMBER)
    for number, label in enumerate(frame.labels, int(frame.is_numbered)):
        heads = _beginning(data, lines, heads, number, label)
    found = Framed(buffer, frame, lines, heads)
    while found.heads.size and not found.is_head(found.rest + frame.is_numbered):
        found = replace(found, heads=found.heads[:-1])
    return found


def _beginning(data: npt.NDArray[np.uint8], lines: Ints, heads: Ints, below: int, word: bytes) -> Ints:
    """Those of the lines below which, by so many, a line begins with that word."""
    wanted = np.frombuffer(word[:_COMPARED], np.uint8)
    heads = heads[data.take(lines[heads + below], mode="clip") == wanted[0]]
    places = lines[heads + below][:, None] + np.arange(wanted.size)
    beginning: Ints = heads[(data.take(places, mode="clip") == wanted).all(1)]
    return beginning


def _ids(data: npt.NDArray[np.uint8], newlines: Ints) -> Ints:
    """The lines that end as that of an event id does: a blank or a colon, and few digits."""
    ends = newlines - 1
    ends = ends - (data[ends] == _RETURN)
    for _ in range(2):
        ends = ends - ((data[ends] == _BLANK) | (data[ends] == _BACKSLASH))
    found = np.flatnonzero(_digit(data[ends]))
    ends = ends[found]
    for _ in range(_ID_DIGITS):
        ends = ends - _digit(data[ends])
    lines: Ints = found[_BEFORE_ID[data[ends]]]
    return lines


def _digit(values: npt.NDArray[np.uint8]) -> Bools:
    return values - np.uint8(_ZERO) < 10
