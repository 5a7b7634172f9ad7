"""Whether it is safe to act on a zone's keys at a time: yes, no, or nobody can know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from analyzer.forecast.facts import Facts
from analyzer.forecast.freezes import Freeze
from analyzer.forecast.outlook import Forecast, outlook
from analyzer.model import Rollover
from analyzer.rollover import covered, covers, key_masters

Word = Literal["safe", "not safe", "unknown"]


@dataclass(frozen=True, slots=True)
class Safety:
    """The answer and its reason."""

    word: Word
    reason: str


def safety(zone: str, when: datetime, facts: Facts, freezes: Sequence[Freeze], max_age: timedelta) -> Safety:
    """Whether an operation on the zone's keys would meet neither a rollover nor a freeze.

    As long as the logs of the zone's key master reach, what they say counts; after their
    end the forecast, but for no longer than `max_age`, for people can start a rollover at
    any time.
    """
    frozen = next((f for f in freezes if f.start <= when < f.end), None)
    if frozen:
        return Safety("not safe", f"change freeze {frozen.name!r} until {_said(frozen.end)}")
    if not facts.about(zone):
        return Safety("unknown", "the logs tell nothing of this zone")
    rolls = [r for r in facts.rollovers if r.zone == zone]
    reach = _reach(zone, facts)
    if reach is None:
        return Safety("unknown", "no log of the zone's key master tells of its rollovers")
    if when <= reach:
        return next(_past(zone, when, facts, rolls))
    return next(_future(zone, when, reach, facts, max_age))


def _past(zone: str, when: datetime, facts: Facts, rolls: Sequence[Rollover]) -> Iterator[Safety]:
    for roll in rolls:
        surely, maybe = _holds(roll, when)
        if surely:
            yield Safety("not safe", f"the {roll.key_role or 'key'} {roll.key_guid} was rolling ({roll.id})")
        if maybe:
            yield Safety("unknown", f"whether {roll.id} was still going on, or had begun, is not known")
    server = _master(zone, when, facts)
    if not (server and covers(facts.coverage, server, "state", when)):
        yield Safety("unknown", "no log of the zone's key master covers that time")
    yield Safety("safe", "no key of the zone was rolling")


def _holds(roll: Rollover, when: datetime) -> tuple[bool, bool]:
    """Whether a roll went on at a time: surely, perhaps."""
    low, high = roll.start or roll.start_min, roll.end or roll.end_max
    sure_low, sure_high = roll.start or roll.start_max, roll.end or roll.end_min
    if roll.outcome == "open":
        high = sure_high = None
    maybe = (low is None or low <= when) and (high is None or when < high)
    surely = bool(sure_low and sure_low <= when) and (
        roll.outcome == "open" or bool(sure_high and when < sure_high)
    )
    return surely, maybe


def _future(zone: str, when: datetime, reach: datetime, facts: Facts, max_age: timedelta) -> Iterator[Safety]:
    forecasts = [f for f in outlook(facts) if f.zone == zone]
    for one in forecasts:
        yield from _meets(one, when)
    age = when - reach
    if age > max_age:
        yield Safety(
            "unknown",
            f"the logs end at {_said(reach)}, {age / timedelta(hours=1):.0f} h before; since then a "
            "rollover may have been started by hand",
        )
    blind = next((f for f in forecasts if f.start_min is None and not f.never), None)
    if blind:
        yield Safety("unknown", f"when {_key(blind)} rolls next is not known: {blind.reason}")
    if not forecasts:
        yield Safety("unknown", "the logs do not tell the zone's keys")
    later = min((f.due for f in forecasts if f.due), default=None)
    until = f"; the next rollover is not due before {_said(later)}" if later else ""
    yield Safety("safe", f"no key of the zone is rolling, by logs until {_said(reach)}{until}")


def _meets(one: Forecast, when: datetime) -> Iterator[Safety]:
    if one.rolling:
        if one.end_max is None or when < one.end_max:
            until = f", at the latest until {_said(one.end_max)}" if one.end_max else ", without a known end"
            yield Safety("not safe", f"{_key(one)} is rolling{until}")
        else:
            yield Safety("unknown", f"{_key(one)} was rolling and should have ended by {_said(one.end_max)}")
    due = one.due
    if due and one.start_max and when >= due:
        if one.end_max is None or when < one.end_max:
            yield Safety("not safe", f"{_key(one)} is due to roll from {_said(due)} on")
        else:
            yield Safety("unknown", f"{_key(one)} was due to roll before, by {_said(one.start_max)}")


def _master(zone: str, when: datetime, facts: Facts) -> str | None:
    masters = key_masters(facts.events).get(zone, ())
    return next((m.server for m in reversed(masters) if m.since <= when), None)


def _reach(zone: str, facts: Facts) -> datetime | None:
    """The last instant that a log of the zone's last key master covers."""
    server = _master(zone, facts.as_of, facts)
    known = covered(facts.coverage, server, "state") if server else ()
    return known[-1][1] if known else None


def _key(one: Forecast) -> str:
    return f"the {one.key_role or 'key'} {one.key_guid}"


def _said(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
