"""The calendar of weeks has every week of a year once, also where it has 53."""

from __future__ import annotations

from analyzer.archive import Week
from analyzer.delivery.calendar import years


def test_a_year_has_four_rows_of_thirteen_weeks() -> None:
    """52 weeks in order, each with what there is of it."""
    (year,) = years({Week.parse("2025-W45"): "entry"})
    assert [len(row) for row in year.rows] == [13, 13, 13, 13]
    cells = [cell for row in year.rows for cell in row]
    assert [str(cell.week) for cell in cells] == [f"2025-W{n:02}" for n in range(1, 53)]
    assert [cell.entry for cell in cells if cell.entry] == ["entry"]


def test_a_53rd_week_is_in_the_last_row() -> None:
    """2026 has one, and the first days of 2027 belong to it; the next year begins after it."""
    later, year = years({Week.parse("2026-W53"): 53, Week.parse("2027-W01"): 1})
    assert (later.number, year.number) == (2027, 2026)
    assert [len(row) for row in year.rows] == [13, 13, 13, 14]
    assert (str(year.rows[-1][-1].week), year.rows[-1][-1].entry) == ("2026-W53", 53)
    assert later.rows[0][0].entry == 1
