"""How long the questions take for millions of attempts, and how much memory.

Run as `python tests/bench/bench_conflicts.py`.  Prints seconds and the highest resident memory;
exits with 1 where either is beyond its bound.  The table of attempts is made directly: five
million values of `Attempt` would need more memory than their table.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from analyzer.conflicts.analysis import answers
from analyzer.conflicts.world import assembled
from tests.accuracy.fleets import Fleet, zone_of_rolls

ATTEMPTS, ZONES, DAYS = 5_000_000, 100, 400
SECONDS, BYTES = 20.0, 1_000_000_000
LOOP = 6


def made(count: int) -> tuple[Fleet, pd.DataFrame]:
    """A fleet, and as many attempts: retry loops within and single tries outside rollovers."""
    rng = np.random.default_rng(1)
    fleet = Fleet(days=DAYS)
    for number in range(ZONES):
        zone_of_rolls(fleet, f"z{number:03}.example", rng)
    rolls = fleet.world().rolls
    loops = count // (2 * LOOP)
    roll = rng.integers(len(rolls), size=loops)
    start, end = rolls["start"].to_numpy(), rolls["end"].to_numpy()
    first = start[roll] + (rng.random(loops) * (end - start)[roll]).astype(np.int64)
    minute = timedelta(minutes=1) // timedelta(microseconds=1)
    inside = (first[:, None] + np.arange(LOOP) * minute).ravel()
    outside = rng.integers(start.min(), end.max(), count - len(inside))
    order = np.argsort(np.concatenate((inside, outside)), kind="stable")
    zones = np.unique(rolls["zone"].to_numpy(dtype=str))
    zone_of_roll = np.searchsorted(zones, rolls["zone"].to_numpy(dtype=str))
    failed = np.repeat([True, False], [len(inside), len(outside)])[order]
    rest = len(outside)
    zone = np.concatenate((np.repeat(zone_of_roll[roll], LOOP), rng.integers(ZONES, size=rest)))[order]
    tries = pd.DataFrame(
        {
            "time": np.concatenate((inside, outside))[order],
            "zone": pd.Categorical.from_codes(zone, zones),
            "actor": pd.Categorical.from_codes(rng.integers(20, size=count), [f"u{n}" for n in range(20)]),
            "operation": pd.Categorical.from_codes(rng.integers(3, size=count), ["a", "b", "c"]),
            "target": zone.astype(np.int32),
            "episode": np.concatenate((np.repeat(np.arange(loops), LOOP), np.arange(rest) + loops))[order],
            "code": np.where(failed, 9116, 0).astype(np.int32),
            "explained": failed,
            "unexplained": np.zeros(count, dtype=np.bool_),
            "roll": np.concatenate((np.repeat(roll, LOOP), np.full(rest, -1)))[order].astype(np.int32),
        }
    )
    return fleet, tries


def highest() -> int:
    """The highest resident memory of this process in bytes."""
    if sys.platform == "win32":
        return 0  # not told without a further package
    import resource

    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def main() -> None:
    """All answers of one world, timed."""
    fleet, tries = made(ATTEMPTS)
    empty = fleet.world()
    before = highest()
    begun, worked = time.perf_counter(), time.process_time()
    world = assembled(tries, empty.rolls, empty.state, empty.failures, fleet.period, fleet.tz, seed=1)
    analysis = answers(world, fleet.rollovers)
    seconds, work, peak = time.perf_counter() - begun, time.process_time() - worked, highest()
    good = seconds <= SECONDS and peak <= BYTES
    print(f"{ATTEMPTS:,} attempts, {ZONES} zones, {len(fleet.rollovers):,} rollovers")
    print(f"{seconds:.1f} s (bound {SECONDS:.0f}), {work:.1f} s of processor")
    print(f"peak {peak / 1e6:.0f} MB (bound {BYTES / 1e6:.0f})")
    print(f"of which {before / 1e6:.0f} MB before; {len(analysis.statistics)} statistics")
    sys.exit(not good)


if __name__ == "__main__":
    main()
