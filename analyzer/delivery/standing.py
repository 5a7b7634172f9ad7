"""What is new, what persists, what came back, what is gone.

A week in which a finding's rule could not be judged says nothing of it: it neither ends
what was there before, nor makes it new afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from analyzer.delivery.summary import Noted, Summary

State = Literal["new", "persisting", "regressed"]
Former = Literal["resolved", "not judged"]


def state(one: Noted, before: Sequence[Summary | None]) -> State:
    """How a finding of this week stands to the weeks before, the last of them first.

    None stands for a week of which the archive has nothing.
    """
    was_gone = False
    for week in before:
        if week is None or (one.rule, one.subject) in week.unjudged:
            continue
        if week.noted(one.fingerprint):
            return "regressed" if was_gone else "persisting"
        was_gone = True
    return "new"


def former(now: Summary, before: Sequence[Summary | None]) -> tuple[tuple[Noted, Former], ...]:
    """The findings that stood until this week and are not among its own.

    Where their rule cannot be judged this week, nobody knows whether they are gone.
    """
    found: dict[str, tuple[Noted, Former]] = {}
    decided: set[str] = {f.fingerprint for f in now.findings}
    for place, week in enumerate(before):
        for one in week.findings if week else ():
            if one.fingerprint in decided:
                continue
            decided.add(one.fingerprint)
            if state(one, before[:place]) == "new" and all(
                later is None or (one.rule, one.subject) in later.unjudged for later in before[:place]
            ):
                lost = (one.rule, one.subject) in now.unjudged
                found[one.fingerprint] = (one, "not judged" if lost else "resolved")
    return tuple(sorted(found.values(), key=lambda pair: (pair[1], pair[0].rule, pair[0].subject)))
