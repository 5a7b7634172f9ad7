"""What the null and power simulations share: rejection rates against their bounds, printed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from math import sqrt

from analyzer.conflicts.rows import Statistic

ALPHAS = (0.05, 0.01)


class Report:
    """Prints a line a figure, and remembers whether a bound was broken."""

    def __init__(self) -> None:
        """Nothing is broken yet."""
        self.broken = False

    def at_most(self, what: str, found: float, bound: float) -> None:
        """A figure that must not exceed its bound."""
        self._line(what, found, "<=", bound, found <= bound)

    def at_least(self, what: str, found: float, bound: float) -> None:
        """A figure that must reach its bound."""
        self._line(what, found, ">=", bound, found >= bound)

    def end(self) -> None:
        """Exit with 1 where a bound was broken."""
        sys.exit(self.broken)

    def _line(self, what: str, found: float, sign: str, bound: float, good: bool) -> None:
        self.broken |= not good
        print(f"{'ok    ' if good else 'BROKEN'} {what}: {found:.4f} {sign} {bound:.4f}", flush=True)


def p_values(rows: Iterable[Statistic]) -> list[float]:
    """The raw p-values of rows that were tested."""
    return [row.p_value for row in rows if row.p_value is not None]


def calibrated(report: Report, question: str, p_values: list[float]) -> None:
    """The share of p-values up to α is at most α and three Monte Carlo errors."""
    n = len(p_values)
    report.at_least(f"{question}: subjects", n, 2000)
    for alpha in ALPHAS:
        bound = alpha + 3 * sqrt(alpha * (1 - alpha) / n)
        report.at_most(f"{question}: share of p <= {alpha}", sum(p <= alpha for p in p_values) / n, bound)


def fleets(report: Report, question: str, alarms: list[bool]) -> None:
    """The share of null fleets with any rejection is at most 5 % and three Monte Carlo errors."""
    n = len(alarms)
    bound = 0.05 + 3 * sqrt(0.05 * 0.95 / n)
    report.at_most(f"{question}: share of {n} null fleets with a rejection", sum(alarms) / n, bound)
