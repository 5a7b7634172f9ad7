"""Reads mutated files without end, until something raises, hangs or eats memory.

    python tests/fuzz/fuzz_sources.py --minutes 15 --page docs/fuzzing.md

Each input goes the whole way from bytes to events, in a worker process of its own
kind: the file on which one raises, takes more than 10 seconds, or grows beyond 1 GB
is kept in `--crashes`, and the next worker goes on behind it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))

from analyzer import reading
from analyzer.sources import Options
from tests.fuzz.mutation import mutated
from tests.fuzz.seeds import seeds

SLOWEST = 10
"""Seconds of processor time that one input may take; on a busy machine it waits longer."""
PATIENCE = 120
"""Seconds after which a worker is ended that waits for something else."""
LARGEST = 1 << 30
"""Bytes that reading may take."""
STOPPED = "reading stopped behind this place"
"""How a loss begins that stands for an exception of ours."""
OPTIONS = tuple(
    Options(ZoneInfo(tz), order, hourly, deleted)
    for tz in ("UTC", "America/St_Johns")
    for order in (None, "dmy")
    for hourly in (False, True)
    for deleted in (False, True)
)
"""All ways to read a file that make a difference."""
MEMORY = Path("/dev/shm")  # noqa: S108 (the folders in it are of one run)
"""Where a file costs no disk: waiting for one took ten times as long as reading the input."""
A_WORKER = 20_000
"""Inputs that a worker reads before a fresh one takes over."""
_ROW = re.compile(r"^\| (\d{4}-\d\d-\d\d) \| ([\d,]+) \| ([\d,]+) \| (\d+) \|$", re.MULTILINE)


class Crash(Exception):  # noqa: N818 (what is looked for)
    """An input was not taken as data."""


def made(number: int, seed: int, files: dict[str, bytes]) -> bytes:
    """The input of that number of a run."""
    rng = random.Random(f"{seed}:{number}")
    sound = list(files.values())
    return mutated(rng.choice(sound), sound, rng)


def options_for(data: bytes) -> Options:
    """How an input is read: it follows from its bytes, so that a kept file says it all."""
    return OPTIONS[crc32(data) % len(OPTIONS)]


def check(path: Path, options: Options) -> None:
    """Read a file the whole way; Crash where anything but values comes back, or it took too much."""
    read = reading.read([path], options)
    for loss in read.losses:
        if loss.reason.startswith(STOPPED):
            raise Crash(loss.reason)
    for one in read.inputs:
        if one.records_total != one.records_decoded + one.records_tallied + one.records_lost:
            raise Crash(f"the account does not add up: {one}")
    if _memory() > LARGEST:
        raise Crash(f"reading took {_memory() >> 20} MB")


def _memory() -> int:
    """The most bytes that this process ever held; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def _bound_time() -> None:
    """Have the system end this process if the next input takes too long."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SLOWEST + 1, hard))


def _work(seed: int, first: int, end: float, folder: Path, done: Any, said: Any) -> None:
    """Read inputs from number `first` on; tells how far it came, and what it stumbled over."""
    files = seeds()
    path = folder / "input"
    for number in range(first, first + A_WORKER):
        if time.monotonic() > end:
            return
        data = made(number, seed, files)
        path.write_bytes(data)
        _bound_time()
        try:
            check(path, options_for(data))
        except Exception as error:
            said.put(f"{type(error).__name__}: {error}")
            return
        done.value = number + 1 - first


def fuzz(seconds: float, seeds: Sequence[int], crashes: Path, first: int = 0) -> tuple[int, list[str]]:
    """How many inputs were read in that time, and what was stumbled over, each with the kept file's name.

    Each seed has a process of its own.
    """
    with ThreadPoolExecutor(len(seeds)) as watchers:
        runs = list(watchers.map(lambda seed: _fuzz(seconds, seed, crashes, first), seeds))
    return sum(inputs for inputs, _ in runs), [crash for _, found in runs for crash in found]


def _fuzz(seconds: float, seed: int, crashes: Path, first: int) -> tuple[int, list[str]]:
    context = multiprocessing.get_context("spawn")
    end = time.monotonic() + seconds
    number, found = first, []
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        while time.monotonic() < end:
            done, said = context.Value("q", 0), context.Queue()
            worker = context.Process(target=_work, args=(seed, number, end, Path(name), done, said))
            worker.start()
            hung = _hangs(worker, done)
            reason = "it hung" if hung else said.get() if not said.empty() else ""
            if not reason and worker.exitcode:
                reason = f"the process died ({worker.exitcode})"
            number += done.value
            if reason:
                crashes.mkdir(parents=True, exist_ok=True)
                kept = crashes / f"{seed}-{number}"
                shutil.copy(Path(name) / "input", kept)
                found.append(f"{kept.name}: {reason}")
                print(found[-1], flush=True)
                number += 1
    return number - first, found


def _hangs(worker: Any, done: Any) -> bool:
    """Wait for a worker; whether it had to be ended because one input took too long."""
    before, since = -1, time.monotonic()
    while worker.is_alive():
        worker.join(0.5)
        if done.value != before:
            before, since = done.value, time.monotonic()
        elif time.monotonic() - since > PATIENCE:
            worker.kill()
            worker.join()
            return True
    return worker.exitcode == -getattr(signal, "SIGXCPU", -1)


def counted(page: Path, today: str, inputs: int, minutes: float, crashes: int) -> None:
    """Add a run to the page's table, and bring its total up to date."""
    text = page.read_text(encoding="utf-8")
    row = f"| {today} | {inputs:,} | {minutes:,.0f} | {crashes} |\n"
    rows = list(_ROW.finditer(text))
    at = rows[-1].end() + 1 if rows else text.index("| ---: |\n") + len("| ---: |\n")
    text = text[:at] + row + text[at:]
    total = sum(int(found[2].replace(",", "")) for found in _ROW.finditer(text))
    text = re.sub(r"\*\*[\d,]+ inputs\*\*", f"**{total:,} inputs**", text)
    page.write_text(text, encoding="utf-8")


def main() -> int:
    """Fuzz for a set time; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of this run's inputs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes, each with the next seed")
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--page", type=Path, help="page with the table of runs")
    parser.add_argument("--crashes", type=Path, default=Path("reports/fuzz"))
    options = parser.parse_args()
    own = range(options.seed, options.seed + options.jobs)
    inputs, found = fuzz(options.minutes * 60, own, options.crashes, options.first)
    print(f"{inputs:,} inputs, seeds {own[0]} to {own[-1]}, {len(found)} crashes")
    if options.page:
        counted(options.page, f"{datetime.now(UTC):%Y-%m-%d}", inputs, options.minutes, len(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
