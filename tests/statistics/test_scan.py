"""The scan for a phase, against brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analyzer.statistics import peak, peak_p

CELLS = np.arange(24 * 40)
WIDTH = 2


def by_hand(cells: np.ndarray, events: np.ndarray, period: int) -> float:
    """The highest score of all windows that begin at an event, each counted one by one."""
    best, n = 0.0, len(events)
    for start in {int(e) % period for e in events}:
        h = sum((int(e) - start) % period < WIDTH for e in events)
        e = n * sum((int(c) - start) % period < WIDTH for c in cells) / len(cells)
        if h >= 3 and h > e:
            best = max(best, h * math.log(h / e) - (h - e))
    return best


@pytest.mark.parametrize("seed", range(5))
def test_the_peak_is_the_best_window(seed: int) -> None:
    """Counted by hand over unequal exposure, the score is the same."""
    rng = np.random.default_rng(seed)
    cells = np.sort(rng.choice(CELLS, 400, replace=False))
    events = np.concatenate((rng.choice(cells, 6), cells[cells % 168 == 5], cells[cells % 168 == 6]))
    found = peak(cells, events, 168, WIDTH)
    assert (found.score if found else 0.0) == pytest.approx(by_hand(cells, events, 168))


def test_many_events_are_counted_at_all_phases() -> None:
    """With many events the window that stands out is still the one that is crowded."""
    rng = np.random.default_rng(1)
    events = np.concatenate((rng.choice(CELLS, 100), 24 * np.arange(40) + 7))
    found = peak(CELLS, events, 24, WIDTH)
    assert found
    assert found.start in (6, 7)


def test_p_agrees_with_plain_simulation() -> None:
    """The share of plain draws whose best window scores as high is near p, whether drawn or bounded."""
    rng = np.random.default_rng(2)
    events = np.concatenate((rng.choice(CELLS, 6), np.array([31, 31 + 24 * 7, 31 + 24 * 11])))
    found = peak(CELLS, events, 24, WIDTH)
    assert found
    p = peak_p(found, CELLS, len(events), 24, WIDTH, rng, 1999)
    plain = [by_hand(CELLS, rng.choice(CELLS, len(events)), 24) >= found.score - 1e-9 for _ in range(400)]
    assert p == pytest.approx(np.mean(plain), abs=0.3 * np.mean(plain) + 0.05)


def test_the_bound_takes_over_where_draws_cannot_tell() -> None:
    """Twenty events at one of 24 phases are far below one in the number of draws, and the same each time."""
    events = 24 * np.arange(20) + 3
    found = peak(CELLS, events, 24, WIDTH)
    assert found
    p = peak_p(found, CELLS, 20, 24, WIDTH, np.random.default_rng(1), 999)
    assert p < 1e-15
    assert p == peak_p(found, CELLS, 20, 24, WIDTH, np.random.default_rng(2), 999)


def test_p_is_fair() -> None:
    """Of events at random p is at most 0.1 in a tenth of cases or fewer."""
    rng, small, runs = np.random.default_rng(3), 0, 400
    for _ in range(runs):
        found = peak(CELLS, events := rng.choice(CELLS, 8), 24, WIDTH)
        small += bool(found and peak_p(found, CELLS, len(events), 24, WIDTH, rng, 199) <= 0.1)
    assert small / runs <= 0.1 + 3 * (0.09 / runs) ** 0.5


def test_two_events_are_no_sign() -> None:
    """Fewer than three events have no peak."""
    assert peak(CELLS, np.array([3, 27]), 24, WIDTH) is None
