"""Conflicts close in time as one episode: a retry loop is one collision, however often it tries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from analyzer.conflicts.causes import explain
from analyzer.conflicts.facts import Nearby, conflicts_of, facts
from analyzer.ids import make_id
from analyzer.model import Attempt, Episode, Rollover

GAP = timedelta(minutes=30)
"""A longer pause ends an episode: retries come faster, a task's next run comes later."""


def group(
    attempts: Sequence[Attempt], gap: timedelta = GAP, rollovers: Iterable[Rollover] = ()
) -> tuple[tuple[Episode, ...], tuple[Attempt, ...]]:
    """The episodes by time, and the attempts in their order with the ids of their episodes.

    Two conflicts of one zone and key at most `gap` apart are of one episode.  Where the
    key is not known, the zone takes its place, and where that is not, the caller's host.
    The rollovers, as related to, tell what triggered them, for the cause.
    """
    nearby = Nearby(attempts, rollovers)
    found = [(_episode(own, nearby, gap), own) for own in _rows(conflicts_of(attempts), gap)]
    owner = {conflict.id: episode.id for episode, own in found for conflict in own}
    episodes = sorted((episode for episode, _ in found), key=lambda e: (e.first, e.id))
    return tuple(episodes), tuple(replace(a, episode_id=owner.get(a.id)) for a in attempts)


def _rows(conflicts: Iterable[Attempt], gap: timedelta) -> Iterator[list[Attempt]]:
    """The conflicts of each target cut where the pause is longer than the gap."""
    rows: defaultdict[Hashable, list[list[Attempt]]] = defaultdict(list)
    for conflict in conflicts:
        own = rows[_target(conflict)]
        if own and conflict.time - own[-1][-1].time <= gap:
            own[-1].append(conflict)
        else:
            own.append([conflict])
    for own in rows.values():
        yield from own


def _target(conflict: Attempt) -> tuple[str | None, ...]:
    if conflict.zone is None and conflict.key_guid is None:
        return (None, None, conflict.host)
    return (conflict.zone, conflict.key_guid)


def _episode(conflicts: Sequence[Attempt], nearby: Nearby, gap: timedelta) -> Episode:
    first, last = conflicts[0], conflicts[-1]
    cause = explain(facts(conflicts, nearby, gap))
    tells = next((c for c in conflicts if c.rollover_id), first)
    return Episode(
        id=make_id("E", first.id),
        zone=first.zone,
        key_guid=first.key_guid,
        key_role=next((c.key_role for c in conflicts if c.key_role), None),
        first=first.time,
        last=last.time,
        attempts=len(conflicts),
        servers=tuple(sorted({c.server for c in conflicts if c.server})),
        actors=tuple(sorted({c.actor for c in conflicts if c.actor})),
        cause=cause.name,
        cause_facts=cause.facts,
        missing_facts=cause.missing,
        rollover_id=tells.rollover_id,
        relation=tells.relation,
    )
