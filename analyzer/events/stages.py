"""The stage of a rollover as events 784 and 785 print it: a name, a number or a sentence.

Which of these Windows prints was never seen publicly, so all are read.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from analyzer.knowledge import Status, status, statuses
from analyzer.model import KeyRole

_SENTENCES: tuple[tuple[KeyRole | None, str, int], ...] = (
    (None, r"queue", 1),
    (None, r"hold.?down|revo[ck]", 8),
    ("KSK", r"\bds\b.*(?:ttl|time.to.live)", 6),
    ("KSK", r"\bds\b", 5),
    ("KSK", r"dnskey", 7),
    ("ZSK", r"dnskey", 3),
    ("ZSK", r"(?:max|zone).*(?:ttl|time.to.live)", 4),
    (None, r"error|fail", 9),
    (None, r"start", 2),
)
"""Role, pattern and number of the status that words tell of: the first that fits (MS-DNSP 2.2.6.2.3)."""

_LONGEST = 500
"""Characters of a stage; what is longer is something else."""


@lru_cache(1024)
def stage_status(text: str | None, role: KeyRole | None) -> Status | None:
    """The rollover status that a stage's text means; None where it says nothing known."""
    if not text or len(text) > _LONGEST:
        return None
    if known := status(text):
        return known
    folded = _fold(text)
    if named := next((s for name, s in _names() if name in folded), None):
        return named
    for of_role, pattern, number in _SENTENCES:
        if of_role in (None, role) and re.search(pattern, text, re.IGNORECASE):
            return status(str(number))
    return None


@cache
def _names() -> tuple[tuple[str, Status], ...]:
    """Both names of every status, the longest first, for one may be part of another."""
    names = {(_fold(name), s) for s in statuses() for name in (s.name, s.powershell)}
    return tuple(sorted(names, key=lambda n: (-len(n[0]), n[0])))


def _fold(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
