"""Pure numbers in, numbers out: no word of DNS here.

What `scipy.stats` and `scipy.optimize` have is loaded by who needs it: they take longer to load
than a small log to read and judge.
"""

from analyzer.statistics.control import run_length, scores, signals
from analyzer.statistics.incidence import Incidence, cumulative_incidence
from analyzer.statistics.intervals import LEVEL, Estimate, exact_share, rate, share
from analyzer.statistics.multiple import benjamini_hochberg
from analyzer.statistics.positions import count_law, count_p, uniform_p
from analyzer.statistics.rates import RateRatio, compare_rates, compare_shares
from analyzer.statistics.runs import runs
from analyzer.statistics.scan import Peak, peak, peak_p
from analyzer.statistics.shifts import monte_carlo_p, turned_counts, turned_p
from analyzer.statistics.trend import Slope, slope

__all__ = [
    "LEVEL",
    "Estimate",
    "Incidence",
    "Peak",
    "RateRatio",
    "Slope",
    "benjamini_hochberg",
    "compare_rates",
    "compare_shares",
    "count_law",
    "count_p",
    "cumulative_incidence",
    "exact_share",
    "monte_carlo_p",
    "peak",
    "peak_p",
    "rate",
    "run_length",
    "runs",
    "scores",
    "share",
    "signals",
    "slope",
    "turned_counts",
    "turned_p",
    "uniform_p",
]
