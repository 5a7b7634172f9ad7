from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from analyzer.report import words


@pytest.mark.parametrize(("hour", "shown"), [(0, "2026-10-25 02:30:00 CEST"), (1, "2026-10-25 02:30:00 CET")])
def test_the_hour_that_comes_twice_is_told_apart(hour: int, shown: str) -> None:
    """A local time names its offset, so that the two 02:30 of a clock change differ."""
    assert words.when(datetime(2026, 10, 25, hour, 30, tzinfo=UTC), "Europe/Berlin") == shown


def test_days_are_english_and_local() -> None:
    """A day's name does not follow the locale, and its date is that of the zone."""
    assert words.day_name(date(2026, 3, 2)) == "2 Mar 2026"
    assert words.day_of(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), "Europe/Berlin") == "2 Mar 2026"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (59.6, "1 min"),
        (3_900, "1 h 5 min"),
        (86_400 * 31 + 59, "31 d"),
        (86_400 * 31 + 3_600 * 4, "31 d 4 h"),
        (-90, "-1 min 30 s"),
    ],
)
def test_lengths_have_two_units(seconds: float, shown: str) -> None:
    """A length is rounded to seconds and told in its two largest units."""
    assert words.length(seconds) == shown


def test_small_words() -> None:
    """Amounts lose trailing zeros only, lists end in `and`, sentences end in one full stop."""
    assert [words.amount(n) for n in (100.0, 0.5, 1234.567, 3)] == ["100", "0.5", "1,234.57", "3"]
    assert [words.setting(v) for v in (None, True, (), ["a", "b"], 3600)] == [
        "not set",
        "yes",
        "none",
        "a and b",
        "3600",
    ]
    assert words.hour_span(6, 23) == "Sunday 23:00 to 00:00"


def test_small_amounts_keep_two_digits() -> None:
    """What is small is not rounded to nothing, and what is tiny is said to be."""
    assert [words.amount(n) for n in (0.0, 0.0063, -0.021, 0.00002)] == [
        "0",
        "0.0063",
        "-0.021",
        "under 0.0001",
    ]
