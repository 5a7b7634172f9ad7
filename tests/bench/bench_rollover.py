"""How long the rollovers of 1,000 zones over three years take to rebuild, and how much memory that needs.

Runs in a process of its own, so that its peak is its own.  Events, coverage and settings are
there beforehand, for reading is measured elsewhere; the memory they take is told apart.
Ends with 1 where the median of three runs takes more than 5 s, or rebuilding more than
500 MB on top of its input.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
import tracemalloc
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.model import Coverage, Event  # noqa: E402  # the path is needed for what follows
from analyzer.rollover import coverage, rebuild, settings  # noqa: E402
from tests.rollover.histories import History, dns_logs, history  # noqa: E402

ZONES, DAYS, RUNS = 1000, 3 * 365, 3
MOST_S, MOST_MB = 5.0, 500.0
MB = 1e6


def fleet() -> tuple[History, list[Event], tuple[Coverage, ...]]:
    """A history of all zones, its events out of order, and logs that cover it."""
    told = history(1, days=DAYS, zones=ZONES)
    events = list(told.events)
    random.Random(2).shuffle(events)
    first = min(event.time for event in events)
    return told, events, coverage(dns_logs(first, told.end), [], events)


def main() -> int:
    """Print time and peak memory, and say whether they are within the limits."""
    told, events, known = fleet()
    values = settings(events, ())
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        found = rebuild(events, known, values, told.end)
        times.append(time.perf_counter() - begun)
    tracemalloc.start()
    rebuild(events, known, values, told.end)
    peak = tracemalloc.get_traced_memory()[1] / MB
    tracemalloc.stop()
    seconds = statistics.median(times)
    print(
        f"{ZONES:,} zones, {DAYS / 365:.0f} years: {len(events):,} events, {len(found):,} rollovers "
        f"of {len(told.rolls):,} in {seconds:.1f} s (limit {MOST_S:.0f}); peak {peak:.0f} MB on top of "
        f"the events (limit {MOST_MB:.0f})"
    )
    return int(seconds > MOST_S or peak > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
