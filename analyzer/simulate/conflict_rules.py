"""Which rules about conflicts were truly broken, by the words of their pages (docs/rules).

Each rule is asked twice: of all that was tried, and of what the collected logs show of it.
Nothing here is taken from what an analysis made of the logs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from analyzer.simulate.broken import Violation
from analyzer.simulate.callers import Try
from analyzer.simulate.episodes import Causes, episodes, most
from analyzer.simulate.operations import ADD, CONFLICTS, DISABLE, ENABLE, REMOVE, SET
from analyzer.simulate.sight import Sight
from analyzer.simulate.simulation import Simulation

BY_CAUSE = {
    "manual-during-automatic": "CONFLICT-MANUAL-DURING-AUTOMATIC",
    "bulk-trigger": "CONFLICT-BULK-TRIGGER",
    "two-administrators": "CONFLICT-TWO-ADMINISTRATORS",
}
CHANGES = frozenset({SET, ENABLE, DISABLE, ADD, REMOVE})
WRONG_SERVER = frozenset({9101, 9122})
KEY_ACCESS = frozenset({9107, 9108, 9109, 9110, 9112})
MISUSES = frozenset({9113, 9114, 9115, 9117, 9118, 9119, 9120, 9128})
SEVERAL = 3
"""Rollovers, weeks, or tries that make a practice (frequent_, recurrent_, persistent_, misuse_ limits)."""
LARGE = 0.25
"""Which part of the rollovers (frequent_share)."""
IN_A_WEEK = 4
"""Episodes within a week that are many (frequent_episodes, frequent_days)."""
DAYS = 2
"""On how many days something happens that is no accident (scheduled_days, persistent_days)."""
CLOSE = timedelta(minutes=10)
"""The longest median pause of a retry loop."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class View:
    """What is known of tries: all of it, or what the logs show; `rolls` counts the rolls of a zone."""

    explained: Callable[[Try], bool]
    cause: Callable[[Try], str]
    task: Callable[[Try], str]
    rolls: Callable[[str], int]


def conflict_violations(simulation: Simulation, sight: Sight) -> Iterator[Violation]:
    """All of them, zone by zone, with whether the logs show enough of them."""
    causes = Causes(simulation.callers.tries, sight)
    started = [r for r in simulation.world.rolls if r.start]
    true = View(
        explained=lambda t: t.roll is not None,
        cause=lambda t: t.purpose.cause,
        task=lambda t: t.process.task,
        rolls=lambda zone: sum(r.zone == zone for r in started),
    )
    shown = View(
        explained=lambda t: sight.relation(t) in ("inside", "queued"),
        cause=causes.shown,
        task=lambda t: t.process.task if sight.tells_of_task(t) else "",
        rolls=lambda zone: sum(r.zone == zone and bool(sight.of_roll(r)) for r in started),
    )
    tries: dict[str, list[Try]] = defaultdict(list)
    for made in simulation.callers.tries:
        if made.code:
            tries[made.request.zone].append(made)
    for zone, own in sorted(tries.items()):
        told = [t for t in own if any(m.code for m in sight.of_try(t))]
        seen = _broken(told, shown, simulation.tz)
        for rule, found in _broken(own, true, simulation.tz).items():
            if by := seen[rule] or found:
                yield Violation(rule, zone, None, None, by[0].time, by[-1].time, visible=bool(seen[rule]))
        if alone := [t for t in told if sight.relation(t) == "unexplained"]:
            bare = any(not (t.roll and sight.tells_of_trigger(t.roll)) for t in alone)
            span = alone[0].time, alone[-1].time
            yield Violation("CONFLICT-UNEXPLAINED", zone, None, None, *span, visible=bare)


def _broken(tries: Sequence[Try], view: View, tz: str) -> dict[str, list[Try]]:
    """The tries that break each rule, by the rule; none where it is kept."""
    conflicts = [t for t in tries if t.code in CONFLICTS]
    explained = [t for t in conflicts if view.explained(t)]
    rows = [(most(view.cause(t) for t in row), row) for row in episodes(conflicts)]
    return {
        "CONFLICT-FREQUENT": explained if _many(explained, view) else [],
        "CONFLICT-RECURRENT": _recurrent(conflicts, view),
        "CONFLICT-SCHEDULED": _on_days(conflicts, view, tz),
        "CONFLICT-PARAMETER-CHANGE": [t for t in explained if t.request.operation in CHANGES],
        "CONFLICT-RETRY-STORM": [t for cause, row in rows if _retries(row, cause) for t in row],
        "CONFLICT-WRONG-SERVER": _persistent(tries, WRONG_SERVER, DAYS),
        "CONFLICT-KEY-ACCESS": _persistent(tries, KEY_ACCESS, DAYS),
        "CONFLICT-MISUSE": _persistent(tries, MISUSES, 1),
    } | {rule: [t for cause, row in rows if cause == name for t in row] for name, rule in BY_CAUSE.items()}


def _rolls(tries: Iterable[Try], view: View) -> int:
    return len({id(t.roll) for t in tries if view.explained(t)})


def _many(explained: Sequence[Try], view: View) -> bool:
    """A large part of the zone's rolls hit, or many episodes within a week."""
    if not explained:
        return False
    firsts = sorted(row[0].time for row in episodes(explained))
    pairs = zip(firsts, firsts[IN_A_WEEK - 1 :], strict=False)
    hit = _rolls(explained, view)
    often = hit >= max(SEVERAL, LARGE * view.rolls(explained[0].request.zone))
    return often or any(last - first <= WEEK for first, last in pairs)


def _recurrent(conflicts: Iterable[Try], view: View) -> list[Try]:
    """Conflicts of the same account with the same operation in several rolls, or in several weeks."""
    practices: dict[Hashable, list[Try]] = defaultdict(list)
    for made in conflicts:
        practices[made.process.actor, made.request.operation].append(made)
    many = (own for own in practices.values() if max(_rolls(own, view), _weeks(own)) >= SEVERAL)
    return _in_order(t for own in many for t in own)


def _weeks(tries: Iterable[Try]) -> int:
    return len({tuple(t.time.isocalendar())[:2] for t in tries})


def _on_days(conflicts: Iterable[Try], view: View, tz: str) -> list[Try]:
    """Conflicts of tasks that met some on several local days."""
    tasks: dict[str, list[Try]] = defaultdict(list)
    for made in conflicts:
        if task := view.task(made):
            tasks[task].append(made)
    zone = ZoneInfo(tz)
    days = {name: len({t.time.astimezone(zone).date() for t in own}) for name, own in tasks.items()}
    return _in_order(t for name, own in tasks.items() if days[name] >= DAYS for t in own)


def _retries(row: Sequence[Try], cause: str) -> bool:
    """Whether an episode is a retry loop, whatever it was meant as; asking the wrong server comes first."""
    gaps = [(after.time - before.time).total_seconds() for before, after in pairwise(row)]
    return len(row) >= SEVERAL and median(gaps) <= CLOSE.total_seconds() and cause != "wrong-server"


def _persistent(tries: Iterable[Try], codes: frozenset[int], days: int) -> list[Try]:
    own = [t for t in tries if t.code in codes]
    return own if len(own) >= SEVERAL and len({t.time.date() for t in own}) >= days else []


def _in_order(tries: Iterable[Try]) -> list[Try]:
    return sorted(tries, key=lambda t: (t.time, t.id))
