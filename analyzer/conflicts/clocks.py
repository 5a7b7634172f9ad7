"""How far the clocks of callers and servers differ, and which server a name means, learnt from tries.

A try that succeeded is told by both sides: by the caller's PowerShell (4103, 800) and by
the server's audit channel.  Where both name the same key and operation, minutes apart and
time and again by as much, their clocks differ by that; and where the caller names a server
that no log is of, the name is another one of the server that did it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from analyzer.conflicts.traces import KEY_CHANGES, Trace

SKEW = timedelta(minutes=5)
"""How far clocks of one domain may differ (Kerberos' default tolerance)."""

STEADY = timedelta(seconds=5)
"""How closely the differences between two clocks agree: the time that the traces of a try take."""

ENOUGH = 2
"""Tries that must agree on which server a name means."""

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class _Match:
    """One try that both sides may have told of, and how much later the server's clock says it was."""

    caller: str
    named: str | None
    server: str
    later: timedelta


@dataclass(frozen=True, slots=True)
class Clocks:
    """What was learnt: by caller and server how far the server's clock is ahead, and names of servers."""

    ahead: dict[tuple[str, str], timedelta]
    names: dict[str, str]

    def set_right(self, one: Trace) -> Trace:
        """The trace of a caller by its server's clock and under the server's own name."""
        if one.caller is None or one.server is None:
            return one
        server = self.names.get(one.server, one.server)
        ahead = self.ahead.get((one.caller, server), ZERO)
        return replace(one, server=server, first=one.first + ahead, last=one.last + ahead)


def clocks(traces: Iterable[Trace]) -> Clocks:
    """What the traces tell of clocks and names; where they tell nothing, clocks agree."""
    matches = list(_matches(traces))
    pairs: defaultdict[tuple[str, str], list[timedelta]] = defaultdict(list)
    for match in matches:
        pairs[match.caller, match.server].append(match.later)
    ahead = {pair: _steady(sorted(later)) for pair, later in sorted(pairs.items())}
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for match in matches:
        fits = abs(match.later - ahead[match.caller, match.server]) <= STEADY
        if fits and match.named and match.named != match.server:
            names[match.named][match.server] += 1
    sure = {name: own for name, own in names.items() if len(own) == 1 and own.total() >= ENOUGH}
    return Clocks(ahead, {name: next(iter(own)) for name, own in sure.items()})


def _matches(traces: Iterable[Trace]) -> Iterator[_Match]:
    """Every trace of a server with every trace of a caller that may tell of the same try."""
    callers: defaultdict[Hashable, list[Trace]] = defaultdict(list)
    servers: list[Trace] = []
    for one in traces:
        if one.caller is None:
            servers.append(one)
        elif one.outcome != "failed":
            callers[_target(one)].append(one)
    for own in callers.values():
        own.sort(key=_first)
    known = {one.server for one in servers}
    for told in servers:
        own = callers.get(_target(told), [])
        low = bisect_left(own, told.first - SKEW, key=_first)
        high = bisect_right(own, told.first + SKEW, key=_first)
        for one in own[low:high]:
            may_be = one.server == told.server or one.server not in known
            if may_be and one.caller and told.server and told.zone:
                yield _Match(one.caller, one.server, told.server, told.first - one.first)


def _target(one: Trace) -> Hashable:
    """What both sides tell alike; who adds a key names none."""
    change = one.operation in KEY_CHANGES
    adds = one.operation == "Add-DnsServerSigningKey"
    return (one.zone, None if adds else one.key_guid, "change" if change else one.operation)


def _first(one: Trace) -> datetime:
    return one.first


def _steady(later: Sequence[timedelta]) -> timedelta:
    """The difference on which most agree; of several such the least.  They come sorted."""
    ends = [bisect_right(later, one + STEADY) for one in later]
    best = min(range(len(later)), key=lambda first: (first - ends[first], abs(later[first])))
    return later[(best + ends[best]) // 2]
