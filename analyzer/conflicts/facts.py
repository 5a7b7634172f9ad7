"""What is known of an episode that speaks for one cause or another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from analyzer.conflicts.causes import Fact
from analyzer.conflicts.conflict import conflict_code
from analyzer.conflicts.processes import TASK
from analyzer.knowledge import status
from analyzer.model import Attempt, Rollover

TRIGGER = "Invoke-DnsServerSigningKeyRollover"
CHANGES = frozenset(
    {
        "Set-DnsServerSigningKey",
        "Enable-DnsServerSigningKeyRollover",
        "Disable-DnsServerSigningKeyRollover",
        "Add-DnsServerSigningKey",
        "Remove-DnsServerSigningKey",
    }
)
"""Operations that Windows refuses during the waiting periods of a rollover."""

AT_ONCE = timedelta(seconds=10)
"""How close to a conflict the other triggers of the same pipe are."""

KEY_MASTER_REQUIRED = 9101
WAITING_FOR_DS = 5
"""KSK_WAITING_FOR_DS_UPDATE (MS-DNSP 2.2.6.2.3)."""


class Nearby:
    """All attempts of each zone by time, to look around a conflict, and the rollovers by id."""

    def __init__(self, attempts: Iterable[Attempt], rollovers: Iterable[Rollover]) -> None:
        """Sort the attempts whose zone is known."""
        self._zones: defaultdict[str, list[Attempt]] = defaultdict(list)
        for attempt in sorted(attempts, key=lambda a: (a.time, a.id)):
            if attempt.zone is not None:
                self._zones[attempt.zone].append(attempt)
        self._rollovers = {r.id: r for r in rollovers}

    def between(self, zone: str | None, start: datetime, end: datetime) -> Sequence[Attempt]:
        """The attempts on a zone from `start` to `end`, both included."""
        own = self._zones.get(zone or "", [])
        return own[bisect_left(own, start, key=_time) : bisect_right(own, end, key=_time)]

    def rollover(self, rollover_id: str | None) -> Rollover | None:
        """The rollover of that id, if it was given."""
        return self._rollovers.get(rollover_id or "")

    def trigger(self, rollover: Rollover | None, before: datetime) -> Attempt | None:
        """The last try before that time that set the rollover going by hand, if that lasted till then."""
        if rollover is None or rollover.trigger != "manual" or not _lasts(rollover, before):
            return None
        own = self._zones.get(rollover.zone, [])
        earlier = reversed(own[: bisect_left(own, before, key=_time)])
        return next((a for a in earlier if _triggered(a, rollover.key_guid)), None)


def _time(attempt: Attempt) -> datetime:
    return attempt.time


def _lasts(rollover: Rollover, time: datetime) -> bool:
    """Whether a rollover goes on at a time; where no end is known, by how long it should take at most."""
    if rollover.end or rollover.outcome == "open":
        return True
    since = rollover.start or rollover.start_min
    longest = rollover.expected_max_s
    return since is not None and longest is not None and time <= since + timedelta(seconds=longest)


def _triggered(attempt: Attempt, key_guid: str) -> bool:
    return (
        attempt.outcome == "succeeded"
        and attempt.operation == TRIGGER
        and attempt.key_guid in (None, key_guid)
    )


def facts(conflicts: Sequence[Attempt], nearby: Nearby, gap: timedelta) -> Mapping[str, Fact]:
    """The facts of an episode by name, for `causes.toml`; `conflicts` are its own, in order of time."""
    first = conflicts[0]
    around = nearby.between(first.zone, first.time - gap, conflicts[-1].time + gap)
    rollover = nearby.rollover(next((c.rollover_id for c in conflicts if c.rollover_id), None))
    trigger = nearby.trigger(rollover, first.time)
    hosts = {c.host for c in conflicts}
    operations = sorted({c.operation for c in conflicts if c.operation})
    gaps = [(b.time - a.time).total_seconds() for a, b in pairwise(conflicts)]
    actors = sorted({a.actor for a in [*conflicts, *([trigger] if trigger else [])] if a.actor})
    return {
        "conflicts": len(conflicts),
        "median_gap_s": round(median(gaps)) if gaps else None,
        "operations": ", ".join(operations),
        "actors": ", ".join(actors),
        "people": _people(actors),
        "triggers": TRIGGER in operations,
        "changes_parameters": not CHANGES.isdisjoint(operations),
        "by_task": any((c.process or "").startswith(TASK) for c in conflicts),
        "wrong_server": any(KEY_MASTER_REQUIRED in a.codes and a.host in hosts for a in around),
        "keys_at_once": max(_keys_at_once(c, nearby) for c in conflicts),
        "waits_for_ds": _waits_for_ds(conflicts, rollover),
        "automatic": None
        if rollover is None or rollover.trigger == "unknown"
        else rollover.trigger == "automatic",
    }


def _people(actors: Sequence[str]) -> int | None:
    """How many accounts there were at least: a name and a SID may be one account."""
    sids = sum(a.upper().startswith("S-1-") for a in actors)
    return max(sids, len(actors) - sids) or None


def _keys_at_once(conflict: Attempt, nearby: Nearby) -> int:
    if conflict.operation != TRIGGER:
        return 0
    close = nearby.between(conflict.zone, conflict.time - AT_ONCE, conflict.time + AT_ONCE)
    same = [a for a in close if (a.operation, a.host, a.actor) == (TRIGGER, conflict.host, conflict.actor)]
    return len({a.key_guid for a in same if a.key_guid})


def _waits_for_ds(conflicts: Sequence[Attempt], rollover: Rollover | None) -> bool | None:
    if rollover is not None and rollover.key_role == "ZSK":
        return False
    stages = [known.number for c in conflicts if c.stage and (known := status(c.stage))]
    return WAITING_FOR_DS in stages if stages else None


def conflicts_of(attempts: Iterable[Attempt]) -> list[Attempt]:
    """The conflicts among the attempts, by time."""
    return sorted((a for a in attempts if conflict_code(a) is not None), key=lambda a: (a.time, a.id))
