"""What a rollover status means, how long it lasts and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from analyzer.knowledge.explain.prose import Fact, facts, prose
from analyzer.knowledge.rollover import Status


@dataclass(frozen=True, slots=True)
class StatusExplanation:
    """A value of CurrentRolloverStatus explained; `then` is what follows it."""

    status: Status
    meaning: str
    lasts: str
    then: str
    advice: str | None
    known: tuple[Fact, ...]


@cache
def explain_status(status: Status) -> StatusExplanation:
    """The explanation of a rollover status."""
    entry = prose("statuses")[status.powershell]
    return StatusExplanation(
        status=status,
        meaning=entry["meaning"],
        lasts=entry["lasts"],
        then=entry["then"],
        advice=entry.get("advice"),
        known=facts(prose("statuses")["all"], entry),
    )
