"""Whole numbers as few bytes: what changes little from row to row is kept as its change."""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_LEVEL = 1
_BYTES = 8


def pack_numbers(columns: NDArray[np.int64]) -> bytes:
    """Columns of numbers, one a row of the array, as bytes."""
    # Sums and differences may wrap around: they do so both ways.
    changes = np.ascontiguousarray(np.diff(columns, axis=1, prepend=0), dtype="<i8")
    alike = changes.view(np.uint8).reshape(*columns.shape, _BYTES).transpose(0, 2, 1)
    return zstd.compress(alike.tobytes(), _LEVEL)


def unpack_numbers(data: bytes, columns: int) -> NDArray[np.int64]:
    """The same columns, so many, again."""
    alike = np.frombuffer(zstd.decompress(data), dtype=np.uint8).reshape(columns, _BYTES, -1)
    changes = np.ascontiguousarray(alike.transpose(0, 2, 1)).view("<i8").reshape(columns, -1)
    return np.cumsum(changes, axis=1, dtype=np.int64)
