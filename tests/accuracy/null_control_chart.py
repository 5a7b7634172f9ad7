"""How long the weekly chart runs until it signals by chance, against the length that it states.

Run as a script; prints its figures and exits with 1 where a bound is broken.
"""

from __future__ import annotations

import numpy as np

from analyzer.conflicts.weekly import RUN_LENGTH, THRESHOLD
from analyzer.statistics import run_length, scores, signals
from tests.accuracy.calibration import Report

RUNS, WEEKS = 3000, 1500
RATES = (0.2, 1.0, 8.0)
"""Mean counts a week: from nearly always none to plenty."""


def first_signal(rate: float, rng: np.random.Generator, change: float = 1.0, after: int = 0) -> int:
    """Judged weeks until the first signal, the rate being another from a week on; exposure varies."""
    exposure = rng.uniform(20, 400, WEEKS) * (rng.random(WEEKS) > 0.2)
    factor = np.where(np.arange(WEEKS) < after, 1.0, change)
    counts = rng.poisson(rate * factor * exposure / 168)
    score = scores(counts.tolist(), exposure.tolist(), rng)
    judged = score[~np.isnan(score)]
    found = np.flatnonzero(signals(judged.tolist(), THRESHOLD))
    return int(found[0]) + 1 if len(found) else len(judged)


def main() -> None:
    """Run lengths without a change against the stated one, and with changes for the record."""
    report, rng = Report(), np.random.default_rng(4)
    print(f"stated: {RUN_LENGTH:.0f} weeks; the chain gives {run_length(THRESHOLD):.1f}")
    for rate in RATES:
        mean = float(np.mean([first_signal(rate, rng) for _ in range(RUNS)]))
        report.at_most(f"run length at {rate} a week: off by", abs(mean / RUN_LENGTH - 1), 0.1)
    for change in (2.0, 4.0):
        late = [first_signal(2.0, rng, change, after=60) for _ in range(400)]
        after = [weeks - 48 for weeks in late if weeks > 48]
        print(
            f"       weeks until a rate of 2 times {change:.0f} is seen after about 48: {np.mean(after):.1f}"
        )
    report.end()


if __name__ == "__main__":
    main()
