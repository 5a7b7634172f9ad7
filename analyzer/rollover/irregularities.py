"""Signs that logs may have been tampered with, each with a time, so that it can be held against rollovers.

None of them proves anything: each comes about without ill will, and says how.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

from analyzer.events import Quiet
from analyzer.knowledge.irregularities import signs
from analyzer.model import (
    Action,
    Coverage,
    Event,
    Hole,
    Irregularity,
    IrregularityKind,
    Loss,
    RecordIds,
)
from analyzer.rollover.detail import cleared_log, detail
from analyzer.rollover.jumps import jumps_back
from analyzer.rollover.told import Log, Told, by_log
from analyzer.sources.accounting import Span, count, held, joined
from analyzer.words import count as counted


def irregularities(
    coverage: Sequence[Coverage],
    events: Iterable[Event],
    accounts: Iterable[RecordIds],
    losses: Iterable[Loss],
    least: timedelta,
    names: Mapping[str, str] | None = None,
    quiet: Iterable[Quiet] = (),
) -> tuple[Irregularity, ...]:
    """Logs cleared or switched, ids missing, times that run back by `least`, checksums that do not fit.

    Ids that a loss explains, and those that a filter left out, are not among the missing.
    Times are compared of records that were read, not of those only counted; checksums
    were tried where there is evidence.  `names` maps hosts as logged to those of coverage.
    """
    told, known = tuple(events), tuple(accounts)
    found = [
        *_cleared(coverage, told),
        *_switched(told),
        *_missing(coverage, _damaged(known, names or {})),
        *_backwards(coverage, by_log(told, quiet), least),
        *_unsealed(losses, known, names or {}),
    ]
    return tuple(sorted(found, key=lambda i: (i.start, i.end, i.host, i.channel or "", i.kind, i.evidence)))


def _sign(kind: IrregularityKind, told: Event, said: str, channel: str | None = None) -> Irregularity:
    return Irregularity(
        kind=kind,
        basis="observed",
        host=told.host,
        channel=channel or told.channel,
        start=told.time,
        end=told.time,
        first_id=None,
        last_id=None,
        actor=told.actor,
        said=said,
        innocent=signs()[kind].innocent,
        evidence=(f"{told.path}#{told.position}",),
    )


def _cleared(coverage: Iterable[Coverage], events: Iterable[Event]) -> Iterator[Irregularity]:
    """Clearings that an event tells of, and those that only record ids tell of, which begin again."""
    logged = set()
    for event in events:
        if event.action is Action.LOG_CLEARED:
            channel = cleared_log(event)
            logged.add((event.host.lower(), channel.lower(), event.time))
            yield _sign("cleared", event, "the log was cleared", channel)
    for one in coverage:
        for hole in one.holes:
            if hole.kind == "cleared" and (one.host, one.channel.lower(), hole.end) not in logged:
                yield _hole("cleared", one, hole, "record ids begin again while time goes on")


def _switched(events: Iterable[Event]) -> Iterator[Irregularity]:
    for event in events:
        if event.action is Action.LOGGING_CHANGED:
            setting = detail(event, "Setting") or "a setting not told"
            value = detail(event, "NewValue") or "a value not told"
            yield _sign("logging-changed", event, f"{setting} was set to {value}")


def _missing(coverage: Iterable[Coverage], damaged: Mapping[Log, Sequence[Span]]) -> Iterator[Irregularity]:
    for one in coverage:
        for hole in one.holes:
            if hole.kind != "absent" or hole.first_id is None or hole.last_id is None:
                continue
            span = hole.first_id, hole.last_id
            left = count([span]) - held(span, damaged.get((one.host, one.channel.lower()), ()))
            if left:
                yield _hole("ids-missing", one, hole, f"{counted(left, 'record id')} missing")


def _hole(kind: IrregularityKind, one: Coverage, hole: Hole, said: str) -> Irregularity:
    return Irregularity(
        kind=kind,
        basis="derived",
        host=one.host,
        channel=one.channel,
        start=hole.start,
        end=hole.end,
        first_id=hole.first_id,
        last_id=hole.last_id,
        actor=None,
        said=said,
        innocent=signs()[kind].innocent,
        evidence=(),
    )


def _damaged(accounts: Iterable[RecordIds], names: Mapping[str, str]) -> dict[Log, list[Span]]:
    """The ids that were lost to damage in any file, by log."""
    found: dict[Log, list[Span]] = defaultdict(list)
    for one in accounts:
        spans = [(m.first_id, m.last_id) for m in one.missing if m.kind == "damaged"]
        if spans:
            found[names.get(one.host, one.host).lower(), one.channel.lower()] += spans
    return {log: joined(spans) for log, spans in found.items()}


def _backwards(
    coverage: Iterable[Coverage], logs: Mapping[Log, Told], least: timedelta
) -> Iterator[Irregularity]:
    parts: dict[Log, list[Coverage]] = defaultdict(list)
    for one in coverage:
        parts[one.host, one.channel.lower()].append(one)
    for log, told in logs.items():
        channel = next((one.channel for one in parts[log]), log[1])
        for pair in jumps_back(told, parts[log], least):
            before, after = map(told.time, pair)
            first, last = map(told.record_id, pair)
            yield Irregularity(
                kind="time-backwards",
                basis="observed",
                host=log[0],
                channel=channel,
                start=after,
                end=before,
                first_id=first,
                last_id=last,
                actor=None,
                said=f"times run back by {(before - after).total_seconds():,.0f} s",
                innocent=signs()["time-backwards"].innocent,
                evidence=tuple(dict.fromkeys(map(told.ref, pair))),
            )


def _unsealed(
    losses: Iterable[Loss], accounts: Iterable[RecordIds], names: Mapping[str, str]
) -> Iterator[Irregularity]:
    """Notes about records that were read; a file that holds several logs does not tell which one it is."""
    logs: dict[str, list[Log]] = defaultdict(list)
    for one in accounts:
        logs[one.path].append((names.get(one.host, one.host).lower(), one.channel))
    for loss in losses:
        if loss.count == 0 and loss.start and loss.end:
            own = logs.get(loss.path, [])
            hosts, channels = {host for host, _ in own}, {channel for _, channel in own}
            yield Irregularity(
                kind="checksum",
                basis="observed",
                host=hosts.pop() if len(hosts) == 1 else "",
                channel=channels.pop() if len(channels) == 1 else None,
                start=loss.start,
                end=loss.end,
                first_id=loss.first_id,
                last_id=loss.last_id,
                actor=None,
                said="the checksum does not fit the records, which can all be read",
                innocent=signs()["checksum"].innocent,
                evidence=(f"{loss.path}#{loss.position}",),
            )
