"""How long small things take: the help, the version, and an audit of one small log with its page.

Each is a process of its own; the median of some runs is told, and the time of an empty
Python beside it.  Ends with 1 where the help takes more than 0.2 s, or the audit of a log
of 1 MB with its HTML more than 2.5 s.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analyzer.simulate.fleet import fleet  # noqa: E402  # the path is needed for what follows
from analyzer.simulate.write import write  # noqa: E402
from tests.bench.measuring import INSTALLED  # noqa: E402

RUNS = 7
MOST_HELP, MOST_AUDIT = 0.2, 2.5
SIZE = 1_000_000


def seconds(arguments: Sequence[str]) -> float:
    """The median time of a process of Python with these arguments."""
    times = []
    for _ in range(1 + RUNS):
        start = time.perf_counter()
        command = [sys.executable, *arguments]
        subprocess.run(command, check=False, cwd=ROOT, stdout=subprocess.DEVNULL, env=INSTALLED)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def main() -> int:
    """Print the times and say whether they are within the limits."""
    with tempfile.TemporaryDirectory() as place:
        write(fleet(3, servers=1, weeks=52), Path(place) / "logs")
        logs = Path(place, "logs").rglob("*.evtx")
        log = min(logs, key=lambda path: (abs(path.stat().st_size - SIZE), path))
        out = str(Path(place) / "report")
        command = ["-m", "analyzer"]
        audit = [*command, "audit", str(log), "-o", out, "--format", "html", "--quiet"]
        found = {
            "python -c pass": seconds(["-c", "pass"]),
            "rollaudit --version": seconds([*command, "--version"]),
            "rollaudit --help": seconds([*command, "--help"]),
            f"rollaudit audit, {log.stat().st_size / 1e6:.1f} MB": seconds(audit),
        }
    for name, one in found.items():
        print(f"{name:28}{one:6.2f} s")
    _, _, help_time, audit_time = found.values()
    return int(help_time > MOST_HELP or audit_time > MOST_AUDIT)


if __name__ == "__main__":
    sys.exit(main())
