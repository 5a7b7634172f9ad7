"""Bytes on their way to a reader: hashed, counted, and no more of them than is good."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from analyzer.model import LossKind

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Bytes(Protocol):
    """What bytes are taken from."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill the buffer as far as it goes; how far that was."""


_DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read, and how much reading may take; sizes are in bytes.

    `file` bounds one file, the next five what comes out of one that is compressed.  The
    ratio (unpacked to packed) counts only beyond `free` bytes: a log that was made large
    beforehand is mostly zeros.  `depth` bounds archives within archives.  Reading in a
    process of its own is ended that makes no progress for so many `seconds`, or takes
    more `memory`.  `line` bounds the lines of text, tables and JSON by the line, `record`
    what is one record over several lines or without any, `xml_depth` elements within
    elements, `zones` those of one audit.
    """

    file: int = 1 << 40
    unpacked: int = 64 << 30
    ratio: int = 250
    free: int = 1 << 30
    depth: int = 3
    members: int = 10_000
    seconds: int = 30
    memory: int = 2 << 30
    line: int = 16 << 20
    record: int = 16 << 20
    xml_depth: int = 64
    zones: int = 20_000


class LimitError(Exception):
    """A limit that cannot be used; the text says which and why."""


def limits_of(table: Mapping[str, object]) -> tuple[Limits, bool]:
    """The limits of a configuration's `[reading]`, and whether it asks for deleted records.

    Limits that it does not name stay as they are; LimitError where there is no such limit.
    """
    names = {field.name for field in fields(Limits)}
    deleted = table.get(_DELETED, False)
    if not isinstance(deleted, bool):
        raise LimitError(f"[reading] {_DELETED} is true or false, not {deleted!r}.")
    numbers = {name: value for name, value in table.items() if name != _DELETED}
    for name, value in numbers.items():
        if name not in names:
            raise LimitError(f"[reading] has no {name!r}; there are {', '.join(sorted((_DELETED, *names)))}.")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise LimitError(f"[reading] {name} takes a whole number from 1 on, not {value!r}.")
    return replace(Limits(), **{name: int(str(value)) for name, value in numbers.items()}), deleted


@dataclass(slots=True)
class Budget:
    """How many bytes may still come out of one file, and what is said when there are more."""

    left: int
    reason: str = "it unpacks to more than is read of a compressed file; unpack it and give what comes out"

    @classmethod
    def of(cls, size: int, limits: Limits) -> Budget:
        """The budget of a file of that many bytes."""
        return cls(min(limits.unpacked, max(limits.free, size * limits.ratio)))


@dataclass(frozen=True, slots=True)
class Trouble:
    """What ended a stream before its end."""

    kind: LossKind
    reason: str


def _nothing() -> None:
    """What is done with each reading, where nobody waits for it."""


class Tap(io.RawIOBase):
    """A stream that others pass: `sha256` and `size` are those of the bytes read so far.

    It never raises: where it must end too early, it ends, and `trouble` says why.
    """

    def __init__(self, raw: Bytes, budget: Budget | None = None, beat: Callable[[], None] = _nothing) -> None:
        """Read from `raw`; a budget bounds what comes out, and each reading is a `beat`."""
        super().__init__()
        self._raw = raw
        self._budget = budget
        self._beat = beat
        self._hash = sha256()
        self.size = 0
        self.trouble: Trouble | None = None

    @property
    def sha256(self) -> str:
        """The hash in hex."""
        return self._hash.hexdigest()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill the whole buffer, except at the end."""
        view = memoryview(buffer).cast("B")
        filled = self._within_budget(self._fill(view))
        self._hash.update(view[:filled])
        self.size += filled
        return filled

    def _fill(self, view: memoryview) -> int:
        filled = 0
        while filled < len(view) and self.trouble is None:
            self._beat()
            try:
                count = self._raw.readinto(view[filled:])
            except Exception as error:  # disks fail, and unpackers in as many ways as there are bytes
                self.trouble = Trouble("damaged", f"it cannot be read to its end: {error}")
                break
            if not count:
                break
            filled += count
        return filled

    def _within_budget(self, count: int) -> int:
        if self._budget is None:
            return count
        if count > self._budget.left:
            self.trouble = Trouble("limit", self._budget.reason)
        allowed = min(count, self._budget.left)
        self._budget.left -= allowed
        return allowed
