"""What of a file could not be read: one loss for each reason, however often it occurs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.model import Loss, LossKind


@dataclass(slots=True)
class _Case:
    position: str
    count: int = 0


class Unread:
    """The records of one file that could not be read, counted by reason, with the place of the first."""

    def __init__(self, path: str) -> None:
        """Start with none."""
        self._path = path
        self._cases: dict[tuple[LossKind, str], _Case] = {}

    def add(self, position: str, kind: LossKind, reason: str) -> None:
        """Count one record that could not be read."""
        self._cases.setdefault((kind, reason), _Case(position)).count += 1

    def items(self) -> Iterator[Loss]:
        """A loss for each reason, in the order in which they were met first."""
        for (kind, reason), case in self._cases.items():
            yield Loss(self._path, case.position, None, None, case.count, kind, reason)
