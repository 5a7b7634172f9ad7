"""The weeks of all zones together against limits within which chance alone would keep them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from analyzer.measured import WeekRow

FALSE_ALARM = 1 / 104
"""The chance that a week lies beyond its limits although nothing has changed: once in two years."""
ALL = "all"


class Week(Protocol):
    """A row of `trends[]`."""

    @property
    def week(self) -> str: ...  # noqa: D102 (a field of the contract, as are the others)
    @property
    def subject(self) -> str: ...  # noqa: D102
    @property
    def count(self) -> int: ...  # noqa: D102
    @property
    def exposure_h(self) -> float: ...  # noqa: D102
    @property
    def rate(self) -> float | None: ...  # noqa: D102
    @property
    def ci_low(self) -> float | None: ...  # noqa: D102
    @property
    def ci_high(self) -> float | None: ...  # noqa: D102
    @property
    def signal(self) -> str | None: ...  # noqa: D102


def weeks(trends: Sequence[Week]) -> tuple[WeekRow, ...]:
    """The weeks of all zones, in their order.

    The centre is the rate of all weeks together, the limits are quantiles of a Poisson
    count of that rate over the week's own exposure: few hours give wide limits.
    """
    own = sorted((t for t in trends if t.subject == ALL), key=lambda t: t.week)
    exposure = sum(t.exposure_h for t in own)
    centre = sum(t.count for t in own) / exposure * 100 if exposure else None
    return tuple(_row(t, centre) for t in own)


def _row(one: Week, centre: float | None) -> WeekRow:
    low = high = None
    if centre is not None and one.exposure_h > 0:
        from scipy.stats import poisson  # noqa: PLC0415 (heavy, and not always needed)

        part = one.exposure_h / 100
        low, high = (
            round(float(poisson.ppf(q, centre * part)) / part, 4)
            for q in (FALSE_ALARM / 2, 1 - FALSE_ALARM / 2)
        )
    return WeekRow(
        one.week,
        one.count,
        one.exposure_h,
        one.rate,
        one.ci_low,
        one.ci_high,
        None if centre is None else round(centre, 4),
        low,
        high,
        one.signal,
    )
