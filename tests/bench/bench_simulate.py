"""How fast, and in how little memory, the simulator writes logs of any size.

Prints records per second of a small fleet with much bulk (2 GB by default, or as many
GB as the first argument says), and its peak memory.  Ends with 1 under 50,000 records
a second, or over 500 MB.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.simulate.fleet import fleet  # noqa: E402  # the path is needed for what follows
from analyzer.simulate.write import write  # noqa: E402

LEAST_SPEED = 50_000
MOST_MEMORY = 500
BULK_PER_GB = 2_000
"""How many times the usual bulk makes about a gigabyte."""


def measured(folder: Path, bulk: float) -> tuple[int, int, float, float]:
    """Records, bytes, seconds, and peak memory in MB, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (folder, bulk))


def _measure(folder: Path, bulk: float) -> tuple[int, int, float, float]:
    start = time.perf_counter()
    write(fleet(1, 2, 8, bulk=bulk), folder)
    spent = time.perf_counter() - start
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    size = sum(p.stat().st_size for p in folder.rglob("*.evtx"))
    return sum(log["records"] for log in truth["logs"]), size, spent, _peak()


def _peak() -> float:
    try:
        import resource
    except ImportError:  # Windows keeps no such count in the standard library
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> int:
    """Measure, print, and say whether it was good enough."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    with tempfile.TemporaryDirectory() as folder:
        records, size, spent, peak = measured(Path(folder), gigabytes * BULK_PER_GB)
    speed = records / spent
    print(f"{records:,} records, {size / 1e9:.2f} GB in {spent:.1f} s: {speed:,.0f} records/s, {peak:.0f} MB")
    return int(speed < LEAST_SPEED or peak > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
