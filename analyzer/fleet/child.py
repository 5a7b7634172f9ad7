"""What a worker process does: units, one by one, until nobody gives it any more.

Units come in at its standard input and results go out at its standard output, pickled.
What else is printed there goes to the standard error.
"""

from __future__ import annotations

import gc
import logging
import os
import pickle
import signal
import threading
import time
from queue import SimpleQueue
from typing import BinaryIO

from analyzer.fleet.memory import bound_memory
from analyzer.fleet.units import Result, Terms, Unit
from analyzer.processes import pipes
from analyzer.sources.files import guarded

BATCH = 256
_SOON = 0.1
"""Seconds after which results are sent on, however few, and after which a sign of life is due."""


def main() -> None:
    """Work for the process that started this one; ends with it, whatever is under way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who gives the work is told, and ends this process
    # What libraries log of remote files names URLs whole, with their secrets.
    logging.getLogger().addHandler(logging.NullHandler())
    gc.freeze()  # what is loaded stays, unsearched
    gc.enable()
    given, sent = pipes()
    try:
        terms: Terms = pickle.load(given)  # noqa: S301  # it comes from the process that started this one
    except EOFError:
        return  # it needed nobody
    bound_memory(terms.limits.memory)
    units: SimpleQueue[Unit] = SimpleQueue()
    threading.Thread(target=_take, args=(given, units), daemon=True).start()
    post = Post(sent)
    post.beat()
    while True:
        unit = units.get()
        post.beat()
        for result in guarded(unit.entry.name, unit.work(terms, post.beat)):
            post.add(result)
        post.end()


def _take(given: BinaryIO, units: SimpleQueue[Unit]) -> None:
    try:
        while True:
            units.put(pickle.load(given))  # noqa: S301  # (as above)
    except (EOFError, OSError):
        os._exit(0)


class Post:
    """Results on their way: in batches, each at latest when the next sign of life is due.

    Results come from one thread, signs of life also from those that read ahead.
    """

    def __init__(self, sent: BinaryIO) -> None:
        """Send to that stream, pickled."""
        self._sent = sent
        self._batch: list[Result] = []
        self._last = 0.0
        self._lock = threading.Lock()

    def add(self, result: Result) -> None:
        """Take a result."""
        with self._lock:
            self._batch.append(result)
            if len(self._batch) >= BATCH or time.monotonic() - self._last > _SOON:
                self._send(self._batch)

    def beat(self) -> None:
        """There is progress."""
        if time.monotonic() - self._last > _SOON:
            with self._lock:
                self._send(self._batch)

    def end(self) -> None:
        """Send what is left of a unit, and that it is done."""
        with self._lock:
            self._send(self._batch, None)

    def _send(self, *messages: list[Result] | None) -> None:
        try:
            for message in messages:
                pickle.dump(message, self._sent, pickle.HIGHEST_PROTOCOL)
            self._sent.flush()
        except OSError:
            os._exit(0)  # nobody listens any more
        self._batch = []
        self._last = time.monotonic()
