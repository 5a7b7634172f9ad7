"""How long rollovers took, by role and outcome, beside how long they were expected to take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np

from analyzer.measured import DurationRow
from analyzer.model import Period, Rollover, RolloverOutcome


def durations(rollovers: Sequence[Rollover], period: Period) -> tuple[DurationRow, ...]:
    """Of all rollovers whose start is known; by role and outcome."""
    outcomes = get_args(RolloverOutcome)
    groups: dict[tuple[str, int], list[Rollover]] = {}
    for roll in rollovers:
        if roll.start is not None:
            groups.setdefault((roll.key_role or "~", outcomes.index(roll.outcome)), []).append(roll)
    return tuple(_row(groups[key], period) for key in sorted(groups))


def _row(rolls: Sequence[Rollover], period: Period) -> DurationRow:
    lengths = [_seconds(roll, period) for roll in rolls]
    least = [r.expected_min_s for r in rolls if r.expected_min_s is not None]
    most = [r.expected_max_s for r in rolls if r.expected_max_s is not None]
    quantiles = np.percentile(np.array(lengths) / 3600, (0, 25, 50, 75, 100))
    shortest, quarter, half, three_quarters, longest = (round(float(h), 2) for h in quantiles)
    return DurationRow(
        rolls[0].key_role,
        rolls[0].outcome,
        len(rolls),
        shortest,
        quarter,
        half,
        three_quarters,
        longest,
        _median_h(least),
        _median_h(most),
        sum(
            r.expected_max_s is not None and took > r.expected_max_s
            for r, took in zip(rolls, lengths, strict=True)
        ),
    )


def _seconds(roll: Rollover, period: Period) -> float:
    assert roll.start is not None  # noqa: S101 (chosen so by the caller)
    return max(((roll.end or max(period.end, roll.start)) - roll.start).total_seconds(), 0.0)


def _median_h(seconds: Sequence[float]) -> float | None:
    return round(float(np.median(seconds)) / 3600, 2) if seconds else None
