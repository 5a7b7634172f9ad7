from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from analyzer.measures import tracks
from analyzer.model import Attempt, Period, Rollover, Stage

Make = Callable[..., datetime]


def test_bars_are_clipped_and_say_so(
    at: Make, weeks: Callable[[float], Period], rolled: Callable[..., Rollover]
) -> None:
    """An edge outside the period, unknown or not yet reached is open, and drawn at the period's edge."""
    rollovers = [
        rolled(at(-2), at(1), id="R-1"),
        rolled(None, at(2), id="R-2"),
        rolled(at(5), None, id="R-3"),
        rolled(at(3), at(4), id="R-4"),
        rolled(at(-5), at(-4), id="R-5"),
    ]
    bars = tracks([], rollovers, weeks(1))[0].bars
    assert [(b.rollover_id, b.start, b.end, b.open_start, b.open_end) for b in bars] == [
        ("R-1", at(0), at(1), True, False),
        ("R-2", at(0), at(2), True, False),
        ("R-4", at(3), at(4), False, False),
        ("R-3", at(5), at(7), False, True),
    ]


def test_a_rollover_is_late_where_its_expected_range_ends(
    at: Make, weeks: Callable[[float], Period], rolled: Callable[..., Rollover]
) -> None:
    """Beyond the upper end of the range it is late; within, or without a range, it is not."""
    day = 86_400.0
    rollovers = [
        rolled(at(1), at(5), id="R-1", expected_max_s=2 * day),
        rolled(at(1), at(5), id="R-2", expected_max_s=4 * day),
        rolled(at(1), at(5), id="R-3"),
        rolled(at(-9), None, id="R-4", expected_max_s=day),
    ]
    bars = {b.rollover_id: b for t in tracks([], rollovers, weeks(1)) for b in t.bars}
    assert {name: bar.late_from for name, bar in bars.items()} == {
        "R-1": at(3),
        "R-2": None,
        "R-3": None,
        "R-4": at(0),
    }


def test_stages_fill_the_bar(
    at: Make, weeks: Callable[[float], Period], rolled: Callable[..., Rollover]
) -> None:
    """Each stage ends where the next begins, the last where the rollover ends."""
    stages = (Stage("one", at(-1), "observed"), Stage("two", at(2), "observed"))
    bar = tracks([], [rolled(at(-1), at(4), stages=stages)], weeks(1))[0].bars[0]
    assert [(s.name, s.start, s.end) for s in bar.sections] == [("one", at(0), at(2)), ("two", at(2), at(4))]


def test_a_retry_loop_is_one_mark(
    at: Make, weeks: Callable[[float], Period], tried: Callable[..., Attempt]
) -> None:
    """Conflicts of one episode, code and relation are one mark at the first; others have their own."""
    attempts = [tried(at(1, i / 60), episode_id="E-1", id=f"A-{i}") for i in range(5)]
    attempts += [tried(at(1, 2), 9120, episode_id="E-1"), tried(at(2)), tried(at(3))]
    track = tracks(attempts, [], weeks(1))[0]
    assert [(m.time, m.code, m.count) for m in track.marks] == [
        (at(1), 9116, 5),
        (at(1, 2), 9120, 1),
        (at(2), 9116, 1),
        (at(3), 9116, 1),
    ]
    assert track.conflicts == 8


def test_the_worst_zone_leads_and_the_nameless_comes_last(
    at: Make,
    weeks: Callable[[float], Period],
    tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover],
) -> None:
    """Late rollovers come before conflicts, conflicts before names; conflicts without a zone are kept."""
    attempts = [tried(at(1), zone=zone) for zone in ("c", "b", None, None)]
    rollovers = [rolled(at(1), at(3), zone="d", expected_max_s=60.0), rolled(at(1), at(3), zone="a")]
    rows = tracks(attempts, rollovers, weeks(1))
    assert [(t.zone, t.late, t.conflicts) for t in rows] == [
        ("d", 1, 0),
        ("b", 0, 1),
        ("c", 0, 1),
        ("a", 0, 0),
        (None, 0, 2),
    ]
