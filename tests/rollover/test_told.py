"""What is said of a log does not depend on whether its events are told apart as quiet ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.events import Quiet
from analyzer.model import Action, Coverage, Event, Hole, Stretch
from analyzer.rollover import blind_spots, coverage
from analyzer.rollover.jumps import jumps_back
from analyzer.rollover.told import by_log

HOST, CHANNEL = "dns1.a.example", "Microsoft-Windows-TaskScheduler/Operational"
START = datetime(2026, 1, 5, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

minutes = st.integers(0, 40)
logs = st.lists(st.tuples(minutes, st.integers(1, 30), st.booleans()), max_size=12)


def event(number: int, minute: int, record_id: int) -> Event:
    """A task that ran."""
    return Event(
        time=START + timedelta(minutes=minute),
        time_basis="utc",
        host=HOST,
        server=None,
        zone=None,
        key_guid=None,
        key_role=None,
        action=Action.TASK_RAN,
        operation=None,
        outcome=None,
        actor=None,
        session=None,
        provider="Microsoft-Windows-TaskScheduler",
        channel=CHANNEL,
        event_id=201,
        record_id=record_id,
        path="f",
        position=f"event:{number}",
    )


def hushed(events: Sequence[Event]) -> tuple[Quiet, ...]:
    """The same as quiet events."""
    times = [(e.time - EPOCH) // timedelta(microseconds=1) for e in events]
    ids = [e.record_id for e in events]
    if not events:
        return ()
    packed = np.array(times, dtype=np.int64), np.array(ids, dtype=np.int64)
    return (Quiet(HOST, CHANNEL.lower(), "f", *packed, lambda number: events[number].position),)


@given(logs, minutes, minutes, st.lists(minutes, max_size=2), st.integers(0, 5))
def test_quiet_or_not_a_log_tells_the_same(
    rows: list[tuple[int, int, bool]], first: int, last: int, clears: list[int], least: int
) -> None:
    """Neighbours of a time, and clocks that were set back, are found among both kinds of events."""
    unique = {(minute, record_id): is_quiet for minute, record_id, is_quiet in rows}
    events = [event(number, *place) for number, place in enumerate(unique)]
    quiet = [e for e, is_quiet in zip(events, unique.values(), strict=True) if is_quiet]
    loud = [e for e in events if e not in quiet]
    whole, parted = by_log(events, ()), by_log(loud, hushed(quiet))
    assert whole.keys() == parted.keys()
    start, end = (START + timedelta(minutes=m) for m in (first, last))
    times = [START + timedelta(minutes=m) for m in clears]
    holes = tuple(Hole(time, time, None, None, "cleared") for time in times)
    parts = (Coverage(HOST, CHANNEL, "failures", START, START, 0, holes, "ids"),)
    for log, told in whole.items():
        other = parted[log]
        assert list(told.around(start, end)) == list(other.around(start, end))
        found = [
            [
                (one.ref(a), one.ref(b), one.time(a), one.record_id(a))
                for a, b in jumps_back(one, parts, timedelta(minutes=least))
            ]
            for one in (told, other)
        ]
        assert found[0] == found[1]


def test_a_silence_shows_among_quiet_events() -> None:
    """A log that fell silent for weeks is named, whether its events are quiet ones or not."""
    events = [event(n, minute, n + 1) for n, minute in enumerate([*range(30), 40_000, 40_001])]
    known = (Coverage(HOST, CHANNEL, "failures", events[0].time, events[-1].time, 32, (), "ids"),)
    said = blind_spots(known, events)
    assert any("far longer than its habit" in one for one in said)
    assert blind_spots(known, (), quiet=hushed(events)) == said
    assert blind_spots(known, events[::2], quiet=hushed(events[1::2])) == said


def test_quiet_events_cover_a_log_of_which_nothing_else_tells() -> None:
    """Where no stretch of record ids tells of a log, the times of its events do, quiet ones too."""
    events = [event(n, minute, n + 1) for n, minute in enumerate([3, 1, 8])]
    assert coverage((), (), (), quiet=hushed(events)) == coverage((), (), events)
    stretch = Stretch("f", HOST, CHANNEL, 1, 3, events[1].time, events[2].time, 3)
    assert coverage((stretch,), (), (), quiet=hushed(events)) == coverage((stretch,), (), events)
