"""What was found, what was reported and what there was to find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Counts:
    """Hits among what was reported and among what is true; sums of them stay meaningful.

    `widths` are how far apart in hours the bounds lie that were reported, infinite where
    one was missing: hits that wide bounds win can be told from others by their median.
    """

    hits: int = 0
    reported: int = 0
    true: int = 0
    widths: tuple[float, ...] = ()

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(
            self.hits + other.hits,
            self.reported + other.reported,
            self.true + other.true,
            self.widths + other.widths,
        )

    @property
    def precision(self) -> float | None:
        """The share of what was reported that is true; None where nothing was reported."""
        return self.hits / self.reported if self.reported else None

    @property
    def recall(self) -> float | None:
        """The share of what is true that was reported; None where there was nothing to find."""
        return self.hits / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None where there was nothing to find and nothing was reported."""
        both = self.reported + self.true
        return 2 * self.hits / both if both else None

    @property
    def median_width(self) -> float | None:
        """The median of the bounds' widths in hours; None where no bounds were reported."""
        return median(self.widths) if self.widths else None


Scores = dict[str, Counts]
"""Counts by question, such as `relation inside`."""


def added(many: Iterable[Scores]) -> Scores:
    """The scores of several simulations together, question by question."""
    total: Scores = {}
    for scores in many:
        for question, counts in scores.items():
            total[question] = total.get(question, Counts()) + counts
    return total
