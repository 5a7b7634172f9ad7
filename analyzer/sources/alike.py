"""Records counted by the thousand: those that are alike up to minute and second are parsed once.

Rows of tables and blocks of text alike: whoever reads them says where in a buffer each
record has what tells its kind, and where its time.  A record that is in any way unusual
is left to the ordinary reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
_Words = npt.NDArray[np.uint64]
_Bytes = npt.NDArray[np.uint8]

_WIDEST = 384
"""Bytes that a part of what tells a record's kind may have at most."""

_CLOCK = 48
"""Bytes of a printed time."""

_COLON, _ZERO, _POINT, _COMMA = b":0.,"
_PLACES = np.array([1, 2, 4, 5])
"""Where behind the first colon of a time the digits of minute and second stand."""

_BEHIND = np.arange(7, 16)
"""Where behind it the digits of a fraction stand."""

_SECONDS = np.array([600e6, 60e6, 10e6, 1e6])
_FRACTION = 10.0 ** np.arange(5, -1, -1)
"""How many microseconds each digit stands for; as floats, which are multiplied much faster."""

_WEIGHTS = np.random.default_rng(1).integers(1 << 62, 1 << 63, 1 << 12, np.uint64) | np.uint64(1)
_DIGITS = 19


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the buffer a part of each record begins and ends."""

    starts: Ints
    ends: Ints


@dataclass(frozen=True, slots=True)
class Group:
    """Records that differ in minute and second only, by their numbers.

    `hour` is the printed time of all of them, with zeros from the minute on; `shifts` are
    the microseconds by which each is later.
    """

    rows: Ints
    hour: bytes
    shifts: Ints


def alike(buffer: bytes, kind: Sequence[Span], time: Span, usual: Bools) -> tuple[list[Group], Ints]:
    """The usual records in groups of one kind and hour; and those that are not, or that cannot be told so."""
    count = time.starts.size
    if not count:
        return [], np.empty(0, np.int64)
    data = np.frombuffer(buffer, np.uint8)
    clock = _window(data, time, _CLOCK)
    shifts, clear = _shifts(clock)
    usual = usual & clear & (time.ends - time.starts <= _CLOCK)
    parts = [clock]
    for span in kind:
        longest = int((span.ends - span.starts).max(initial=0))
        parts.append(_window(data, span, min(_WIDEST, max(8, -(-longest // 8) * 8))))
        usual &= span.ends - span.starts <= _WIDEST
    words = np.concatenate(parts, axis=1).view(np.uint64)
    return _grouped(words, shifts, usual), np.flatnonzero(~usual)


def numbers(buffer: bytes, span: Span) -> tuple[Ints, Bools]:
    """The whole numbers that stand there in decimal, and where that is so."""
    size = span.ends - span.starts
    digits = _window(np.frombuffer(buffer, np.uint8), span, _DIGITS - 1) - np.uint8(_ZERO)
    known = (size > 0) & (size < _DIGITS)
    values = np.zeros(size.size, np.int64)
    for place in range(int(size[known].max(initial=0))):
        mine = known & (place < size)
        known &= ~mine | (digits[:, place] < 10)
        values = np.where(mine, values * 10 + digits[:, place], values)
    return values, known


def _window(data: _Bytes, span: Span, width: int) -> _Bytes:
    """That part of each record, as many bytes wide; zeros stand behind what is shorter."""
    if int(span.starts.max()) + width > data.size:
        data = np.append(data, np.zeros(width, np.uint8))
    found = np.lib.stride_tricks.sliding_window_view(data, width)[span.starts]
    length = span.ends - span.starts
    shortest = min(int(length.min()), width)
    found[:, shortest:] *= np.arange(shortest, width) < length[:, None]
    return found


def _shifts(clock: _Bytes) -> tuple[Ints, Bools]:
    """What times have behind their hour, in microseconds, which is overwritten; and where that is clear."""
    every = np.arange(len(clock))
    colon = np.minimum((clock == _COLON).argmax(1), _CLOCK - _BEHIND[-1] - 1)
    places = (every[:, None], colon[:, None] + _PLACES)
    digits = clock[places] - np.uint8(_ZERO)
    usual = (digits < 10).all(1) & (clock[every, colon] == _COLON) & (clock[every, colon + 3] == _COLON)
    shifts = digits.astype(np.float64) @ _SECONDS
    clock[places] = _ZERO
    mark = clock[every, colon + 6]
    fractional = (mark == _POINT) | (mark == _COMMA)
    if fractional.any():
        places = (every[:, None], colon[:, None] + _BEHIND)
        digits = clock[places] - np.uint8(_ZERO)
        run = np.logical_and.accumulate(digits < 10, axis=1) & fractional[:, None]
        shifts += np.where(run, digits, 0)[:, :6].astype(np.float64) @ _FRACTION
        clock[places] = np.where(run, np.uint8(_ZERO), clock[places])
    return shifts.astype(np.int64), usual


def _grouped(words: _Words, shifts: Ints, usual: Bools) -> list[Group]:
    rows = np.flatnonzero(usual)
    if not rows.size:
        return []
    if rows.size < usual.size:
        words, shifts = words[rows], shifts[rows]
    # Records that follow one another are mostly alike: only the first of each run is looked at again.
    begins = np.append(0, np.flatnonzero((words[1:] != words[:-1]).any(1)) + 1)
    first, run = _distinct(words[begins])
    order = np.argsort(run, kind="stable")
    ends = np.append(begins[1:], rows.size)
    groups = []
    for mine in np.split(order, np.flatnonzero(np.diff(run[order])) + 1):
        members = np.concatenate([np.arange(begins[r], ends[r]) for r in mine])
        clock = words[begins[first[run[mine[0]]]], : _CLOCK // 8].tobytes()
        groups.append(Group(rows[members], clock.rstrip(b"\0"), shifts[members]))
    return groups


def _distinct(words: _Words) -> tuple[Ints, Ints]:
    """The first row of each kind, and the kind of each row; rows of one sum may still differ."""
    sums = (words * _WEIGHTS[: words.shape[1]]).sum(1)
    _, first, kind = np.unique(sums, return_index=True, return_inverse=True)
    odd = np.flatnonzero((words != words[first][kind]).any(1))
    kind[odd] = np.arange(first.size, first.size + odd.size)
    return np.append(first, odd), kind
