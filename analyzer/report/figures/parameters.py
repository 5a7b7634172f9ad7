"""Parameters of keys and zones against policy, in words."""

from __future__ import annotations

from itertools import groupby

from analyzer.measured import ParameterRow
from analyzer.report.figures.caption import Caption, drawn_of
from analyzer.report.report import Report
from analyzer.report.words import amount
from analyzer.words import count

CLAUSES = 10
"""How many pairs of parameter and clause are drawn, those with the most breaches first."""


def caption(report: Report) -> Caption:
    """Each setting beside the bounds of the profile's clauses."""
    rows = report.measures.parameters
    out = sum(not row.within for row in rows)
    total = count(len(rows), "setting")
    title = (
        "No setting is known that the profile bounds by a number"
        if not rows
        else f"{out:,} of {total} lie outside what the profile {report.run.profile} allows"
        if out
        else f"All of {total} lie within what the profile {report.run.profile} allows"
    )
    return Caption(
        key="parameters",
        title=title,
        sentence="Each row is a parameter under one clause of the profile; its hatched range is what the "
        "clause allows, each mark a value in force at the end of the report, larger for more keys or zones. "
        "Hollow triangles lie outside. A clause may exempt some zones: the rules under Findings say whether "
        "it applies." + drawn_of(CLAUSES, len(grouped(rows)), "clause"),
        columns=("Parameter", "Clause", "Zone", "Key", "Value", "Unit", "Allowed", "Within"),
        numeric=("Value",),
        rows=tuple(
            (
                row.parameter,
                row.clause,
                row.zone,
                row.key_role or "zone",
                amount(row.value),
                row.unit,
                row.bound,
                "yes" if row.within else "no",
            )
            for row in rows
        ),
    )


def grouped(rows: tuple[ParameterRow, ...]) -> list[list[ParameterRow]]:
    """The rows by parameter and clause, in their order."""
    return [list(group) for _, group in groupby(rows, lambda row: (row.parameter, row.clause))]
