"""How each conflict relates to the rollovers of its zone."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import accumulate

from analyzer.conflicts.clocks import SKEW
from analyzer.conflicts.conflict import conflict_code
from analyzer.knowledge import code
from analyzer.model import Attempt, Coverage, Relation, Rollover

EVER = datetime.min.replace(tzinfo=UTC)
FOREVER = datetime.max.replace(tzinfo=UTC)


def relate(
    attempts: Iterable[Attempt], rollovers: Iterable[Rollover], coverage: Iterable[Coverage]
) -> tuple[Attempt, ...]:
    """The attempts in their order, each conflict with its relation, rollover, stage and delay.

    `inside`: the key itself was rolling, or some key of the zone where none is named.
    `queued`: another key of the zone was, or the code says that the key waits its turn.
    `unexplained`: none was, and the key master's log would have told.  `unknown`: it would
    not have, or the zone is not known, or its last rollover had failed.  A time between
    the earliest and the latest possible edge counts as within, and so does one outside by
    no more than clocks may differ: who tries and who rolls log by different clocks.
    """
    by_zone: defaultdict[str, list[Rollover]] = defaultdict(list)
    for rollover in rollovers:
        by_zone[rollover.zone].append(rollover)
    zones = {zone: Windows(own) for zone, own in by_zone.items()}
    nothing = Windows([])
    state = [c for c in coverage if c.observes == "state"]
    return tuple(
        a
        if (number := conflict_code(a)) is None
        else _related(a, number, zones.get(a.zone or "", nothing), state)
        for a in attempts
    )


def count(rollovers: Iterable[Rollover], attempts: Iterable[Attempt]) -> tuple[Rollover, ...]:
    """The rollovers with the number of conflicts and of episodes that relate to each."""
    related = [a for a in attempts if a.rollover_id and conflict_code(a) is not None]
    conflicts = Counter(a.rollover_id for a in related)
    episodes = Counter(rollover for rollover, _ in {(a.rollover_id, a.episode_id or a.id) for a in related})
    return tuple(replace(r, conflicts=conflicts[r.id], episodes=episodes[r.id]) for r in rollovers)


@dataclass(frozen=True, slots=True)
class Window:
    """The time a rollover may have taken, by the bounds of its edges."""

    start: datetime
    end: datetime
    rollover: Rollover

    def surely_holds(self, time: datetime) -> bool:
        """Whether the time lies within whatever the true edges are, but for wrong clocks."""
        r = self.rollover
        latest, earliest = r.start_max or r.start or FOREVER, r.end_min or r.end or FOREVER
        return _earlier(latest) <= time <= _later(earliest)


class Windows:
    """The windows of one zone, by the time they began, wider by what clocks may differ."""

    def __init__(self, rollovers: Sequence[Rollover]) -> None:
        """Take the rollovers of one zone; a window without an edge is open on that side."""
        windows = [
            Window(_earlier(r.start_min or r.start or EVER), _later(r.end_max or r.end or FOREVER), r)
            for r in rollovers
        ]
        self._windows = sorted(windows, key=lambda w: (w.start, w.end, w.rollover.id))
        self._reach = list(accumulate((w.end for w in self._windows), max))
        self.servers = frozenset(s for r in rollovers for s in r.servers)

    def at(self, time: datetime) -> list[Window]:
        """The windows that may hold the time, the latest first."""
        found = []
        place = bisect_right(self._windows, time, key=lambda w: w.start) - 1
        while place >= 0 and self._reach[place] >= time:
            if self._windows[place].end >= time:
                found.append(self._windows[place])
            place -= 1
        return found

    def failed_before(self, time: datetime, key_guid: str | None) -> bool:
        """Whether the last rollover before the time, of that key or of any, ended in an error."""
        last: dict[str, Rollover] = {}
        for window in self._windows[: bisect_right(self._windows, time, key=lambda w: w.start)]:
            last[window.rollover.key_guid] = window.rollover
        return any(r.outcome == "failed" for guid, r in last.items() if key_guid in (None, guid))


def _earlier(time: datetime) -> datetime:
    return time - SKEW if time - EVER > SKEW else EVER


def _later(time: datetime) -> datetime:
    return time + SKEW if FOREVER - time > SKEW else FOREVER


def _related(attempt: Attempt, number: int, zone: Windows, state: Sequence[Coverage]) -> Attempt:
    queued = code(number).exposure == "queued"
    windows = (w for w in zone.at(attempt.time) if _explains(w, attempt, queued))
    found = sorted(windows, key=lambda w: _rank(w, attempt, queued))
    if not found:
        return replace(attempt, relation=_without_window(attempt, zone, state))
    window = found[0].rollover
    own = attempt.key_guid in (None, window.key_guid)
    delay = (attempt.time - window.start).total_seconds() if window.start else None
    return replace(
        attempt,
        relation="inside" if own and not queued else "queued",
        relation_basis="key" if attempt.key_guid else "zone",
        rollover_id=window.id,
        stage=next((s.name for s in reversed(window.stages) if s.start <= attempt.time), None),
        delay_s=max(delay, 0.0) if delay is not None and delay >= -SKEW.total_seconds() else None,
    )


def _explains(window: Window, attempt: Attempt, queued: bool) -> bool:
    """Whether a window tells why a key is said to roll, or to wait for another's roll.

    What the code does not speak of, another key's roll or its own, counts only where it surely
    holds the time.
    """
    fits = attempt.key_guid is None or (attempt.key_guid == window.rollover.key_guid) != queued
    return fits or window.surely_holds(attempt.time)


def _rank(window: Window, attempt: Attempt, queued: bool) -> tuple[bool, bool]:
    """Windows that surely hold the time first; then the key's own, or another's where the key queues."""
    own = window.rollover.key_guid == attempt.key_guid
    return (not window.surely_holds(attempt.time), own if queued else not own)


def _without_window(attempt: Attempt, zone: Windows, state: Sequence[Coverage]) -> Relation:
    """`unexplained` only where the logs would have told of a rollover.

    The server that answers with a conflict is the key master, others refuse before
    (facts: rollover model, section 7, inferred); where it is not named, all that ever
    rolled a key of the zone must have been covered.
    """
    servers = frozenset({attempt.server}) if attempt.server else zone.servers
    if attempt.zone is None or not servers or zone.failed_before(attempt.time, attempt.key_guid):
        return "unknown"
    covered = all(any(_covers(c, server, attempt.time) for c in state) for server in servers)
    return "unexplained" if covered else "unknown"


def _covers(one: Coverage, host: str, time: datetime) -> bool:
    return (
        one.host == host
        and one.start <= time <= one.end
        and not any(hole.start <= time <= hole.end for hole in one.holes)
    )
