"""The rolls of all keys of a zone beside each other: only one key rolls at a time (MS-DNSP 3.1.1).

So what another key did tells of this one: a roll in whose middle another key rolled
was two rolls, of which an end and a start were lost, if they could be lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from operator import itemgetter

from analyzer.rollover.keymaster import Tenure
from analyzer.rollover.signs import DOUBLE, Sign
from analyzer.rollover.windows import Draft

_TIME = itemgetter(0)

TURN = timedelta(hours=1)
"""How long the head of the queue may wait for its turn: the server's own delay is not documented."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The signs of rolling of every key of a zone by time and the servers that gave them.

    What other keys did tells of a roll where the same server says both, for its queue
    rolls one at a time.  Keys that no server has in common, and no logged move of the
    role joins theirs, are taken to be of two zones of one name (an inner and an outer one).
    """

    marks: tuple[tuple[datetime, str, frozenset[str]], ...]
    servers: Mapping[str, frozenset[str]]

    def exclude(self, key: str, other: str) -> bool:
        """Whether two keys are different ones of one zone, which do not roll at once."""
        return key != other and not self.servers[key].isdisjoint(self.servers[other])

    def between(self, draft: Draft, start: datetime, end: datetime) -> list[datetime]:
        """When other keys were rolling after start and before end."""
        low = bisect_right(self.marks, start, key=_TIME)
        high = bisect_left(self.marks, end, lo=low, key=_TIME)
        if low == high:
            return []
        servers = draft.servers
        return [time for time, key, others in self.marks[low:high] if _excludes(draft, servers, key, others)]

    def before(self, draft: Draft, time: datetime) -> datetime | None:
        """The last time before that another key was rolling."""
        servers = draft.servers
        for place in range(bisect_left(self.marks, time, key=_TIME) - 1, -1, -1):
            when, key, others = self.marks[place]
            if _excludes(draft, servers, key, others):
                return when
        return None

    def after(self, draft: Draft, time: datetime) -> datetime | None:
        """The first time after that another key was rolling."""
        servers = draft.servers
        for place in range(bisect_right(self.marks, time, key=_TIME), len(self.marks)):
            when, key, others = self.marks[place]
            if _excludes(draft, servers, key, others):
                return when
        return None


def _excludes(draft: Draft, servers: frozenset[str], key: str, others: frozenset[str]) -> bool:
    return key != draft.guid and not servers.isdisjoint(others)


def neighbours(drafts: Sequence[Draft], masters: Sequence[Tenure]) -> Neighbours:
    """The neighbours of all drafts of one zone."""
    joined = _joined(masters)
    servers: dict[str, frozenset[str]] = {}
    for draft in drafts:
        own = {joined.get(server, server) for server in draft.servers}
        servers[draft.guid] = servers.get(draft.guid, frozenset()) | own
    marks = [(sign.time, draft.guid, sign.servers) for draft in drafts for sign in draft.signs]
    return Neighbours(tuple(sorted(marks, key=lambda m: m[:2])), servers)


def _joined(masters: Sequence[Tenure]) -> dict[str, str]:
    """Of each server to which the role moved, the first one that it came from."""
    origin: dict[str, str] = {}
    for before, after in pairwise(masters):
        if before.server and after.server:
            origin.setdefault(after.server, origin.get(before.server, before.server))
    return origin


@dataclass(frozen=True, slots=True)
class Knife:
    """What tells where one draft was two rolls.

    `can_hide` says whether an edge between two times could have been lost, and
    `longest_pause` how long a roll can go without a sign.
    """

    others: Neighbours
    can_hide: Callable[[datetime, datetime], bool]
    longest_pause: Callable[[Draft], timedelta]


def split(drafts: Sequence[Draft], knife: Knife) -> list[Draft]:
    """The drafts of one zone, those cut in two that must have been two rolls; by time.

    A draft is cut between two of its signs where another key rolled in between, or
    where the pause is longer than a roll can pause, and where edges could have been
    lost there.  It is cut behind its trigger where no other key kept it in the queue:
    the head of the queue rolls at once, so that trigger set off a roll that no log tells
    of.
    """
    found: list[Draft] = []
    for draft in drafts:
        rest = draft
        if draft.trigger and draft.signs and _unheard(draft, draft.trigger.time, knife):
            found.append(replace(_without_signs(draft), idle_after=draft.first))
            rest = replace(draft, trigger=None)
        longest = knife.longest_pause(draft) if len(draft.signs) > 1 else timedelta()
        for before, after in pairwise(draft.signs):
            if cut := _cut(rest, before, after, knife, longest):
                first, rest = _cut_at(rest, after, *cut)
                found.append(first)
        found.append(rest)
    return sorted(found, key=lambda d: (d.first, d.guid))


def _unheard(draft: Draft, asked: datetime, knife: Knife) -> bool:
    """Whether a trigger was not heeded within a turn, though all was seen and nothing else rolled."""
    waited = draft.first - asked > TURN and not knife.can_hide(asked, draft.first)
    return waited and not knife.others.between(draft, asked - DOUBLE, draft.first + DOUBLE)


def _without_signs(draft: Draft) -> Draft:
    return replace(draft, signs=[], start=None, end=None, void=None, finished=None, stepped=None)


def _cut(
    draft: Draft, before: Sign, after: Sign, knife: Knife, longest: timedelta
) -> tuple[datetime, datetime] | None:
    """By when the first of two rolls had ended, and since when the second can have begun."""
    if after.time - before.time <= 2 * DOUBLE:
        return None
    rolled = knife.others.between(draft, before.time + DOUBLE, after.time - DOUBLE)
    if rolled and knife.can_hide(before.time, rolled[0]) and knife.can_hide(rolled[-1], after.time):
        return rolled[0], rolled[-1]
    if after.time - before.time > longest and knife.can_hide(before.time, after.time):
        return after.time, before.time
    return None


def _cut_at(draft: Draft, at: Sign, ended: datetime, began: datetime) -> tuple[Draft, Draft]:
    place = draft.signs.index(at)
    stepped = draft.stepped
    early = stepped is not None and stepped.time < at.time
    first = replace(
        _without_signs(draft),
        signs=draft.signs[:place],
        start=draft.start,
        stepped=stepped if early else None,
        idle_after=ended,
    )
    second = replace(
        draft,
        trigger=None,
        signs=draft.signs[place:],
        start=None,
        stepped=None if early else stepped,
        idle_before=began,
    )
    return first, second
