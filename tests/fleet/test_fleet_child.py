"""What a worker process sends."""

from __future__ import annotations

import io
import pickle
import threading

import pytest

from analyzer.fleet.child import Post
from analyzer.processes import READER, started
from tests.fleet.made_units import told


def test_results_are_sent_once_whoever_gives_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that reads ahead does so just while results are on their way."""
    monkeypatch.setattr("analyzer.fleet.child._SOON", -1.0)
    others: list[threading.Thread] = []

    class Pipe(io.BytesIO):
        def flush(self) -> None:
            if not others:
                others.append(threading.Thread(target=post.beat))
                others[0].start()
                others[0].join(0.2)

    sent = Pipe()
    post = Post(sent)
    results = [told(number) for number in range(3)]
    for result in results:
        post.add(result)
    others[0].join()
    post.end()
    sent.seek(0)
    found: list[object] = []
    while (batch := pickle.load(sent)) is not None:  # noqa: S301  # it was written here
        found += batch
    assert found == results


def test_a_process_that_is_not_needed_ends_in_silence() -> None:
    """Whoever started it early ended before it had terms to give."""
    process = started(READER)
    assert process.stdin
    process.stdin.close()
    assert process.wait(60) == 0
    assert process.stdout
    assert process.stdout.read() == b""
    process.stdout.close()
