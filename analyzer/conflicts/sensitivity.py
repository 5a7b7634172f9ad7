"""How far an answer moves where clocks and edges are off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from analyzer.conflicts.rows import Statistic

Key = tuple[str, str, str]


def by_key(rows: Iterable[Statistic]) -> dict[Key, Statistic]:
    """The rows by what they were asked."""
    return {_key(row): row for row in rows}


def told(row: Statistic, variants: Mapping[str, Mapping[Key, Statistic]], skew: timedelta) -> str | None:
    """What becomes of the row in each variant, in a sentence; None where there is nothing to move."""
    if row.estimate is None and row.p_value is None:
        return None
    others = {name: rows.get(_key(row)) for name, rows in variants.items()}
    changed = [
        f"{other.verdict} with {name}" if other else f"not asked with {name}"
        for name, other in others.items()
        if other is None or other.verdict != row.verdict
    ]
    if changed:
        return f"{row.verdict}, but {', '.join(changed)}"
    estimates = (row.estimate, *(other.estimate for other in others.values() if other))
    values = sorted({value for value in estimates if value is not None})
    moved = f"; the estimate stays within {values[0]:.3g} and {values[-1]:.3g}" if len(values) > 1 else ""
    return f"holds under {skew.total_seconds() / 60:.0f} min of clock skew and for all bounds of edges{moved}"


def _key(row: Statistic) -> Key:
    return row.question, row.unit, row.subject
