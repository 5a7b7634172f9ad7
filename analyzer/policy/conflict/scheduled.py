"""Scheduled tasks that act on keys while these roll."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from analyzer.conflicts.processes import TASK
from analyzer.model import Attempt
from analyzer.policy.case import NO_ZONE, Case, evidence, refs_of, span_of
from analyzer.policy.conflict.advice import wait_until
from analyzer.policy.conflict.exposure import silence, zones_with_conflicts
from analyzer.policy.profile import Profile
from analyzer.policy.rule import Fault, Rule, Ruling, found, not_assessed, passed
from analyzer.policy.texts import remedy
from analyzer.words import count

HISTORY = "Microsoft-Windows-TaskScheduler/Operational"


class Scheduled(Rule):
    """CONFLICT-SCHEDULED."""

    id = "CONFLICT-SCHEDULED"
    severity = "medium"

    def check(self, case: Case, profile: Profile) -> Iterator[Ruling]:
        """Judge every zone by the tasks that collided, each by the days on which it did, in local time."""
        for zone in zones_with_conflicts(case):
            conflicts = case.conflicts_by_zone.get(zone, ())
            tasks: dict[str, list[Attempt]] = defaultdict(list)
            for conflict in conflicts:
                if (conflict.process or "").startswith(TASK):
                    tasks[(conflict.process or "").removeprefix(TASK)].append(conflict)
            days = {task: _days(case, own) for task, own in sorted(tasks.items())}
            faulty = [task for task, number in days.items() if number >= profile.limits.scheduled_days]
            untold = sum(not (c.process or "").startswith(TASK) and not _told(case, c) for c in conflicts)
            for task in faulty:
                yield found(f"{zone} task {task}", self._fault(case, zone, task, tasks[task], days[task]))
            if faulty:
                continue
            if untold:
                yield not_assessed(
                    zone, f"of {count(untold, 'conflict')} no task history of the caller's host is there"
                )
            elif conflicts:
                most = max(days.values(), default=0)
                yield passed(zone, f"no task collided on more than {count(most, 'day')}")
            else:
                yield silence(case, profile, zone, "no conflict was seen")

    def _fault(self, case: Case, zone: str, task: str, conflicts: list[Attempt], days: int) -> Fault:
        first, last = span_of(conflicts)
        hosts = sorted({c.host for c in conflicts})
        clock = sorted({f"{c.time.astimezone(ZoneInfo(case.tz)):%H:%M}" for c in conflicts})
        return Fault(
            confidence="high",
            title=f"Task {task} on {', '.join(hosts)} collides with rollovers of {zone} "
            f"on {count(days, 'day')}",
            explanation=f"It ran at {clock[0]}"
            + (f" to {clock[-1]}" if len(clock) > 1 else "")
            + f" {case.tz} and met a rolling key on {count(days, 'day')}. "
            "Its schedule knows nothing of rollovers.",
            numbers={
                "days": days,
                "conflicts": len(conflicts),
                "first of day": clock[0],
                "last of day": clock[-1],
            },
            evidence=evidence(
                refs_of(conflicts), (c.episode_id for c in conflicts), (c.rollover_id for c in conflicts)
            ),
            remedy=remedy(
                self.id, before=wait_until(case, zone), zone=None if zone == NO_ZONE else zone, task=task
            ),
            first_seen=first,
            last_seen=last,
            zone=None if zone == NO_ZONE else zone,
            cause=task,
        )


def _days(case: Case, conflicts: list[Attempt]) -> int:
    zone = ZoneInfo(case.tz)
    return len({c.time.astimezone(zone).date() for c in conflicts})


def _told(case: Case, conflict: Attempt) -> bool:
    """Whether the caller's host had a history of tasks at that time."""
    return any(
        c.host == conflict.host and c.channel == HISTORY and c.start <= conflict.time <= c.end
        for c in case.coverage
    )
