"""Whether it is safe to act on a zone's keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from analyzer.forecast import Freeze, safety
from analyzer.model import Action, Event
from tests.forecast_cases import at, event, known, roll, settings

AGE = timedelta(days=1)
PERIODS = [settings("z1", 0.1, RolloverPeriod=10 * 86400), settings("k1", 0.1, RolloverPeriod=300 * 86400)]
ROLLED = [*PERIODS, *roll("z1", 3, 4), *roll("k1", 5, 6)]


def word(events: list[Event], end: float, when: float, zone: str = "a.example", age: timedelta = AGE) -> str:
    """The answer for a time, by logs until another."""
    return safety(zone, at(when), known(events, end), (), age).word


@pytest.mark.parametrize(
    ("when", "answer"),
    [(2, "safe"), (3.5, "not safe"), (4.5, "safe"), (5.5, "not safe"), (7, "safe")],
)
def test_within_the_logs(when: float, answer: str) -> None:
    """While a key of the zone rolls it is not safe, and between rolls it is."""
    assert word(ROLLED, 8, when) == answer


@pytest.mark.parametrize(
    ("when", "age", "answer"),
    [
        (8.5, 1, "safe"),
        (9.5, 1, "unknown"),
        (9.5, 30, "safe"),
        (14.1, 30, "not safe"),
        (39, 90, "unknown"),
    ],
)
def test_after_the_logs(when: float, age: int, answer: str) -> None:
    """For a day the forecast holds, or for as long as asked; once a roll is due nothing is safe."""
    assert word(ROLLED, 8, when, age=timedelta(days=age)) == answer


def test_freeze_is_not_safe() -> None:
    """In a freeze nothing is, whatever the keys do."""
    freeze = Freeze("year's end", at(6), at(9))
    found = safety("a.example", at(7), known(ROLLED, 8), [freeze], AGE)
    assert (found.word, "year's end" in found.reason) == ("not safe", True)
    assert safety("a.example", at(9), known(ROLLED, 9.5), [freeze], AGE).word == "safe"


def test_waiting_ksk_is_never_safe() -> None:
    """A KSK that waits for its DS rolls until somebody sees its end."""
    assert word([*PERIODS, *roll("z1", 1, 2), *roll("k1", 5, None)], 8, 8.4) == "not safe"


def test_zone_without_logs() -> None:
    """Of a zone that nothing tells of nothing is known."""
    assert word(ROLLED, 8, 7, zone="b.example") == "unknown"


def test_key_of_unknown_period() -> None:
    """After the logs, a key of which nobody knows when it rolls leaves it unknown."""
    assert word([*PERIODS[:1], *roll("z1", 3, 4), *roll("k1", 5, 6)], 8, 8.5) == "unknown"


def test_key_that_does_not_roll_by_itself() -> None:
    """A key whose automatic rollover is off starts none."""
    off = settings("k1", 0.1, RolloverPeriod=0xFFFFFFFF)
    assert word([PERIODS[0], off, *roll("z1", 3, 4), *roll("k1", 5, 6)], 8, 8.5) == "safe"


def test_before_the_logs() -> None:
    """A time that no log covers is unknown, not safe."""
    assert word(ROLLED, 8, -3) == "unknown"


def test_zone_known_by_name_only() -> None:
    """Without a key master whose logs tell of rollovers nothing is known."""
    named = event(Action.OTHER, at(2), host="ns9", server="ns9", key_guid=None)
    assert word([named], 8, 7) == "unknown"
