"""Bulk records: cast in whole chunks, they are the same as if written one by one."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import evtx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.knowledge import AUDIT_CHANNEL, CLASSIC_CHANNEL
from analyzer.simulate.batch import Batch, expanded, microseconds
from analyzer.simulate.bulk import KINDS, Bulk, bulk_of
from analyzer.simulate.evtx import EPOCH, Style, write_evtx
from analyzer.simulate.hosts import Host, Jump
from tests.simulate.sample_entries import BIND_FAILED, CLEARED, PIPELINE, STARTED

START = datetime(2025, 3, 1, tzinfo=UTC)
END = START + timedelta(days=20)
STYLES = (Style(), Style(literal=True), Style(renumbered=True, header_time=END), Style(header_time=EPOCH))
HOSTS = (
    Host("a.example", "A.example", "server"),
    Host("b.example", "B.example", "server", old=True, skew=timedelta(seconds=-31.5)),
    Host(
        "c.example",
        "C.example",
        "operator",
        jump=Jump(START + timedelta(days=3), START + timedelta(days=4), timedelta(hours=-2)),
    ),
)


def bytes_of(items: object, style: Style) -> bytes:
    """The file of these items."""
    stream = io.BytesIO()
    write_evtx(stream, items, style)  # type: ignore[arg-type]
    return stream.getvalue()


def bulk(host: Host, channel: str, per_day: float) -> Bulk:
    """The bulk of one channel."""
    return bulk_of(host, channel, ["x.example", "y.example"], START, END, per_day, 7)


@given(
    st.lists(st.sampled_from((STARTED, BIND_FAILED, PIPELINE, CLEARED)), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(1, 900), st.booleans()), min_size=1, max_size=4),
    st.sampled_from(STYLES),
)
@settings(max_examples=30, deadline=None)
def test_a_batch_is_its_entries(patterns: list, runs: list[tuple[int, bool]], style: Style) -> None:
    """Batches of any length, between entries, give the bytes that their entries give one by one."""
    items, record_id, kinds = [], 40, tuple(patterns)
    for number, (length, entry_too) in enumerate(runs):
        times = microseconds(START) + np.arange(length, dtype=np.int64) * 1_000_003
        items.append(Batch(kinds, number, record_id, times))
        record_id += length
        if entry_too:
            items.append(replace(STARTED, record_id=record_id))
            record_id += 1
    assert bytes_of(items, style) == bytes_of(expanded(items), style)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("channel", sorted(KINDS))
def test_bulk_has_its_number_of_records_in_order(host: Host, channel: str) -> None:
    """Numbers and ids are right, times lie within the span and ascend as the host's clock shows them."""
    found = bulk(host, channel, 50)
    entries = list(expanded(found.batches(0, found.count, 100)))
    assert found.count == len(entries) == 1000
    assert [e.record_id for e in entries] == list(range(100, 1100))
    jump = host.jump.by if host.jump else timedelta(0)
    for number, entry in enumerate(entries):
        true = START + (number + 0.5) * (END - START) / 1000
        assert abs(entry.time - host.skew - true) <= (END - START) / 1000 + timedelta(seconds=1) + abs(jump)
    if not host.jump:
        assert all(a.time <= b.time for a, b in pairwise(entries))
    if host.old and channel == CLASSIC_CHANNEL:
        assert all(e.time.microsecond == 0 for e in entries)


@given(st.floats(-2, 22), st.floats(0.3, 200))
@settings(deadline=None)
def test_bulk_is_cut_at_a_time(days: float, per_day: float) -> None:
    """As many records come before a time as have times up to it."""
    found, time = bulk(HOSTS[0], AUDIT_CHANNEL, per_day), START + timedelta(days=days)
    times = [e.time for e in expanded(found.batches(0, found.count, 1))]
    assert found.before(time) == sum(t <= time for t in times)


@given(st.integers(0, 900), st.integers(0, 100))
@settings(deadline=None)
def test_any_part_of_bulk_can_be_made_alone(first: int, length: int) -> None:
    """A part is the same as in the whole."""
    found = bulk(HOSTS[0], AUDIT_CHANNEL, 50)
    whole = list(expanded(found.batches(0, found.count, 1)))
    assert list(expanded(found.batches(first, first + length, first + 1))) == whole[first : first + length]


def test_other_readers_read_cast_chunks() -> None:
    """A long batch is read whole, ids and times as written, by the Rust reader."""
    found = bulk(HOSTS[0], AUDIT_CHANNEL, 500)
    raw = io.BytesIO(bytes_of(found.batches(0, found.count, 8_000), Style()))
    seen = list(evtx.PyEvtxParser(raw).records_json())
    wanted = list(expanded(found.batches(0, found.count, 8_000)))
    assert [r["event_record_id"] for r in seen] == [e.record_id for e in wanted]
    times = [json.loads(r["data"])["Event"]["System"]["TimeCreated"]["#attributes"] for r in seen]
    assert [t["SystemTime"] for t in times] == [f"{e.time:%Y-%m-%dT%H:%M:%S.%fZ}" for e in wanted]
