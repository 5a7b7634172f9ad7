"""How time and memory of an audit grow with the size of logs and the number of workers.

Copies of one log of 1 GB that differ in ids are read with one and with two workers, then
the same log under many names: some 10 GB and up to `--most` GB, by turns.  Memory is that of
the command and all its workers at its highest, shared pages counted once.  A model is fitted
to the times, and written to docs/scaling.md.  How many times as fast two workers are as one is
told of the whole command at 10 GB and at the end, and of what each GB more costs, which start
and report are no part of; and of processes that do nothing but hash the copies, which is what
the machine gives at most.  Ends with 1 where the whole command is less than 1.8 times as fast
at either size, a GB costs more than a tenth more there than of 10, or memory exceeds 400 MB.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402  # the path is needed for what follows
import psutil  # noqa: E402

from tests.bench.bench_readers import FEW, MATTER, REAL, SMALL, cat, sha256  # noqa: E402
from tests.bench.big_evtx import moulds, write  # noqa: E402
from tests.bench.measuring import INSTALLED  # noqa: E402
from tests.bench.page import put  # noqa: E402

GB = 1 << 30
COPIES = 4
MIDDLE = 10
ROUNDS, LAST_ROUNDS = 3, 2
LEAST_GAIN, MOST_GROWTH, MEMORY = 1.8, 1.1, 400
LOOK = 0.2
PAGE = ROOT / "docs" / "scaling.md"
FLEET_GB = 10_000
NODES = (1, 2, 5, 10, 20, 50)
CORES = 8


@dataclass(frozen=True, slots=True)
class Run:
    """An audit of so many GB by so many workers: seconds, and the most memory in MB."""

    size: float
    workers: int
    seconds: float
    memory: float


def audit(folder: Path, size: float, workers: int) -> Run:
    """Run the command and watch it."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "analyzer", "audit", str(folder), "-o", out]
        start = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--jobs", str(workers), "--quiet"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            env=INSTALLED,
        )
        most = [0.0]
        watcher = threading.Thread(target=_watch, args=(process, most))
        watcher.start()
        process.wait()
        seconds = time.perf_counter() - start
        watcher.join()
    run = Run(size, workers, seconds, most[0])
    print(
        f"{size:5.1f} GB, {workers} workers: {seconds:7.2f} s, {seconds / size:5.2f} s a GB, "
        f"memory {most[0]:4.0f} MB",
        flush=True,
    )
    return run


def _watch(process: subprocess.Popen[bytes], most: list[float]) -> None:
    root = psutil.Process(process.pid)
    while process.poll() is None:
        with suppress(psutil.Error):
            most[0] = max(most[0], sum(map(_held, [root, *root.children(recursive=True)])) / 1e6)
        time.sleep(LOOK)


def _held(process: psutil.Process) -> float:
    try:
        info = process.memory_full_info()
    except psutil.Error:
        return 0.0
    return float(getattr(info, "pss", info.rss))


def hashing(paths: list[Path], processes: int) -> float:
    """Seconds of so many processes that do nothing but hash those files."""
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(abs, range(processes)))  # they are there
        start = time.perf_counter()
        list(pool.map(sha256, paths))
        return time.perf_counter() - start


def best(runs: list[Run], size: float, workers: int) -> float:
    """The seconds of the fastest of the runs of that size by so many workers."""
    return min(run.seconds for run in runs if (run.size, run.workers) == (size, workers))


def fitted(runs: list[Run]) -> tuple[float, float]:
    """Seconds of an audit without logs, and seconds of a worker for a GB: least squares."""
    terms = np.array([[1, run.size / run.workers] for run in runs])
    (start, each), *_ = np.linalg.lstsq(terms, np.array([run.seconds for run in runs]), rcond=None)
    return float(start), float(each)


def told(start: float, each: float, runs: list[Run]) -> str:
    """The model and what it says, as Markdown."""
    off = max(abs(start + each * r.size / r.workers - r.seconds) / r.seconds for r in runs)
    rows = "\n".join(
        f"| {nodes} | {cores} | {(start + each * FLEET_GB / cores) / 60:,.0f} | {cores / each:,.1f} |"
        for nodes, cores in ((n, n * CORES) for n in NODES)
    )
    return (
        f"seconds = {start:.1f} + {each:.2f} × GB / workers, at most {off:.0%} off what was measured.\n\n"
        f"1,000 servers with 10 GB of logs each, few records that matter:\n\n"
        f"| nodes of {CORES} cores | workers | minutes | GB/s that storage must bring |\n"
        f"| ---: | ---: | ---: | ---: |\n{rows}"
    )


def main() -> int:
    """All runs, and the page."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--most", type=int, default=50, help="GB of logs at the end")
    most = arguments.parse_args().most
    if not REAL.is_dir():
        print(f"{REAL.name} is missing: there are no real chunks to repeat")
        return 0
    many, few = moulds([SMALL]), moulds([REAL / name for name in MATTER])
    runs = []
    with tempfile.TemporaryDirectory() as place:
        copies, links = Path(place) / "copies", Path(place) / "links"
        copies.mkdir()
        links.mkdir()
        first = 1
        for number in range(COPIES):
            with (copies / f"{number}.evtx").open("wb") as stream:
                first = write(stream, many, few, GB, FEW, first) + 1
        one = copies / "0.evtx"
        for path in copies.iterdir():
            cat(path)
        paths = list(copies.iterdir())
        alone, together = np.min([[hashing(paths, count) for count in (1, 2)] for _ in range(ROUNDS)], axis=0)
        size = one.stat().st_size / 1e9
        small, middle, large = (size * round(count / size) for count in (COPIES * size, MIDDLE, most))
        runs += [audit(copies, small, workers) for workers in (1, 2) * ROUNDS]
        for count in sorted({1, MIDDLE, most}):
            for number in range(len(list(links.iterdir())), round(count / size)):
                os.link(one, links / f"{number}.evtx")
            turns = {1: (2,), MIDDLE: (1, 2) * ROUNDS}.get(count, (1, 2) * LAST_ROUNDS)
            runs += [audit(links, size * round(count / size), workers) for workers in turns]
    each = [(best(runs, middle, w) - best(runs, small, w)) / (middle - small) for w in (1, 2)]
    growth = best(runs, large, 2) / large / (best(runs, middle, 2) / middle)
    memory = max(run.memory for run in runs)
    gains = {size: best(runs, size, 1) / best(runs, size, 2) for size in (middle, large)}
    for size, gain in gains.items():
        print(f"2 workers are {gain:.2f} times as fast as 1 on {size:.1f} GB, start and report included")
    print(f"2 processes that only hash are {alone / together:.2f} times as fast as 1")
    slopes = f"{each[1]:.2f} s instead of {each[0]:.2f}"
    print(f"each GB more costs {slopes}: {each[0] / each[1]:.2f} times as fast")
    print(f"a GB of {most} costs {growth:.2f} times as much as one of 10; at most {memory:.0f} MB of memory")
    model = told(*fitted(runs), runs)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(put(text, "model", model), encoding="utf-8")
    print(model)
    return int(min(gains.values()) < LEAST_GAIN or growth > MOST_GROWTH or memory > MEMORY)


if __name__ == "__main__":
    sys.exit(main())
