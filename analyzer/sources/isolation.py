"""Reading in a process of its own: what hangs or eats memory there is ended, and becomes a loss.

The whole reading of a file happens there, from unpacking to parsing, for each part of it
may meet bytes that were made to harm.  Items come back in batches while the next are
read, so that it costs little more than the start of the process.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from analyzer.model import Item, Loss
from analyzer.sources.files import read_entry, refused
from analyzer.sources.folders import Entry, entries
from analyzer.sources.memory import bound_memory, held_by
from analyzer.sources.shape import Options
from analyzer.sources.streams import Limits

_BATCH = 256
_SOON = 0.1
"""Seconds after which items are sent on, however few."""

_LOOK = 0.25
"""Seconds between two looks at whether the process still makes progress."""

_START = 60.0
"""Seconds that the process may take before it reads its first byte."""


def read_apart(
    paths: Sequence[Path],
    options: Options,
    limits: Limits,
    skip: Callable[[Path, str], bool] = lambda path, name: False,  # noqa: ARG005 (the default skips nothing)
) -> Iterator[Item]:
    """What `files.read` gives; a file whose reading has to be ended has a `Loss` and no `Input`."""
    reader = _Reader(options, limits)
    try:
        for entry in entries(paths):
            if entry.refusal is not None:
                yield refused(entry.name, entry.refusal)
            elif not skip(entry.path, entry.name):
                yield from reader.items(entry)
    finally:
        reader.end()


class _Reader:
    """The process, started when it is needed and again after it had to be ended."""

    def __init__(self, options: Options, limits: Limits) -> None:
        self._options = options
        self._limits = limits
        self._context = multiprocessing.get_context("spawn")
        self._progress = self._context.RawValue("Q", 0)
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def items(self, entry: Entry) -> Iterator[Item]:
        """The items of one file."""
        process, pipe = self._started()
        allowed = _START if self._progress.value == 0 else self._limits.seconds
        before, since = self._progress.value, time.monotonic()
        pipe.send(entry)
        while True:
            try:
                batch = pipe.recv() if pipe.poll(_LOOK) else ()
            except (EOFError, OSError):
                yield self._ended(entry, "it ended the process that read it")
                return
            if batch is None:
                return
            yield from batch
            if batch or self._progress.value != before:
                before, since, allowed = self._progress.value, time.monotonic(), self._limits.seconds
            elif time.monotonic() - since > allowed:
                yield self._ended(entry, f"nothing came of it for {self._limits.seconds:g} seconds")
                return
            if held_by(process.pid or 0) > self._limits.memory:
                yield self._ended(
                    entry, f"it takes more than {self._limits.memory >> 20:,} MB of memory to read"
                )
                return

    def end(self) -> None:
        """End the process, whatever it does."""
        if self._process and self._pipe:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        self._process = self._pipe = None

    def _started(self) -> tuple[BaseProcess, Connection]:
        if self._process is None or self._pipe is None:
            self._progress.value = 0
            self._pipe, theirs = self._context.Pipe()
            work = (theirs, self._options, self._limits, self._progress)
            self._process = self._context.Process(target=_work, args=work, daemon=True)
            self._process.start()
            theirs.close()
        return self._process, self._pipe

    def _ended(self, entry: Entry, reason: str) -> Loss:
        self.end()
        return Loss(entry.name, None, None, None, None, "limit", f"reading was ended: {reason}")


def _work(pipe: Connection, options: Options, limits: Limits, progress: Any) -> None:
    """Read the files that are asked for, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked is told, and ends this process
    bound_memory(limits.memory)

    def beat() -> None:
        progress.value += 1

    while True:
        try:
            entry = pipe.recv()
        except EOFError:
            return
        beat()
        batch: list[Item] = []
        sent = time.monotonic()
        for item in read_entry(entry, options, limits, beat):
            batch.append(item)
            if len(batch) == _BATCH or time.monotonic() - sent > _SOON:
                pipe.send(batch)
                batch, sent = [], time.monotonic()
        pipe.send(batch)
        pipe.send(None)
