"""Where a large file may be cut into parts."""

from __future__ import annotations

from typing import TypeAlias

from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER, FILE_MAGIC

BLOCK = 4 << 20
"""Bytes that are read and looked at together."""

PART = 16 * BLOCK
"""Bytes of a part: so few that what is remembered of single records is little, so many that a start pays."""

Range: TypeAlias = tuple[int, int]
"""Chunks from the first to before the second, whole blocks of the file but for its end."""


def ranges(head: bytes, size: int, part: int = PART) -> list[Range]:
    """The parts of a file that begins so and has that many bytes; none where it is read in one."""
    if not head.startswith(FILE_MAGIC) or size < FILE_HEADER + 2 * part:
        return []
    chunks, step = -(-(size - FILE_HEADER) // CHUNK), part // CHUNK
    return [(first, min(first + step, chunks)) for first in range(0, chunks, step)]


def place_of(chunk: int) -> int:
    """Where in a file a chunk begins."""
    return FILE_HEADER + chunk * CHUNK
