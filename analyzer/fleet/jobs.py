"""Worker processes: what hangs, dies or eats memory there is ended, and becomes a loss.

The whole reading of a file happens there, from unpacking to parsing, for each part of it
may meet bytes that were made to harm.  Results come back in batches while the next are
read, so that it costs little more than the start of the processes.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import suppress
from queue import Empty, SimpleQueue
from subprocess import Popen
from typing import Self

from analyzer.fleet.order import Order
from analyzer.fleet.units import Terms, Unit
from analyzer.fleet.worker import Message, Worker
from analyzer.processes import READER, started

_LOOK = 0.25
"""Seconds between two looks at whether all processes still make progress."""

_PAYS, _MANY = 16 << 20, 200
"""So many bytes or units must wait, for one more process to be worth its start."""

_REACH = 256
_ENDED = "reading was ended: "


class Jobs:
    """Up to so many processes, each started when there is enough for it to do.

    Who has done a unit is given the next one by the thread that heard of it, whatever
    this process is busy with; the lock guards who has what.
    """

    def __init__(self, terms: Terms, most: int, first: Popen[bytes] | None = None) -> None:
        """Start none yet; the `first` may have been started already."""
        self.terms = terms
        self._most = most
        self._first = first
        self._workers: list[Worker] = []
        self._pending: deque[Order] = deque()
        self._lock = threading.Lock()
        self._inbox: SimpleQueue[tuple[Worker, Order | None, Message]] = SimpleQueue()
        self._looked = time.monotonic()

    @property
    def reach(self) -> int:
        """Enough for every worker, and for a while in which the results of a long unit are waited for."""
        return _REACH * self._most

    @property
    def is_busy(self) -> bool:
        """Whether units are left to be done."""
        with self._lock:
            return bool(self._pending) or any(worker.orders for worker in self._workers)

    def submit(self, unit: Unit, soon: bool = False) -> Order:
        """As any crew."""
        order = Order(unit, self._pump)
        with self._lock:
            (self._pending.appendleft if soon else self._pending.append)(order)
            self._give_out()
        return order

    def __enter__(self) -> Self:
        """As any crew."""
        return self

    def __exit__(self, *_: object) -> None:
        """Every process is ended, whatever it does."""
        with self._lock:
            self._pending.clear()
            if self._first:
                self._start()
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _hear(self, worker: Worker, message: Message) -> None:
        """In the thread of a worker: for which order a message is, and what is to be done next."""
        with self._lock:
            order = worker.done() if message is None else next(iter(worker.orders), None)
            self._inbox.put((worker, order, message))
            if message is None:
                self._give_out()

    def _give_out(self) -> None:
        while self._pending and (worker := self._free_for(self._pending[0])):
            worker.give(self._pending.popleft())

    def _free_for(self, order: Order) -> Worker | None:
        free = next((worker for worker in self._workers if worker.has_room_for(order)), None)
        if free is None and len(self._workers) < self._most and (not self._workers or self._pays()):
            return self._start()
        return free

    def _pays(self) -> bool:
        return len(self._pending) > _MANY or sum(order.unit.size for order in self._pending) > _PAYS

    def _pump(self, order: Order) -> None:
        """Take in one message, or look after the workers; the results of an order are waited for."""
        self._whose(order).lend_room()
        with suppress(Empty):
            self._take(*self._inbox.get(timeout=_LOOK))
        if time.monotonic() - self._looked > _LOOK:
            self._looked = time.monotonic()
            with self._lock:
                for worker in self._workers:
                    worker.end_at_fault()

    def _whose(self, order: Order) -> Worker:
        """Who has an order; if nobody, it is given out now, for nobody may ever be free before it is done."""
        with self._lock:
            if order.worker is None:
                self._pending.remove(order)
                free = min(self._workers, key=lambda one: len(one.orders), default=None)
                (free or self._start()).give(order)
            assert order.worker is not None  # noqa: S101  # `give` has just seen to it
            return order.worker

    def _start(self) -> Worker:
        worker = Worker(self._first or started(READER), self.terms, self._hear)
        self._first = None
        self._workers.append(worker)
        return worker

    def _take(self, worker: Worker, order: Order | None, message: Message) -> None:
        if isinstance(message, BaseException):
            self._lose(worker)
        elif order is not None and message is not None:
            order.arrive(worker, message)
        elif order is not None:
            order.is_done = True

    def _lose(self, worker: Worker) -> None:
        """Do without a worker that had to be ended for a fault, or has died."""
        worker.kill()
        worker.end()
        with self._lock:
            self._workers.remove(worker)
            accused, fault = worker.accused or (None, None)
            first, *others = worker.orders or (None,)
            for order in reversed(others):
                order.worker = None
                self._pending.appendleft(order)
            if first is not None:
                if first is not accused and first.may_try_again():
                    self._pending.appendleft(first)
                else:
                    first.fail(_ENDED + (fault or "it ended the process that read it"))
            self._give_out()
