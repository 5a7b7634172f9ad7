"""The logs of all hosts: entries wait in order of time until they get their record ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from analyzer.simulate.batch import Item
from analyzer.simulate.bulk import Bulk
from analyzer.simulate.entry import Entry
from analyzer.simulate.hosts import Host


@dataclass(slots=True)
class Mark:
    """What the truth keeps of one entry; `record_id` is known once the entry is written.

    `time` is the host's clock and `at` the true time.  `code` and `form` are set where
    the entry shows an error code, `action` where it tells of a key, `decoy` where it
    only looks as if it did.  `hypothetical` marks forms that were never seen publicly.
    """

    host: str
    channel: str
    event_id: int
    time: datetime
    attempt: str | None = None
    code: int | None = None
    form: str | None = None
    action: str | None = None
    zone: str | None = None
    guid: str | None = None
    decoy: str | None = None
    hypothetical: bool = False
    record_id: int | None = None
    at: datetime | None = None


Draft = tuple[datetime, Entry, Mark | None]
"""The true time, and what is to be written."""


class Logs:
    """All that is to be written, by host and channel; channels that are off swallow it."""

    def __init__(self, hosts: Iterable[Host]) -> None:
        """Empty logs of these hosts."""
        self.hosts = {h.name: h for h in hosts}
        self.marks: list[Mark] = []
        self._drafts: dict[tuple[str, str], list[Draft]] = defaultdict(list)

    def add(self, host: str, entry: Entry, mark: Mark | None = None) -> None:
        """Log an entry on a host, by the host's own clock, unless its channel is off."""
        if not self.hosts[host].logs(entry.channel):
            return
        true_time = entry.time
        entry = replace(entry, time=self.hosts[host].clock(true_time))
        if mark:
            mark.time, mark.at = entry.time, true_time
            self.marks.append(mark)
        self._drafts[host, entry.channel].append((true_time, entry, mark))

    def channels(self) -> list[tuple[str, str]]:
        """The (host, channel) pairs with entries, sorted."""
        return sorted(self._drafts)

    def items(self, host: str, channel: str, bulk: Bulk) -> Iterator[Item]:
        """One channel's records in true order of time, numbered, with the bulk among them."""
        drafts = sorted(self._drafts.get((host, channel), []), key=_time)
        record_id, done = self.hosts[host].first_ids.get(channel, 1), 0
        for true_time, entry, mark in drafts:
            until = bulk.before(true_time)
            for batch in bulk.batches(done, until, record_id):
                yield batch
                record_id += len(batch)
            done = until
            if mark:
                mark.record_id = record_id
            yield replace(entry, record_id=record_id)
            record_id += 1
        yield from bulk.batches(done, bulk.count, record_id)


def _time(draft: Draft) -> datetime:
    return draft[0]
