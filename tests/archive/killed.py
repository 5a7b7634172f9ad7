"""An ingest that is killed at random points, and run again until it is done."""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, event

from analyzer.archive import ingest, open_archive
from analyzer.fleet import Here, Jobs
from analyzer.sources import Options

State = Literal["done", "reading", "writing"]
"""How far an ingest was: at its end, between two files' transactions, or within one."""

_GROWTH = 1.02

_CONTEXT = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
if sys.platform != "win32":
    # What has imported everything already is forked, so that hundreds of starts take no time.
    _CONTEXT.set_forkserver_preload([__name__])


def _ingest(url: str, folder: Path, ready: Any, writing: Any, apart: bool) -> None:
    archive = open_archive(url)

    @event.listens_for(archive.engine, "begin")
    def begin(connection: Connection) -> None:
        writing.value = bool(connection.get_execution_options().get("write"))

    @event.listens_for(archive.engine, "commit")
    def commit(_: Connection) -> None:
        writing.value = False

    ready.set()
    crew = partial(Jobs, most=2) if apart else Here
    for _ in ingest(archive, [folder], Options(), crew=crew):
        pass


def ingest_killed(url: str, folder: Path, after: float, apart: bool = False) -> State:
    """Begin an ingest, read in processes `apart` or in its own, and kill it after a time; how far it was."""
    ready, writing = _CONTEXT.Event(), _CONTEXT.RawValue("b", False)
    worker = _CONTEXT.Process(target=_ingest, args=(url, folder, ready, writing, apart))
    worker.start()
    assert ready.wait(600)
    worker.join(after)
    if worker.exitcode is None:
        worker.kill()
        worker.join()
        return "writing" if writing.value else "reading"
    assert worker.exitcode == 0
    return "done"


def time_of(url: str, folder: Path, apart: bool = False) -> float:
    """How many seconds an undisturbed ingest takes, start of the program not counted."""
    start = time.perf_counter()
    assert ingest_killed(url, folder, 3600, apart) == "done"
    return time.perf_counter() - start


def kill_often(
    url: str,
    folder: Path,
    times: int,
    seed: int,
    check: Callable[[State], None],
    reset: Callable[[], None],
    longest: float,
) -> int:
    """Kill an ingest that many times, each within about `longest` seconds; how often it began anew.

    It goes on where it was killed, and begins anew when it is done.  `check` is called after
    each kill.
    """
    rng = random.Random(seed)
    rounds = killed = in_a_row = 0
    while killed < times:
        # Growing, so that the largest file gets in also where the machine has become slow.
        state = ingest_killed(url, folder, rng.uniform(0, longest * _GROWTH**in_a_row))
        if state == "done":
            rounds, in_a_row = rounds + 1, 0
            reset()
        else:
            killed, in_a_row = killed + 1, in_a_row + 1
            check(state)
    return rounds
