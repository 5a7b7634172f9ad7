"""The rate of rollovers hit week by week, in words."""

from __future__ import annotations

from analyzer.measured import WeekRow
from analyzer.report.figures.caption import Caption, Cell
from analyzer.report.report import Report
from analyzer.report.words import amount
from analyzer.words import count, listed, sentence

NUMBERS = ("Rollovers hit", "Rolling hours", "Per 100 h", "Interval", "Limits")


def caption(report: Report) -> Caption:
    """The weeks of all zones against their control limits."""
    rows = report.measures.weeks
    watched = [row for row in rows if row.rate is not None]
    return Caption(
        key="weeks",
        title=_title(rows, watched),
        sentence="Each dot is a week's number of rollovers that met a conflict per 100 hours in which a key "
        "was rolling and failures could be seen, the line through it the 95 % interval. In the band 103 of "
        "104 weeks lie by chance where nothing changes; an arrow marks a change that built up over weeks.",
        columns=("Week", *NUMBERS, "Change"),
        numeric=NUMBERS,
        rows=tuple(_cells(row) for row in rows),
    )


def _title(rows: tuple[WeekRow, ...], watched: list[WeekRow]) -> str:
    if not watched:
        return "No week in which a rollover could have been seen to meet a conflict"
    changes = [f"a {row.signal} in {row.week}" for row in rows if row.signal in ("rise", "fall")]
    beyond = sum(is_beyond(row) for row in watched)
    said = [*changes[:3], *([f"{len(changes) - 3} more changes"] if len(changes) > 3 else [])]
    if beyond:
        said.append(f"{count(beyond, 'week')} beyond the limits")
    rolling = f"{count(len(watched), 'week')} in which a key was rolling"
    if not said:
        return f"No change to be seen over {rolling}"
    return sentence(f"{listed(said)}, of {rolling}").rstrip(".")


def is_beyond(row: WeekRow) -> bool:
    """Whether a week lies outside its limits."""
    if row.rate is None or row.limit_low is None or row.limit_high is None:
        return False
    return not row.limit_low - 1e-3 <= row.rate <= row.limit_high + 1e-3


def _cells(row: WeekRow) -> tuple[Cell, ...]:
    return (
        row.week,
        row.hits,
        amount(row.exposure_h),
        "not known" if row.rate is None else amount(row.rate),
        between(row.ci_low, row.ci_high),
        between(row.limit_low, row.limit_high),
        row.signal or "not judged",
    )


def between(low: float | None, high: float | None) -> str:
    """The ends of a range; a dash where there is none."""
    return "–" if low is None or high is None else f"{amount(low)} to {amount(high)}"
