"""Worker processes: the same results, and no unit harms another."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from analyzer.fleet import Jobs, Terms
from analyzer.model import Loss
from analyzer.sources import Limits, Options
from tests.fleet.made_units import SOME, Harmful, told

TERMS = Terms(Options(), Limits(seconds=2, memory=1 << 30))
LARGE = 64 << 20
"""So many bytes that a worker has no other unit at hand."""
ALL = [told(number) for number in range(2 * SOME)]


def children() -> list[psutil.Process]:
    """The worker processes of this one."""
    alive = (p for p in psutil.Process().children() if p.status() != psutil.STATUS_ZOMBIE)
    return [p for p in alive if "analyzer.fleet.child" in " ".join(p.cmdline())]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_results_come_in_their_order(most: int) -> None:
    """However many processes there are, and whatever is asked for first."""
    with Jobs(TERMS, most) as crew:
        orders = [crew.submit(Harmful("nothing")) for _ in range(300)]
        last = list(orders.pop())
        found = [list(order) for order in orders]
    assert last == ALL
    assert found == [ALL] * 299
    assert not children()


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("dies", "reading was ended: it ended the process that read it"),
        ("hangs", "reading was ended: nothing came of it for 2 seconds"),
        ("breaks", "reading stopped behind this place: RuntimeError: broken"),
        pytest.param(
            "eats",
            "reading stopped behind this place: it takes more memory than there is for one file",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="memory is watched there, not bounded"),
        ),
    ],
)
def test_what_harms_its_worker_is_a_loss(deed: str, reason: str) -> None:
    """What it had told before stays, and all other units are done."""
    with Jobs(TERMS, 2) as crew:
        orders = [crew.submit(Harmful(kind)) for kind in ("nothing", deed, "nothing", "nothing")]
        first, bad, *others = [list(order) for order in orders]
    *kept, loss = bad
    assert [first, *others] == [ALL] * 3
    assert kept == ALL[: len(kept)]
    assert isinstance(loss, Loss)
    assert loss.reason == reason
    assert not children()


def test_a_worker_that_somebody_killed_is_replaced(tmp_path: Path) -> None:
    """The unit is done again, and its results are there once."""
    with Jobs(TERMS, 1) as crew:
        orders = [crew.submit(Harmful("dies", tmp_path / "once")), crew.submit(Harmful("nothing"))]
        assert [list(order) for order in orders] == [ALL, ALL]


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_a_killed_worker_is_survived() -> None:
    """Killed from outside, amid its work."""
    with Jobs(TERMS, 2) as crew:
        orders = [crew.submit(Harmful("nothing")) for _ in range(200)]
        found = [list(orders.pop(0))]
        os.kill(children()[0].pid, signal.SIGKILL)
        found += [list(order) for order in orders]
    assert found == [ALL] * 200


def test_results_that_nobody_takes_keep_nobody_from_work() -> None:
    """More than a worker may have unread; closed, they make room."""
    with Jobs(TERMS, 1) as crew:
        orders = [crew.submit(Harmful("nothing")) for _ in range(100)]
        soon = crew.submit(Harmful("nothing"), soon=True)
        assert list(soon) == ALL
        for order in orders[:98]:
            order.close()
        assert list(orders[99]) == ALL
        assert list(orders[98]) == ALL


def test_work_goes_on_while_nobody_asks(tmp_path: Path) -> None:
    """Who has done a large unit is given the next, whatever who gave it is busy with."""
    marks = [tmp_path / str(number) for number in range(8)]
    with Jobs(TERMS, 2) as crew:
        orders = [crew.submit(Harmful("nothing", mark, size=LARGE)) for mark in marks]
        patience = time.monotonic() + 60
        while not all(mark.exists() for mark in marks) and time.monotonic() < patience:
            time.sleep(0.05)
        assert all(mark.exists() for mark in marks)
        assert [list(order) for order in orders] == [ALL] * 8


def test_who_stops_asking_leaves_no_process() -> None:
    """Processes end with the context that they were started for."""
    with Jobs(TERMS, 2) as crew:
        next(crew.submit(Harmful("hangs")))
        assert children()
    assert not children()


def test_a_crew_is_busy_until_its_last_unit_is_done(tmp_path: Path) -> None:
    """Whoever gave out units can tell whether there is time for something else."""
    with Jobs(TERMS, 1) as crew:
        assert not crew.is_busy
        first, second = (crew.submit(Harmful("nothing", tmp_path / n, size=LARGE)) for n in ("1", "2"))
        assert crew.is_busy
        assert [list(first), list(second)] == [ALL, ALL]
        assert not crew.is_busy
