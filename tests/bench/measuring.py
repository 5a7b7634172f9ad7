"""What benchmarks share: work measured in a process of its own, and what it is compared with."""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from analyzer.model import Record, Tally
from analyzer.sources.shape import HEAD, Options, Source
from analyzer.sources.sniff import recognise

RUNS = 3

INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of commands: where a program is installed, its modules are compiled once."""

CODES = (
    r"-DnsServer\w|WIN32\s+9|\bDNS_[A-Z]|8007[0-9A-F]{4}|2147[0-9]{6}|0x0*2[3-7][0-9A-F]{2}\b|\b9[0-9]{3}\b"
)
"""What an audit looks for in a text: every spelling of a code, as far as one pattern can say it."""

ONE_CODE = r"9116|0x0*239c|8007239c|2147015780|ROLLOVER_IN_PROGRESS"
"""The spellings of 9116 alone, which is less than an audit looks for."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What work gave, its seconds, and the peak memory in MB of the process that did it."""

    result: int
    seconds: float
    memory: float


def processor_time() -> float:
    """Seconds that this process and those that it ran had a processor: a busy machine changes them little."""
    try:
        import resource
    except ImportError:
        return time.process_time()
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def measured(
    work: Callable[[Path], int], path: Path, runs: int = RUNS, clock: Callable[[], float] = processor_time
) -> Measure:
    """The best of some runs in a new process, by that clock."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measure, work, path, runs, clock).result()


def by_turns(works: Mapping[str, Callable[[Path], int]], path: Path, rounds: int) -> dict[str, Measure]:
    """The best wall-clock time of each work; all take their turn in each round, in new processes.

    Peak memory counts what the work started and waited for.
    """
    runs = [
        {name: measured(work, path, 1, time.perf_counter) for name, work in works.items()}
        for _ in range(rounds)
    ]
    return {name: min((run[name] for run in runs), key=lambda one: one.seconds) for name in works}


def _measure(work: Callable[[Path], int], path: Path, runs: int, clock: Callable[[], float]) -> Measure:
    times = []
    gc.freeze()  # what was loaded for this is not searched for garbage while somebody works
    for _ in range(runs):
        start = clock()
        result = work(path)
        times.append(clock() - start)
    return Measure(result, max(min(times), 1e-6), _peak())


def _peak() -> float:
    """Peak memory in MB of this process or one that it ran; not a number where the system does not tell."""
    try:
        import resource
    except ImportError:
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1 << 10
    used = (resource.getrusage(of).ru_maxrss for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return max(used) * unit / 1e6


def read(path: Path) -> int:
    """Read a file as an audit does; how many records there were."""
    with path.open("rb") as stream:
        found = recognise(stream.read(HEAD))
        stream.seek(0)
        items = found[0].read(Source(path.name, stream), Options(date_order="mdy")) if found else ()
        return sum(i.count if isinstance(i, Tally) else isinstance(i, Record) for i in items)


def plain(pattern: str, path: Path) -> int:
    """A loop over lines with `re.search`; how many matched."""
    wanted = re.compile(pattern, re.IGNORECASE)
    with path.open(encoding="utf-8") as lines:
        return sum(1 for line in lines if wanted.search(line))


def ripgrep(pattern: str, path: Path) -> int:
    """ripgrep counting lines with the same pattern, on one thread."""
    options = ["--count", "--ignore-case", "--threads", "1", "-e", pattern]
    command = [shutil.which("rg") or "rg", *options, str(path)]
    return int(subprocess.run(command, capture_output=True, check=False).stdout or 0)
