"""When keys roll next: by what the logs tell, behind whom, and when nobody can say."""

from __future__ import annotations

from datetime import timedelta
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.forecast import Forecast, facts, outlook
from analyzer.model import Action, Event, Snapshot
from analyzer.reading import Reading
from tests.forecast_cases import at, event, known, roll, settings

DAY = timedelta(days=1)
NEVER = 0xFFFFFFFF
SHORT = {"PropagationTime": "0", "DnsKeyRecordSetTtl": "3600", "EnableRfc5011KeyRollover": "0"}


def forecast_of(key: str, events: list[Event], end: float, **values: object) -> Forecast:
    """The forecast of one key."""
    return next(f for f in outlook(known(events, end, **values)) if f.key_guid == key)  # type: ignore[arg-type]


def signed() -> Event:
    """The zone's settings: waits of an hour."""
    return event(Action.ZONE_SIGNED, at(0), key_guid=None, detail=SHORT)


def test_a_period_after_the_last_roll() -> None:
    """With a logged RolloverPeriod the next start is that long after the last end."""
    found = forecast_of("z1", [settings("z1", 1, RolloverPeriod=30 * 86400), *roll("z1", 5, 6)], 10)
    assert found.start_min
    assert found.start_max
    assert found.start_min <= at(36) <= found.start_max
    assert found.start_max - found.start_min <= timedelta(minutes=10)
    assert found.source
    assert found.source.startswith("RolloverPeriod of 30 d")


@given(st.floats(7, 400), st.floats(1, 6))
def test_whatever_the_period(days: float, end: float) -> None:
    """The range holds the end of the last roll plus the period, whatever both are."""
    period = round(days * 86400)
    found = forecast_of("z1", [settings("z1", 0.5, RolloverPeriod=period), *roll("z1", 0.9, end)], 7)
    assert found.start_min
    assert found.start_max
    assert found.start_min <= at(end) + timedelta(seconds=period) <= found.start_max


def test_what_the_server_told_last_counts() -> None:
    """A NextRolloverTime that was told after the roll is worth more than the period."""
    told = settings("z1", 8, RolloverPeriod=30 * 86400, NextRolloverTime=at(20).isoformat())
    found = forecast_of("z1", [settings("z1", 1, RolloverPeriod=30 * 86400), *roll("z1", 5, 6), told], 10)
    assert found.start_min
    assert found.start_min <= at(20) <= at(21)


def test_what_was_told_before_the_roll_is_over() -> None:
    """A NextRolloverTime of before the last roll is that roll's own."""
    told = settings("z1", 1, NextRolloverTime=at(5).isoformat())
    assert forecast_of("z1", [told, *roll("z1", 5, 6)], 10).reason == "nothing tells its period"


def test_habit_without_settings() -> None:
    """Automatic intervals of 20 days make the next one likely after about 20 days more."""
    rolls = [e for n in range(4) for e in roll("z1", 2 + 21 * n, 3 + 21 * n)]
    found = forecast_of("z1", rolls, 70)
    assert found.start_min
    assert found.start_max
    assert found.start_min <= at(86) <= found.start_max
    assert found.start_max - found.start_min < 2 * DAY


def test_snapshot_tells_the_next_time() -> None:
    """What Get-DnsServerSigningKey printed serves as well as an event."""
    fields = {"KeyId": "{Z1}", "KeyType": "ZoneSigningKey", "NextRolloverTime": at(33).isoformat()}
    shot = Snapshot("keys.json", "event:1", "key", "ns1", "a.example", at(9), fields)
    found = forecast_of("z1", [signed()], 10, snapshots=(shot,))
    assert found.start_min
    assert found.start_max
    assert found.start_min <= at(33) <= found.start_max


def test_notice_before_a_ksk_rolls() -> None:
    """7668 tells the days that are left, in whole days."""
    notice = event(Action.NOTICE, at(9), key_guid="k1", key_role="KSK", event_id=7668, detail={"days": "38"})
    found = forecast_of("k1", [*roll("k1", 1, 2), notice], 10)
    assert found.start_min
    assert found.start_max
    assert found.start_min <= at(47) < at(48) <= found.start_max


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        ([settings("z1", 1, RolloverPeriod=NEVER), *roll("z1", 5, 6)], "automatic rollover is off"),
        ([*roll("z1", 5, None), event(Action.FAILED, at(6), key_guid="z1", key_role="ZSK")], "failed"),
        (roll("z1", 5, 6), "nothing tells its period"),
        ([settings("z1", 1, RolloverPeriod=7 * 86400), *roll("z1", 2, 2.5)], "not been seen to roll"),
    ],
)
def test_when_nobody_can_say(events: list[Event], reason: str) -> None:
    """Without a range there is a reason."""
    found = forecast_of("z1", events, 12)
    assert found.start_min is None
    assert found.reason
    assert reason in found.reason


@pytest.mark.parametrize("action", [Action.KEY_DELETED, Action.RETIRED])
def test_keys_that_are_gone(action: Action) -> None:
    """A key that was deleted or retired has no next rollover."""
    events = [settings("z1", 1, RolloverPeriod=30 * 86400), *roll("z1", 5, 6)]
    gone = event(action, at(8), key_guid="z1", key_role="ZSK")
    assert outlook(known(events, 10))
    assert not outlook(known([*events, gone], 10))


def test_unsigned_zone_has_no_keys() -> None:
    """Unsigning a zone ends all its keys."""
    events = [settings("z1", 1, RolloverPeriod=30 * 86400), *roll("z1", 5, 6)]
    assert not outlook(known([*events, event(Action.ZONE_UNSIGNED, at(8), key_guid=None)], 10))


