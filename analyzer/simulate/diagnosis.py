"""What was truly wrong with rolls, in the words of the report's contract.

A key that waits behind another key's DS is told of its own roll if that has begun,
else of the roll in its way.  A roll that did not begin is told of the key's last one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from analyzer.simulate.zones import Roll, Status, Zone

STUCK = timedelta(days=7)
"""A wait for the DS as long as this is stuck; fleets plant none near it."""

BLOCKED = timedelta(days=1)
"""A key that waits behind another key's DS as long as this is blocked."""

MISSED = timedelta(days=1)
"""A key that has not rolled so long after its time is missed."""

DOUBLE = timedelta(minutes=5)
"""Rolls that overlap for no longer than clocks may differ do not overlap."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong with a roll, and since when."""

    kind: str
    since: datetime


def troubles(roll: Roll, rolls: Sequence[Roll], zones: Mapping[str, Zone], end: datetime) -> list[Trouble]:
    """All that was wrong with a roll that began, among the `rolls` of all zones, up to `end`."""
    own = [r for r in rolls if r.zone == roll.zone and r is not roll]
    found = [*_by_itself(roll, end), *_among(roll, own, end), *_missed(roll, own, zones[roll.zone], end)]
    return sorted(found, key=lambda t: (t.since, t.kind))


def _by_itself(roll: Roll, end: datetime) -> Iterator[Trouble]:
    wait = ds_wait(roll, end)
    if wait and wait[1] - wait[0] >= STUCK:
        yield Trouble("stuck", wait[0])
    if roll.outcome == "failed" and roll.end:
        yield Trouble("failed", roll.end)
    if roll.forced and (roll.ds_at is None or roll.forced < roll.ds_at):
        yield Trouble("forced-early", roll.forced)
    if roll.moved:
        yield Trouble("interrupted", roll.moved)
    if roll.hurried and roll.end and roll.outcome == "completed":
        yield Trouble("too-short", roll.end)


def _among(roll: Roll, own: Sequence[Roll], end: datetime) -> Iterator[Trouble]:
    held = [_held_up(roll, other, end) for other in own]
    holds = [_held_up(other, roll, end) for other in own if other.start is None]
    if since := min(filter(None, held + holds), default=None):
        yield Trouble("blocked", since)
    start, until = roll.start or end, roll.end or end
    for other in own:
        if other.start and other.start < start and min(other.end or end, until) - start > DOUBLE:
            yield Trouble("overlapping", start)
            return


def _missed(roll: Roll, own: Sequence[Roll], zone: Zone, end: datetime) -> Iterator[Trouble]:
    last = all(
        r.start is None or roll.start is None or r.start < roll.start for r in own if r.guid == roll.guid
    )
    due = [
        time
        for skd, time in zone.missed
        if skd.guid == roll.guid and roll.start and roll.start < time <= end - MISSED
    ]
    if last and due:
        yield Trouble("missed", due[-1])


def ds_wait(roll: Roll, end: datetime) -> tuple[datetime, datetime] | None:
    """From when to when a roll waited for its DS."""
    for number, (status, since) in enumerate(roll.stages):
        if status == Status.KSK_WAITING_FOR_DS_UPDATE:
            later = roll.stages[number + 1 :]
            return since, later[0][1] if later else roll.end or end
    return None


def _held_up(waiting: Roll, other: Roll, end: datetime) -> datetime | None:
    """Since when a roll stood in the queue while another waited for its DS, if for long."""
    wait = ds_wait(other, end)
    if wait is None:
        return None
    since = max(waiting.queued, wait[0])
    until = min(waiting.start or waiting.end or end, wait[1])
    return since if until - since >= BLOCKED else None
