"""One worker process, seen from the one that gives it work."""

from __future__ import annotations

import pickle
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import IO, TypeAlias, cast

from analyzer.fleet.memory import held_by
from analyzer.fleet.order import Order
from analyzer.fleet.units import Result, Terms

_START = 60.0
"""Seconds that a process may take before it gives its first sign of life."""

_UNREAD = 64
"""Batches that may lie here unread; so many more wait at the worker, which waits for room."""

_LITTLE, _FEW = 4 << 20, 64
"""Bytes and units that a worker has at hand, so that it need not wait for the next one."""

Message: TypeAlias = "list[Result] | BaseException | None"
"""Results of the first of a worker's orders; that it is done; or why the worker is."""


class Worker:
    """A process; a thread tells `hear` of its messages, in their order."""

    def __init__(
        self, process: subprocess.Popen[bytes], terms: Terms, hear: Callable[[Worker, Message], None]
    ) -> None:
        """Make a worker of a process that has just been started."""
        self.orders: deque[Order] = deque()
        self.accused: tuple[Order | None, str] | None = None
        self._room = threading.Semaphore(_UNREAD)
        self._lent = 0
        self._size = 0
        self._limits = terms.limits
        self._hear = hear
        self._heard = time.monotonic() + _START - terms.limits.seconds
        self._waits = self._is_ended = False
        self._process = process
        self._units = cast(IO[bytes], process.stdin)
        self._results = cast(IO[bytes], process.stdout)
        self._tell(terms)
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def has_room_for(self, order: Order) -> bool:
        """Whether it would not keep the order from others for long."""
        is_little = self._size + order.unit.size <= _LITTLE
        return not self.orders or (len(self.orders) < _FEW and is_little)

    def give(self, order: Order) -> None:
        """Have it do that unit when it has done the others."""
        self.orders.append(order)
        self._size += order.unit.size
        order.worker = self
        self._tell(order.unit)

    def done(self) -> Order:
        """The first of its orders, which it has done."""
        order = self.orders.popleft()
        self._size -= order.unit.size
        return order

    def end_at_fault(self) -> None:
        """Have it end where it hangs or takes too much memory; `accused` says of which order, and why."""
        if self.accused is None and (reason := self._fault()):
            self.accused = self.orders[0] if self.orders else None, reason
            self.kill()

    def free(self) -> None:
        """One of its batches has been taken."""
        if self._lent:
            self._lent -= 1
        else:
            self._room.release()

    def lend_room(self) -> None:
        """Let it send what is waited for, though others of its batches have not been taken."""
        if self._waits:
            self._lent += 1
            self._room.release()

    def kill(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()

    def end(self) -> None:
        """Wait for its end."""
        self._is_ended = True
        self._process.wait()
        self._room.release()
        self._listener.join()

    def _fault(self) -> str | None:
        silent = time.monotonic() - self._heard
        if self.orders and not self._waits and silent > self._limits.seconds:
            return f"nothing came of it for {self._limits.seconds:g} seconds"
        if held_by(self._process.pid) > self._limits.memory:
            return f"it takes more than {self._limits.memory >> 20:,} MB of memory to read"
        return None

    def _tell(self, message: object) -> None:
        with suppress(OSError):  # where it has died, `_listen` says so
            self._units.write(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))
            self._units.flush()

    def _listen(self) -> None:
        try:
            while not self._is_ended:
                message = pickle.load(self._results)  # noqa: S301  # it comes from a process of our own
                self._heard = time.monotonic()
                if message:
                    self._waits = True
                    self._room.acquire()
                    self._waits, self._heard = False, time.monotonic()
                if message != []:
                    self._hear(self, message)
        except BaseException as error:  # however it ends, who waits for it has to know
            self._hear(self, error)