def test_a_waiting_ksk_blocks_without_bound() -> None:
    """Behind a KSK that waits for its DS nothing can be said of a ZSK that comes due meanwhile."""
    events = [
        signed(),
        settings("z1", 1, RolloverPeriod=8 * 86400),
        *roll("z1", 2, 3),
        *roll("k1", 9.9, None),
    ]
    found = forecast_of("z1", events, 10)
    assert found.start_min is None
    assert found.behind == ("k1",)
    assert found.reason
    assert "behind KSK k1, which rolls without a bound" in found.reason


def test_an_overdue_key_queues_behind_a_blocked_one() -> None:
    """A ZSK whose time passed while the KSK waits is queued, not lost."""
    events = [
        signed(),
        settings("z1", 1, RolloverPeriod=7 * 86400),
        *roll("z1", 2, 2.8),
        *roll("k1", 9.7, None),
    ]
    found = forecast_of("z1", events, 10)
    assert (found.start_min, found.behind) == (None, ("k1",))
    assert found.reason
    assert found.reason.startswith("due by 2025-01-10")


def test_an_overdue_key_starts_when_the_other_ends() -> None:
    """A KSK whose time passed while the ZSK rolls starts by the ZSK's latest end."""
    events = [
        signed(),
        settings("k1", 1, RolloverPeriod=7 * 86400),
        *roll("k1", 2, 2.97),
        *roll("z1", 9.96, None),
    ]
    told = {f.key_guid: f for f in outlook(known(events, 10))}
    ksk, zsk = told["k1"], told["z1"]
    assert ksk.behind == ("z1",)
    assert ksk.start_min == at(10)
    assert zsk.end_max
    assert ksk.start_max == zsk.end_max > at(10)
    assert ksk.end_max
    assert ksk.end_max > ksk.start_max


def test_a_key_that_somebody_asked_for() -> None:
    """A trigger (531) while another key rolls makes it due at once, and it queues."""
    asked = event(Action.TRIGGERED, at(9.98), key_guid="k1", key_role="KSK")
    events = [signed(), *roll("k1", 2, 3), *roll("z1", 9.96, None), asked]
    found = forecast_of("k1", events, 10)
    assert found.behind == ("z1",)
    assert found.source
    assert found.source.startswith("asked for by hand")


def test_keys_due_together_queue() -> None:
    """A ZSK due while the KSK may roll has a range that reaches to the KSK's latest end."""
    periods = [settings("z1", 0.1, RolloverPeriod=30 * 86400), settings("k1", 0.1, RolloverPeriod=25 * 86400)]
    found = forecast_of("z1", [signed(), *periods, *roll("z1", 1, 2), *roll("k1", 6, 7)], 10)
    assert found.behind == ("k1",)
    assert found.start_min
    assert found.start_max
    assert found.start_min <= at(32) < at(32) + timedelta(hours=1) < found.start_max


def test_keys_due_apart_do_not_queue() -> None:
    """Keys of one zone that come due weeks apart do not wait for each other."""
    periods = [settings("z1", 0.1, RolloverPeriod=30 * 86400), settings("k1", 0.1, RolloverPeriod=99 * 86400)]
    found = outlook(known([signed(), *periods, *roll("z1", 1, 2), *roll("k1", 6, 7)], 10))
    assert [f.behind for f in found] == [(), ()]


def test_rolled_by_hand_before() -> None:
    """Where people roll a key by hand, the range begins before the key is due."""
    periods = settings("z1", 0.1, RolloverPeriod=60 * 86400)
    by_hand = [*roll("z1", 5, 6, by_hand=True), *roll("z1", 15, 16, by_hand=True)]
    alone, hurried = (forecast_of("z1", [periods, *rolls], 20) for rolls in (roll("z1", 15, 16), [*by_hand]))
    assert alone.start_min == alone.due
    assert hurried.start_min
    assert hurried.due
    assert at(20) < hurried.start_min < hurried.due


@pytest.mark.parametrize("times", [1, 2, 4])
def test_how_soon_by_hand(times: int) -> None:
    """So often in so many days, drawn towards the rate of all keys: four in a hundred come sooner."""
    rolls = [e for n in range(times) for e in roll("z1", 2 + 4 * n, 3 + 4 * n, by_hand=True)]
    other = [event(Action.KEY_ADDED, at(1), key_guid="z2", key_role="ZSK")]
    found = forecast_of("z1", [settings("z1", 0.1, RolloverPeriod=90 * 86400), *other, *rolls], 20)
    rate = (times + 1) / (20 + 20 * 2 / times)
    assert found.start_min
    assert abs(found.start_min - at(20 - log(0.96) / rate)) < timedelta(minutes=1)


def test_rolling_now() -> None:
    """A ZSK that rolls has a latest end; a KSK none."""
    events = [signed(), *roll("z1", 9.99, None)]
    found = forecast_of("z1", events, 10)
    assert found.rolling
    assert found.end_max
    assert found.end_max > at(10)
    ksk = forecast_of("k1", [signed(), *roll("k1", 9.9, None)], 10)
    assert (ksk.rolling, ksk.end_max) == (True, None)


def test_as_of_an_earlier_time() -> None:
    """What was logged later changes nothing of a forecast as of before."""
    early = [signed(), settings("z1", 1, RolloverPeriod=30 * 86400), *roll("z1", 5, 6)]
    later = [*early, *roll("z1", 20, 21, by_hand=True)]
    one = known(early, 10)
    reading = Reading(tuple(later), (), (), (), (), (), {})
    cut = facts(reading, at(10))
    assert cut
    (a,), (b,) = outlook(one), outlook(cut)
    assert (a.due, a.start_max) == (b.due, b.start_max)


def test_nothing_known() -> None:
    """Logs that tell of no rollover are no ground for a forecast."""
    assert facts(Reading((), (), (), (), (), (), {})) is None
