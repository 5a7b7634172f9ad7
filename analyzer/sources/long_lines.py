"""Text whose lines end in time: what of a line is longer than lines may be is not read, and that is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.model import Loss
from analyzer.sources.decoding import utf8_blocks
from analyzer.sources.shape import Options, Source
from analyzer.words import count


def line_blocks(source: Source, options: Options) -> Iterator[bytes]:
    """The source as UTF-8 in blocks, its lines cut where they are too long."""
    return cut_lines(utf8_blocks(source.stream), source, options)


def cut_lines(blocks: Iterable[bytes], source: Source, options: Options) -> Iterator[bytes]:
    """The blocks without what of any line is beyond the limit; the source counts such lines."""
    longest = options.limits.line
    length = 0
    for block in blocks:
        end = block.find(b"\n")
        first = len(block) if end < 0 else end
        if len(block) <= longest and length + first <= longest:
            yield block
            length = length + first if end < 0 else len(block) - 1 - block.rfind(b"\n")
            continue
        kept = []
        for number, line in enumerate(block.split(b"\n")):
            length = 0 if number else length
            kept.append(line[: max(longest - length, 0)])
            source.long_lines += length <= longest < length + len(line)
            length += len(line)
        if left := b"\n".join(kept):
            yield left


def long_lines_of(source: Source, options: Options) -> Iterator[Loss]:
    """What is said of a source some of whose lines were cut."""
    if source.long_lines:
        lines = count(source.long_lines, "line is", "lines are")
        reason = (
            f"{lines} longer than {options.limits.line:,} bytes: what is beyond is not read ([reading] line)"
        )
        yield Loss(source.path, None, None, None, None, "limit", reason)
