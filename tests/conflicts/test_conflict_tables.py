from __future__ import annotations

from analyzer.conflicts.tables import roll_table, try_table
from analyzer.model import Period
from analyzer.statistics.spans import NOTHING
from tests.report.makers import at, attempt, rollover


def test_broken_characters_of_a_log_are_names_like_others() -> None:
    """A zone or account with half a character goes into the tables, with pyarrow installed as without."""
    broken = "a\ud800.example"
    period = Period(at(0), at(7))
    rolls = roll_table([rollover(broken, at(1), 48)], NOTHING, period)
    tries = try_table([attempt(1, at(2), broken, actor=broken)], [])
    assert list(rolls.groupby("zone").size().index) == [broken]
    assert list(tries["zone"]) == list(tries["actor"]) == [broken]
