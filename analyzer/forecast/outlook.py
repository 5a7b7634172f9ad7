"""The next rollover of every key, as a range that should hold nine times of ten, and what it meets.

A key that comes due while another key of its zone rolls queues behind it; a KSK that
waits for its DS holds all others up without bound, so that nothing can be said of them.
Where people roll keys by hand, a range begins earlier than the key is due.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from analyzer.forecast.by_hand import soonest
from analyzer.forecast.due import NotDue, due
from analyzer.forecast.facts import Facts
from analyzer.forecast.keys import KnownKey, began, keys_of
from analyzer.model import KeyRole
from analyzer.rollover.settings import Book, book
from analyzer.rollover.timing import Range, expected, waits

COVERAGE = 0.9
"""The share of ranges that should hold the start they tell of."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The next rollover of one key: the range of its start, and the latest end; times UTC.

    `due` is when the key is due by itself at the earliest, `start_min` is earlier where people
    tend to roll it by hand, `start_max` is later where it may have to queue: `behind` are the
    keys (GUIDs) that may be ahead.  Without a range `reason` says why there is none.
    `rolling` says that the key rolls now; then `end_max` is when that should be over.
    `never` says that it does not roll by itself; `after` is the id of its last rollover.
    """

    zone: str
    key_guid: str
    key_role: KeyRole | None
    due: datetime | None = None
    start_min: datetime | None = None
    start_max: datetime | None = None
    end_max: datetime | None = None
    source: str | None = None
    reason: str | None = None
    rolling: bool = False
    never: bool = False
    behind: tuple[str, ...] = ()
    after: str | None = None


def outlook(facts: Facts) -> tuple[Forecast, ...]:
    """A forecast for every key, by zone and GUID."""
    known = book(facts.settings)
    keys = keys_of(facts.rollovers, facts.events, facts.settings, facts.snapshots)
    by_hand = soonest(keys, facts.coverage, facts.as_of)
    early = {(key.zone, key.guid): by_hand(key) for key in keys}
    zones: dict[str, list[Forecast]] = {}
    for key in keys:
        zones.setdefault(key.zone, []).append(_alone(key, known, facts.as_of))
    queued = (f for own in zones.values() for f in _queued(own, facts.as_of))
    return tuple(_earlier(f, early[f.zone, f.key_guid]) for f in queued)


def _earlier(one: Forecast, by_hand: datetime | None) -> Forecast:
    """The forecast with room for somebody who is quicker than the key's own time."""
    if one.start_min is None or by_hand is None or by_hand >= one.start_min:
        return one
    return replace(one, start_min=by_hand)


def _alone(key: KnownKey, known: Book, as_of: datetime) -> Forecast:
    """The forecast of a key as if its zone had no other; its range may be over."""
    length, last = _length(key, known, as_of), key.last
    made = Forecast(key.zone, key.guid, key.role, after=last.id if last else None)
    if last and last.outcome == "open":
        bounded = key.role == "ZSK" and length
        until = began(last) + timedelta(seconds=length.max_s) if bounded and length else None
        return replace(made, rolling=True, end_max=until, reason="it is rolling")
    found = due(key, known, as_of)
    if isinstance(found, NotDue):
        return replace(made, reason=found.reason, never=found.never)
    latest = found.latest
    return replace(
        made,
        due=found.earliest,
        start_min=found.earliest,
        start_max=latest,
        end_max=max(latest, as_of) + timedelta(seconds=length.max_s) if length else None,
        source=found.source,
    )


def _length(key: KnownKey, known: Book, as_of: datetime) -> Range | None:
    """How long the key's next roll should take: as long as its last was expected to, else by its settings."""
    last = key.last
    if last and last.expected_min_s is not None and last.expected_max_s is not None:
        return Range(last.expected_min_s, last.expected_max_s, last.expected_source or "")
    return expected(key.role, waits(known, key.zone, as_of), None)


def _queued(keys: Sequence[Forecast], as_of: datetime) -> Iterator[Forecast]:
    """The forecasts of one zone with their queue: who rolls, or may roll, when another comes due."""
    for one in keys:
        if one.start_min is None or one.start_max is None:
            yield one
            continue
        ahead = [o for o in keys if o.key_guid != one.key_guid and _may_hold_up(o, one, as_of)]
        behind = tuple(sorted(o.key_guid for o in ahead))
        endless = next((o for o in ahead if o.rolling and o.end_max is None), None)
        late = one.start_max < as_of
        if endless:
            said = f"{endless.key_role or 'a key'} {endless.key_guid}, which rolls without a bound"
            yield _unknown(one, f"due by {one.start_max:%Y-%m-%d %H:%M} UTC, behind {said}", behind)
        elif late and not any(o.rolling for o in ahead):
            said = f"it was due by {one.start_max:%Y-%m-%d %H:%M} UTC and has not been seen to roll"
            yield _unknown(one, said, ())
        else:
            start = max(one.start_min, as_of)
            latest = max([one.start_max, start, *(o.end_max for o in ahead if o.end_max)])
            yield replace(
                one,
                due=start,
                start_min=start,
                start_max=latest,
                end_max=one.end_max and one.end_max + (latest - max(one.start_max, as_of)),
                behind=behind,
            )


def _unknown(one: Forecast, reason: str, behind: tuple[str, ...]) -> Forecast:
    return replace(
        one, due=None, start_min=None, start_max=None, end_max=None, source=None, reason=reason, behind=behind
    )


def _may_hold_up(other: Forecast, one: Forecast, as_of: datetime) -> bool:
    """Whether the other key rolls, or may have begun to, while the one comes due or waits."""
    if one.start_min is None or one.start_max is None:
        return False
    start, latest = max(one.start_min, as_of), max(one.start_max, as_of)
    if other.rolling:
        return other.end_max is None or other.end_max > start
    return bool(
        other.start_min and other.start_min <= latest and (other.end_max is None or other.end_max > start)
    )
