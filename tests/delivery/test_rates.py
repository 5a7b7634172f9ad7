"""Arrows stand only where the interval leaves out 1."""

from __future__ import annotations

from analyzer.conflicts import Trend
from analyzer.delivery.rates import changes

BEFORE = [f"2026-W{n:02}" for n in range(44, 36, -1)]


def weeks(now: int, then: int, hours: float = 100.0) -> list[Trend]:
    """This week's count, and that of each week before."""
    names = [*reversed(BEFORE), "2026-W45"]
    return [Trend(n, "all", now if n == "2026-W45" else then, hours, None, None, None, None) for n in names]


def test_a_clear_rise_and_a_clear_fall_have_a_direction() -> None:
    """Many against few is up, few against many down, each with its interval."""
    up, down = (changes(weeks(*counts), "2026-W45", BEFORE)[1] for counts in ((30, 3), (1, 40)))
    assert (up.direction, down.direction) == ("up", "down")
    assert up.low is not None
    assert up.low > 1
    assert up.other_count == 24


def test_what_chance_can_do_has_no_arrow() -> None:
    """Five against three is no change."""
    last, eight = changes(weeks(5, 3), "2026-W45", BEFORE)
    assert (last.against, last.direction, eight.direction) == ("the week before", None, None)
    assert last.low is not None
    assert last.high is not None
    assert last.low < 1 < last.high


def test_without_exposure_nothing_is_compared() -> None:
    """No hours in which a conflict could have been: no factor, and no arrow."""
    for found in changes(weeks(0, 0, hours=0.0), "2026-W45", BEFORE):
        assert (found.factor, found.low, found.direction) == (None, None, None)


def test_a_first_conflict_is_no_rise_yet() -> None:
    """One against none has no factor, and an interval that holds 1."""
    found = changes(weeks(1, 0), "2026-W45", BEFORE)[0]
    assert (found.factor, found.direction) == (None, None)
