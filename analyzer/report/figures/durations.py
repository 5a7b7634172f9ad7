"""How long rollovers took by outcome, in words."""

from __future__ import annotations

from analyzer.measured import DurationRow
from analyzer.report.figures.caption import Caption, Cell
from analyzer.report.report import Report
from analyzer.report.words import length
from analyzer.words import count

TIMES = ("Shortest", "Quarter", "Half", "Three quarters", "Longest")


def caption(report: Report) -> Caption:
    """Rollovers by role and outcome, with what was expected."""
    rows = report.measures.durations
    total, longer = sum(r.rollovers for r in rows), sum(r.longer for r in rows)
    title = (
        "No rollover whose length is known"
        if not total
        else f"{longer:,} of {count(total, 'rollover')} took longer than expected"
        if longer
        else f"None of {count(total, 'rollover')} took longer than expected"
    )
    return Caption(
        key="durations",
        title=title,
        sentence="For each role and outcome a thin line reaches from the shortest to the longest, the thick "
        "one holds the middle half, and the dot is the median; the hatched range is what was expected. Those "
        "that are open, or whose end is unknown, count with their age, which can only grow.",
        columns=("Key and outcome", "Rollovers", *TIMES, "Expected", "Longer"),
        numeric=("Rollovers", *TIMES, "Longer"),
        rows=tuple(_cells(row) for row in rows),
    )


def named(row: DurationRow) -> str:
    """The role and outcome of a row."""
    return f"{row.key_role or 'role not known'}, {row.outcome}"


def _cells(row: DurationRow) -> tuple[Cell, ...]:
    hours = (row.shortest_h, row.quarter_h, row.half_h, row.three_quarters_h, row.longest_h)
    expected = "not known"
    if row.expected_max_h is not None:
        low = "at most " if row.expected_min_h is None else f"{length(row.expected_min_h * 3600)} to "
        expected = f"{low}{length(row.expected_max_h * 3600)}"
    return (named(row), row.rollovers, *(length(h * 3600) for h in hours), expected, row.longer)
