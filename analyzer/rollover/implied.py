"""Rollovers that nobody logged: a key that refuses because it rolls was rolling, whatever its logs say.

Only conflicts that no known rollover explains, at times that the key master's logs cover,
imply one; how long it lasted is not known but for the conflicts themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from analyzer.ids import make_id
from analyzer.knowledge import code
from analyzer.knowledge.timing import default_seconds, largest_seconds
from analyzer.model import Attempt, KeyRole, Rollover
from analyzer.rollover.signs import DOUBLE

Key = tuple[str, str]
"""Zone and SKD GUID."""


def implied(attempts: Iterable[Attempt], rollovers: Sequence[Rollover]) -> tuple[Rollover, ...]:
    """The rollovers that unexplained conflicts (`attempts` as related) imply, by zone, key and time.

    Their edges are `implied`: the start lies before the first conflict and after what was
    known before, the end after the last one.  Conflicts of a key with nothing known between
    them, and no longer apart than the key is known to roll, imply one rollover, for fewer
    are needed.
    Those that name no key, or say only that it was queued, imply none that could be named;
    neither do those within five minutes of a known rollover of their zone, for clocks
    differ.
    """
    of_zone: dict[str, list[Rollover]] = defaultdict(list)
    for roll in rollovers:
        of_zone[roll.zone].append(roll)
    found: dict[Key, list[Attempt]] = defaultdict(list)
    for one in sorted(attempts, key=lambda a: (a.time, a.id)):
        if one.zone and one.key_guid and _says_that_it_rolls(one) and not _near(one, of_zone[one.zone]):
            found[one.zone, one.key_guid].append(one)
    return tuple(roll for key, own in sorted(found.items()) for roll in _of_key(key, own, of_zone[key[0]]))


def _of_key(key: Key, own: Sequence[Attempt], rolls: Sequence[Rollover]) -> Iterator[Rollover]:
    """The rollovers that one key's conflicts imply, each of which ended before the next one."""
    groups = list(_groups(own, rolls))
    for place, together in enumerate(groups):
        before = groups[place - 1][-1].time if place else None
        after = groups[place + 1][0].time if place + 1 < len(groups) else None
        yield _rollover(key, together, rolls, before, after)


def _says_that_it_rolls(attempt: Attempt) -> bool:
    unexplained = attempt.outcome == "failed" and attempt.relation == "unexplained"
    return unexplained and any(isinstance(c, int) and code(c).exposure == "rolling" for c in attempt.codes)


def _near(attempt: Attempt, rolls: Iterable[Rollover]) -> bool:
    """Whether a rollover of the zone began or ended so close that a clock may have put the try outside."""
    edges = (edge for r in rolls for edge in (r.start, r.start_min, r.end, r.end_max) if edge)
    return any(abs(attempt.time - edge) <= DOUBLE for edge in edges)


def _groups(own: Sequence[Attempt], rolls: Sequence[Rollover]) -> Iterator[list[Attempt]]:
    longest = _longest(own[0], rolls)
    group = [own[0]]
    for before, after in pairwise(own):
        if after.time - before.time > longest or _known_between(before.time, after.time, rolls):
            yield group
            group = []
        group.append(after)
    yield group


def _longest(one: Attempt, rolls: Iterable[Rollover]) -> timedelta:
    """How far apart two conflicts with one rollover may lie: as long as the key is known to roll.

    Of a key of which no roll is known, its waits by default, a KSK's for its DS too.
    """
    lengths = [r.end - r.start for r in rolls if r.key_guid == one.key_guid and r.start and r.end]
    return max(lengths, default=_by_default(one.key_role))


def _by_default(role: KeyRole | None) -> timedelta:
    waits = 2 * (largest_seconds("LargestZoneTtl") + default_seconds("PropagationTime"))
    patience = 0 if role == "ZSK" else largest_seconds("DsPublicationPatience")
    return timedelta(seconds=waits + patience)


def _known_between(start: datetime, end: datetime, rolls: Iterable[Rollover]) -> bool:
    return any(edge and start < edge < end for r in rolls for edge in (r.start, r.end))


def _rollover(
    key: Key,
    together: Sequence[Attempt],
    rolls: Sequence[Rollover],
    since: datetime | None,
    until: datetime | None,
) -> Rollover:
    first, last = together[0].time, together[-1].time
    before = [edge for r in rolls if (edge := r.end_min or r.end or r.start) and edge < first]
    after = [edge for r in rolls if (edge := r.start_max or r.start or r.end) and edge > last]
    before, after = [*before, *([since] if since else [])], [*after, *([until] if until else [])]
    return Rollover(
        id=make_id("R", *key, first.isoformat(), "implied"),
        zone=key[0],
        key_guid=key[1],
        key_role=next((a.key_role for a in together if a.key_role), None),
        servers=tuple(sorted({a.server for a in together if a.server})),
        trigger="unknown",
        start=None,
        start_basis="implied",
        start_min=max(before, default=None),
        start_max=first,
        end=None,
        end_basis="implied",
        end_min=last,
        end_max=min(after, default=None),
        outcome="unknown",
        conflicts=len(together),
        episodes=len({a.episode_id or a.id for a in together}),
        evidence=tuple(sorted({ref for a in together for ref in a.evidence})),
    )
