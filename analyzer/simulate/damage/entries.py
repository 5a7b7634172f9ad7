"""What happens to a channel before it is copied: clears, filters, retention, clocks that lie."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from analyzer.simulate.entry import Entry
from analyzer.simulate.hosts import EVENTLOG, SECURITY_CHANNEL, SYSTEM_CHANNEL
from analyzer.simulate.world import Actor

_LOG_CLEAR = 104
_SECURITY_CLEARED = 1102
_CLEAR_KEYWORDS = 0x8000000000000000
_SECURITY_KEYWORDS = 0x4020000000000000


@dataclass(slots=True)
class Remaining:
    """The entries that are left; `lost` grows by the ids of the others while these are read."""

    entries: Iterator[Entry]
    lost: list[int] = field(default_factory=list)


def cleared(entries: Iterable[Entry], when: datetime) -> Remaining:
    """All before `when` is gone; record ids go on, as Windows counts them on over a clear."""
    return _chosen(entries, lambda entry: entry.time >= when)


def clear_entry(entry_host: str, channel: str, when: datetime, actor: Actor) -> Entry:
    """The entry that tells of a clear: 1102 in Security itself, 104 in System for every other log."""
    domain, _, name = actor.name.rpartition("\\")
    who = (("SubjectUserName", name), ("SubjectDomainName", domain))
    if channel == SECURITY_CHANNEL:
        data = (("SubjectUserSid", actor.sid), *who, ("SubjectLogonId", "0x3e7"))
        keywords, event_id, user = _SECURITY_KEYWORDS, _SECURITY_CLEARED, None
    else:
        data = (*who, ("Channel", channel), ("BackupPath", ""))
        keywords, event_id, user = _CLEAR_KEYWORDS, _LOG_CLEAR, actor.sid
    return Entry(
        host=entry_host,
        channel=SECURITY_CHANNEL if channel == SECURITY_CHANNEL else SYSTEM_CHANNEL,
        provider=EVENTLOG,
        event_id=event_id,
        time=when,
        record_id=0,
        data=data,
        user_data="LogFileCleared",
        task=_LOG_CLEAR,
        keywords=keywords,
        process_id=1024,
        thread_id=5120,
        user=user,
        message=f"The {channel} log file was cleared.",
    )


def filtered(entries: Iterable[Entry], wanted: Callable[[Entry], bool]) -> Remaining:
    """An export that holds what its filter asked for: the other ids are holes by design."""
    return _chosen(entries, wanted)


def thinned(entries: Iterable[Entry], rng: random.Random, share: float) -> Remaining:
    """About `share` of the entries are missing here and there, as where forwarding lost them."""
    return _chosen(entries, lambda _: rng.random() >= share)


def forgotten(entries: Iterable[Entry], keep: int) -> Remaining:
    """Retention keeps the last `keep` entries; holds as many in memory."""
    remaining = Remaining(iter(()))

    def left() -> Iterator[Entry]:
        latest: deque[Entry] = deque()
        for entry in entries:
            latest.append(entry)
            if len(latest) > keep:
                remaining.lost.append(latest.popleft().record_id)
        yield from latest

    remaining.entries = left()
    return remaining


def exports(first: int, last: int, rng: random.Random, count: int, overlap: float = 0.1) -> list[range]:
    """The record ids of `count` exports that one took one after the other, each with some of the one before.

    `overlap` is the longest that is exported twice, as a share of an export; an overlap
    of 1 may repeat a whole export.
    """
    ends = [first + (last + 1 - first) * number // count for number in range(count + 1)]
    longest = max(1, int((last + 1 - first) / count * overlap))
    starts = [first, *(max(first, end - rng.randint(0, longest)) for end in ends[1:-1])]
    return [range(start, end) for start, end in zip(starts, ends[1:], strict=True)]


def within(entries: Iterable[Entry], ids: range) -> Iterator[Entry]:
    """The entries of one export."""
    return (entry for entry in entries if entry.record_id in ids)


def skewed(entries: Iterable[Entry], ahead: timedelta) -> Iterator[Entry]:
    """The entries of a host whose clock is `ahead`."""
    return (replace(entry, time=entry.time + ahead) for entry in entries)


def jumped(
    entries: Iterable[Entry], at: datetime, by: timedelta, until: datetime | None = None
) -> Iterator[Entry]:
    """The entries of a host whose clock is set forth or back `by` so much at one moment, right again `until`.

    Their order stays, so that times run backwards where the clock was put back.
    """
    for entry in entries:
        wrong = entry.time >= at and (until is None or entry.time < until)
        yield replace(entry, time=entry.time + by) if wrong else entry


def _chosen(entries: Iterable[Entry], wanted: Callable[[Entry], bool]) -> Remaining:
    remaining = Remaining(iter(()))

    def left() -> Iterator[Entry]:
        for entry in entries:
            if wanted(entry):
                yield entry
            else:
                remaining.lost.append(entry.record_id)

    remaining.entries = left()
    return remaining
