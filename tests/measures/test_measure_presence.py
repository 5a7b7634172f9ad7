from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from analyzer.measures import presences
from analyzer.model import Coverage, Period

Maker = Callable[..., datetime]


def test_channels_of_one_host_are_seen_together(
    at: Maker, weeks: Callable[[float], Period], covering: Callable[..., Coverage]
) -> None:
    """Spans are the union over channels without their holes, cut at the period."""
    rows = presences(
        [
            covering(at(-3), at(2), channel="a"),
            covering(at(1), at(6), (at(3), at(4)), channel="b"),
            covering(at(0), at(7), observes="state"),
        ],
        weeks(1),
    )
    assert [(row.observes, row.spans) for row in rows] == [
        ("failures", ((at(0), at(3)), (at(4), at(6)))),
        ("state", ((at(0), at(7)),)),
    ]
    assert [row.share for row in rows] == [round(5 / 7, 4), 1.0]


def test_the_least_covered_comes_first(
    at: Maker, weeks: Callable[[float], Period], covering: Callable[..., Coverage]
) -> None:
    """What is worst is drawn first, ties by name."""
    days = {"b": 3, "a": 3, "c": 1}
    rows = presences([covering(at(0), at(day), host=host) for host, day in days.items()], weeks(1))
    assert [row.host for row in rows] == ["c", "a", "b"]
