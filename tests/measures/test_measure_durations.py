from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from analyzer.measures import durations
from analyzer.model import Period, Rollover

Maker = Callable[..., datetime]


def test_lengths_are_told_by_role_and_outcome(
    at: Maker, weeks: Callable[[float], Period], rolled: Callable[..., Rollover]
) -> None:
    """Five numbers a group, in hours, with the expected range and how many exceed their own."""
    expected = {"expected_min_s": 3600.0, "expected_max_s": 86400.0 * 2}
    rolls = [
        *(rolled(at(0), at(days), id=f"R-{days}", **expected) for days in (1, 2, 3, 4, 5)),
        rolled(at(0), at(1), id="K", key_role="KSK", outcome="forced"),
    ]
    ksk, zsk = durations(rolls, weeks(2))
    assert (ksk.key_role, ksk.outcome, ksk.rollovers, ksk.expected_max_h) == ("KSK", "forced", 1, None)
    five = (zsk.shortest_h, zsk.quarter_h, zsk.half_h, zsk.three_quarters_h, zsk.longest_h)
    assert five == (24, 48, 72, 96, 120)
    assert (zsk.expected_min_h, zsk.expected_max_h, zsk.longer) == (1, 48, 3)


def test_what_has_not_ended_counts_with_its_age(
    at: Maker, weeks: Callable[[float], Period], rolled: Callable[..., Rollover]
) -> None:
    """An open rollover is as long as it has lasted so far; one without a start is left out."""
    rows = durations([rolled(at(4), None), rolled(None, at(5), id="R-2")], weeks(1))
    assert [(row.outcome, row.rollovers, row.half_h) for row in rows] == [("open", 1, 72.0)]
