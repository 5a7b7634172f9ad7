from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.measures import positions
from analyzer.model import Attempt, Coverage, Period, Rollover

Maker = Callable[..., datetime]


def test_the_place_is_counted_in_seen_time(
    at: Maker, weeks: Callable[[float], Period], tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover], covering: Callable[..., Coverage],
) -> None:  # fmt: skip
    """Half of a window's time is another share where part of it could not be seen."""
    roll = rolled(at(1), at(3))
    hit = tried(at(2), rollover_id="R-1", stage="ZskWaitingForDnsKeyTtl")
    whole = positions([hit], [roll], [covering(at(0), at(7))], weeks(1)).rows[0]
    partly = positions([hit], [roll], [covering(at(0), at(7), (at(1), at(1.5)))], weeks(1)).rows[0]
    assert (whole.place, whole.delay_h, whole.stage) == (0.5, 24.0, "ZskWaitingForDnsKeyTtl")
    assert partly.place == pytest.approx(1 / 3, abs=1e-4)


def test_only_the_first_conflict_counts(
    at: Maker, weeks: Callable[[float], Period], tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover], covering: Callable[..., Coverage],
) -> None:  # fmt: skip
    """Later conflicts add episodes, not rows; successes and other codes are none."""
    hits = [
        tried(at(2), rollover_id="R-1", episode_id="E-1"),
        tried(at(2.5), rollover_id="R-1", episode_id="E-2"),
        tried(at(1.1), 9128, rollover_id="R-1"),
        tried(at(1.2), 5, rollover_id="R-1"),
    ]
    found = positions(hits, [rolled(at(1), at(3))], [covering(at(0), at(7))], weeks(1))
    assert [(row.time, row.episodes) for row in found.rows] == [(at(2), 2)]


def test_what_has_no_place_is_left_out(
    at: Maker, weeks: Callable[[float], Period], tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover], covering: Callable[..., Coverage],
) -> None:  # fmt: skip
    """An unknown start, one before the period, and a window without coverage give no place."""
    hit = [tried(at(2), rollover_id="R-1")]
    seen = [covering(at(0), at(7))]
    for roll, coverage in (
        (rolled(None, at(3)), seen),
        (rolled(at(-1), at(3)), seen),
        (rolled(at(1), at(3)), [covering(at(4), at(7))]),
    ):
        assert positions(hit, [roll], coverage, weeks(1)).rows == ()


@given(
    st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(1, 4)), max_size=6),
)
def test_chance_puts_every_rollover_somewhere(
    at: Maker, weeks: Callable[[float], Period], tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover], covering: Callable[..., Coverage], chosen: list[tuple[float, int]],
) -> None:  # fmt: skip
    """Tenths and their expectation add up to the rollovers, and chance favours early tenths."""
    rolls, hits = [], []
    for number, (place, episodes) in enumerate(chosen):
        start = at(number * 3)
        rolls.append(rolled(start, start + timedelta(days=2), id=f"R-{number}"))
        for episode in range(episodes):
            time = start + timedelta(days=2 * place, seconds=episode)
            hits.append(tried(time, rollover_id=f"R-{number}", episode_id=f"E-{number}-{episode}"))
    found = positions(hits, rolls, [covering(at(0), at(28))], weeks(4))
    assert sum(t.rollovers for t in found.tenths) == len(found.rows) == len(chosen)
    assert sum(t.expected for t in found.tenths) == pytest.approx(len(chosen), abs=0.01)
    expected = [t.expected for t in found.tenths]
    assert all(a >= b - 0.002 for a, b in pairwise(expected))
