"""How many records of each event there are, and which ids and times they span."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.model import Tally
from analyzer.sources.evtx.groups import Groups, Sums
from analyzer.sources.evtx.index import Kind
from analyzer.sources.evtx.times import moment


class Tallies:
    """Counts of those records of a file that are not decoded."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._sums: dict[tuple[int, int, int], Sums] = {}

    def add(self, groups: Groups, decoded: Sequence[bool]) -> None:
        """Count groups, but for those whose records are `decoded`."""
        for event, sums, is_decoded in zip(groups.events, groups.sums, decoded, strict=True):
            if not is_decoded:
                before = self._sums.get(event)
                self._sums[event] = _added(before, sums) if before else sums

    def items(self, path: str, kinds: Sequence[Kind]) -> Iterator[Tally]:
        """All counts, by host, channel, provider, event id and hour."""
        merged: dict[tuple[str, str, str, int, int], Sums] = {}
        for (number, event_id, hour), sums in self._sums.items():
            kind = kinds[number]
            name = (kind.host, kind.channel, kind.provider, event_id, hour)
            merged[name] = _added(merged[name], sums) if name in merged else sums
        for (host, channel, provider, event_id, _), sums in sorted(merged.items()):
            count, first, last, start, end = sums
            yield Tally(
                path, host, channel, provider, event_id, count, first, last, moment(start), moment(end)
            )


def _added(some: Sums, others: Sums) -> Sums:
    return (
        some[0] + others[0],
        min(some[1], others[1]),
        max(some[2], others[2]),
        min(some[3], others[3]),
        max(some[4], others[4]),
    )
