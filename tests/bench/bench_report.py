"""How long a report takes to write: 50 zones over 26 weeks, in the default formats, from a cold start.

Each run is a process of its own that loads the report's lists, measures them and writes.
Ends with 1 where the median run takes more than 8 s, or its charts more than 4 s.
"""

from __future__ import annotations

import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.report.fleets import fleet_lists  # noqa: E402  # the path is needed for what follows

ZONES, WEEKS, RUNS = 50, 26, 5
MOST, MOST_CHARTS = 8.0, 4.0
WORK = """
import pickle, sys, time
from pathlib import Path
from analyzer.formats import DEFAULT
from analyzer.report import write
from analyzer.report.drawings import Drawings
from tests.report.makers import report_of
report = report_of(**pickle.loads(Path(sys.argv[1]).read_bytes()))
begun = time.perf_counter()
Drawings(report).pictures
drawn = time.perf_counter() - begun
begun = time.perf_counter()
write(report, Path(sys.argv[2]), DEFAULT)
print(drawn, time.perf_counter() - begun)
"""


def measured(lists: Path, folder: Path) -> tuple[float, float]:
    """Seconds of a process without the drawing that only measures, and those of that drawing."""
    begun = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", WORK, lists, folder], check=True, capture_output=True, text=True, cwd=ROOT
    )
    whole = time.perf_counter() - begun
    drawn, _ = map(float, run.stdout.split())
    return whole - drawn, drawn


def main() -> int:
    """Print the times and say whether they are within the limits."""
    with tempfile.TemporaryDirectory() as place:
        lists, folder = Path(place) / "lists", Path(place) / "report"
        lists.write_bytes(pickle.dumps(fleet_lists(ZONES, WEEKS)))
        runs = [measured(lists, folder) for _ in range(RUNS)]
        size = (folder / "report.html").stat().st_size
    whole, charts = (statistics.median(values) for values in zip(*runs, strict=True))
    print(
        f"{ZONES} zones, {WEEKS} weeks: {whole:.1f} s, charts {charts:.1f} s of it; page {size / 1e6:.2f} MB"
    )
    return int(whole > MOST or charts > MOST_CHARTS)


if __name__ == "__main__":
    sys.exit(main())
