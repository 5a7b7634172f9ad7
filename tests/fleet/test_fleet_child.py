"""What a worker process sends."""

from __future__ import annotations

import io
import pickle
import threading

import pytest

from analyzer.fleet.child import Post
from tests.fleet.made_units import told


def test_results_are_sent_once_whoever_gives_a_sign_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that read ahead do so while results are put in."""
    monkeypatch.setattr("analyzer.fleet.child._SOON", 0.0)
    sent = io.BytesIO()
    post = Post(sent)
    ended = threading.Event()

    def beat() -> None:
        while not ended.is_set():
            post.beat()

    threads = [threading.Thread(target=beat) for _ in range(3)]
    for thread in threads:
        thread.start()
    results = [told(number) for number in range(3000)]
    for result in results:
        post.add(result)
    ended.set()
    for thread in threads:
        thread.join()
    post.end()
    sent.seek(0)
    found: list[object] = []
    while (batch := pickle.load(sent)) is not None:
        found += batch
    assert found == results
