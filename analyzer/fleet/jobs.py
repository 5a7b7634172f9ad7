"""Worker processes: what hangs, dies or eats memory there is ended, and becomes a loss.

The whole reading of a file happens there, from unpacking to parsing, for each part of it
may meet bytes that were made to harm.  Results come back in batches while the next are
read, so that it costs little more than the start of the processes.
"""

from __future__ import annotations

import os
import time
from collections import deque
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Self

from analyzer.fleet.order import Order
from analyzer.fleet.units import Terms, Unit
from analyzer.fleet.worker import Message, Worker

_LOOK = 0.25
"""Seconds between two looks at whether all processes still make progress."""

_PAYS, _MANY = 16 << 20, 200
"""So many bytes or units must wait, for one more process to be worth its start."""

_REACH = 256
_ENDED = "reading was ended: "


def usable_cores() -> int:
    """How many processes can work at once here."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Jobs:
    """Up to so many processes, each started when there is enough for it to do."""

    def __init__(self, terms: Terms, most: int) -> None:
        """Start none yet."""
        self.terms = terms
        self._most = most
        self._workers: list[Worker] = []
        self._pending: deque[Order] = deque()
        self._inbox: SimpleQueue[Message] = SimpleQueue()
        self._looked = time.monotonic()

    @property
    def reach(self) -> int:
        """Enough for every worker, and for a while in which the results of a long unit are waited for."""
        return _REACH * self._most

    def submit(self, unit: Unit, soon: bool = False) -> Order:
        """As any crew."""
        order = Order(unit, self._pump)
        (self._pending.appendleft if soon else self._pending.append)(order)
        self._give_out()
        return order

    def __enter__(self) -> Self:
        """As any crew."""
        return self

    def __exit__(self, *_: object) -> None:
        """Every process is ended, whatever it does."""
        self._pending.clear()
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

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
        worker = order.worker or self._hand_over(order)
        worker.lend_room()
        with suppress(Empty):
            self._take(*self._inbox.get(timeout=_LOOK))
        if time.monotonic() - self._looked > _LOOK:
            self._looked = time.monotonic()
            for worker in list(self._workers):
                if fault := worker.fault():
                    self._lose(worker, fault)

    def _hand_over(self, order: Order) -> Worker:
        """Give an order out although everybody is busy: nobody may ever be free again before it is done."""
        self._pending.remove(order)
        worker = min(self._workers, key=lambda one: len(one.orders), default=None) or self._start()
        worker.give(order)
        return worker

    def _start(self) -> Worker:
        worker = Worker(self.terms, self._inbox)
        self._workers.append(worker)
        return worker

    def _take(self, worker: Worker, message: object) -> None:
        if worker not in self._workers:
            return  # it was ended after it had sent this
        if isinstance(message, list):
            worker.orders[0].arrive(worker, message)
        elif message is None:
            worker.done()
            self._give_out()
        else:
            self._lose(worker, None)

    def _lose(self, worker: Worker, fault: str | None) -> None:
        """Do without a worker that had to be ended for a fault, or has died."""
        self._workers.remove(worker)
        worker.kill()
        worker.end()
        first, *others = worker.orders or (None,)
        for order in reversed(others):
            order.worker = None
            self._pending.appendleft(order)
        if first is None:
            return
        if fault is None and first.may_try_again():
            self._pending.appendleft(first)
        else:
            first.fail(_ENDED + (fault or "it ended the process that read it"))
        self._give_out()
