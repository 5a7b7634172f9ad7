"""What makes a failed attempt a conflict."""

from __future__ import annotations

from functools import cache

from analyzer.knowledge import all_codes
from analyzer.model import Attempt


@cache
def _conflict_codes() -> frozenset[int]:
    return frozenset(c.number for c in all_codes() if c.is_conflict and c.number is not None)


def conflict_code(attempt: Attempt) -> int | None:
    """The least code of a failed attempt that says that a rollover stood in the way; None without one."""
    if attempt.outcome != "failed":
        return None
    return next((c for c in attempt.codes if c in _conflict_codes() and isinstance(c, int)), None)
