"""The records of a file by compiled code and by NumPy."""

from __future__ import annotations

import io
from collections.abc import Iterator
from unittest.mock import patch

import numpy as np

from analyzer.sources.evtx import native
from analyzer.sources.evtx.blocks import Block, read_blocks
from analyzer.sources.evtx.columns import IntArray, Rows
from analyzer.sources.evtx.damage import look_into
from analyzer.sources.evtx.layout import CHUNK, FILE_HEADER
from analyzer.sources.evtx.pythonevtx import Patience
from analyzer.sources.evtx.slack import remains_of
from analyzer.sources.evtx.templates import Templates


class Both:
    """Two indexes that meet the same blocks."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._compiled = native.Index(Templates())
        self._numpy = native.Index(Templates())

    def differences(self, data: bytes, size: int = 4 * CHUNK) -> Iterator[str]:
        """What one finds otherwise than the other in a file, block by block."""
        stream = io.BytesIO(data[FILE_HEADER:])
        for block in read_blocks(stream, size):
            at, damaged = native.walk(block)
            remains = remains_of(block).tolist()
            with patch.object(native, "compiled_index", None):
                if not _same((at, damaged), native.walk(block)):
                    yield f"walk, block {block.first}"
                if remains != remains_of(block).tolist():
                    yield f"remains, block {block.first}"
            more = np.union1d(at, look_into(block, damaged, Patience()).records).astype(np.int64)
            for _ in range(2):  # what is new the first time is known the second
                if self._told(block, more, self._compiled) != self._as_numpy(block, more):
                    yield f"index, block {block.first}"

    def _as_numpy(self, block: Block, at: IntArray) -> list[tuple[object, ...]]:
        with patch.object(native, "compiled_index", None):
            return self._told(block, at, self._numpy)

    @staticmethod
    def _told(block: Block, at: IntArray, index: native.Index) -> list[tuple[object, ...]]:
        rows, unclear = index.rows(block, at)
        return [*_records(rows, index), *((place,) for place in unclear.tolist())]


def _same(one: tuple[IntArray, list[int]], other: tuple[IntArray, list[int]]) -> bool:
    return np.array_equal(one[0], other[0]) and one[1] == other[1]


def _records(rows: Rows, index: native.Index) -> Iterator[tuple[object, ...]]:
    columns = (rows.at, rows.header_id, rows.event_id, rows.record_id, rows.time)
    kinds = [index.kinds[number] for number in rows.kind.tolist()]
    return zip(*(column.tolist() for column in columns), kinds, strict=True)
