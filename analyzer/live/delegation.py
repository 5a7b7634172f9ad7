"""What the servers of the parent say together: whether there is a DS, and for which keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analyzer.live.view import ParentView


@dataclass(frozen=True, slots=True)
class Delegation:
    """The DS set of a zone; `known` is False where no server of the parent could be asked.

    `keys` are the tags of published keys that a DS fits, `strays` the tags of a DS that
    fits none; `signed` is when the set's newest signature began to hold.
    """

    known: bool
    keys: frozenset[int] = frozenset()
    strays: frozenset[int] = frozenset()
    ttl: int | None = None
    signed: datetime | None = None

    @property
    def is_secure(self) -> bool:
        """Whether the parent has a DS at all."""
        return bool(self.keys or self.strays)


def delegation(parents: Sequence[ParentView]) -> Delegation:
    """All that the parent's servers that answered say, together; the longest TTL counts."""
    told = [p for p in parents if p.trouble is None]
    fitting = [d for p in told for d in p.ds]
    return Delegation(
        known=bool(told),
        keys=frozenset(d.key for d in fitting if d.key is not None),
        strays=frozenset(d.tag for d in fitting if d.key is None),
        ttl=max((p.ttl for p in told if p.ttl is not None), default=None),
        signed=max((p.signed for p in told if p.signed), default=None),
    )
