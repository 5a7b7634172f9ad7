"""What is new, what persists, what came back, what is gone.

A week in which a finding's rule could not be judged says nothing of it: it neither ends
what was there before, nor makes it new afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from analyzer.delivery.summary import Noted, Problem, Summary

State = Literal["new", "persisting", "regressed"]
Former = Literal["resolved", "not judged"]


def state(one: Problem, before: Sequence[Summary | None]) -> State:
    """How a problem of this week stands to the weeks before, the last of them first.

    None stands for a week of which the archive has nothing.
    """
    was_gone = False
    for week in before:
        if week is None or week.leaves_open(one):
            continue
        if one in week.problems:
            return "regressed" if was_gone else "persisting"
        was_gone = True
    return "new"


def former(now: Summary, before: Sequence[Summary | None]) -> tuple[tuple[Noted, Former], ...]:
    """The findings that stood until this week and are not among its own.

    Where their rule cannot be judged this week, nobody knows whether they are gone.
    """
    found: list[tuple[Noted, Former]] = []
    decided = set(now.problems)
    for place, week in enumerate(before):
        for problem, one in week.problems.items() if week else ():
            if problem in decided:
                continue
            decided.add(problem)
            if all(later is None or later.leaves_open(problem) for later in before[:place]):
                found.append((one, "not judged" if now.leaves_open(problem) else "resolved"))
    return tuple(sorted(found, key=lambda pair: (pair[1], pair[0].rule, pair[0].subject)))
