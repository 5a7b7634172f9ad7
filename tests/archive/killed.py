"""An ingest that is killed at random points, and run again until it is done."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

_INGEST = """
import sys
from pathlib import Path
from analyzer.archive import ingest, open_archive
from analyzer.sources import Options
print("ready", flush=True)
sys.stdin.readline()
for _ in ingest(open_archive(sys.argv[1]), [Path(sys.argv[2])], Options()):
    pass
"""


def ingest_killed(url: str, folder: Path, after: float) -> bool:
    """Begin an ingest and kill it after so many seconds of work; whether it was still at it."""
    worker = subprocess.Popen(
        [sys.executable, "-c", _INGEST, url, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert worker.stdin
    assert worker.stdout
    worker.stdout.readline()
    worker.stdin.write(b"\n")
    worker.stdin.flush()
    try:
        worker.wait(after)
    except subprocess.TimeoutExpired:
        worker.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        worker.wait()
        return True
    assert worker.returncode == 0
    return False


def time_of(url: str, folder: Path) -> float:
    """How many seconds an undisturbed ingest takes, start of the program not counted."""
    start = time.perf_counter()
    assert not ingest_killed(url, folder, 3600)
    return time.perf_counter() - start


def kill_often(
    url: str,
    folder: Path,
    times: int,
    seed: int,
    check: Callable[[], None],
    reset: Callable[[], None],
    whole: float,
) -> int:
    """Kill an ingest that many times, wherever it is; how often it began anew because it was done.

    `check` is called after each kill.
    """
    rng = random.Random(seed)
    rounds = killed = 0
    while killed < times:
        if ingest_killed(url, folder, rng.uniform(0, whole / 3)):
            killed += 1
            check()
        else:
            rounds += 1
            reset()
    return rounds
