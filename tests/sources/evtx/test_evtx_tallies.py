"""Sums of records that are not decoded."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.evtx.columns import HOUR, Rows
from analyzer.sources.evtx.groups import grouped
from analyzer.sources.evtx.index import Kind
from analyzer.sources.evtx.tallies import Tallies
from analyzer.sources.evtx.times import moment

_KINDS = [Kind("P", "C", "NS1"), Kind("P", "C", "ns1"), Kind("Q", "C", "ns2")]
_RECORD = st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(1, 99), st.integers(0, 3 * HOUR))


@given(st.lists(st.lists(_RECORD, max_size=20), max_size=5), st.booleans())
def test_tallies_are_the_sums_over_all_blocks(
    blocks: list[list[tuple[int, int, int, int]]], hourly: bool
) -> None:
    """Count, ids and times of every event that is not decoded, however the records come in blocks."""
    tallies = Tallies()
    expected = defaultdict(list)
    for block in blocks:
        rows = Rows(*[np.arange(len(block))] * 2, *np.array(block, np.int64).reshape(-1, 4).T)
        groups = grouped(rows, hourly)
        tallies.add(groups, [event_id == 4 for _, event_id, _ in groups.events])
        for kind, event_id, record_id, time in block:
            if event_id != 4:
                name = (
                    _KINDS[kind].host,
                    "C",
                    _KINDS[kind].provider,
                    event_id,
                    time // HOUR if hourly else 0,
                )
                expected[name].append((record_id, time))
    found = [
        (t.host, t.channel, t.provider, t.event_id, t.count, t.first_id, t.last_id, t.start, t.end)
        for t in tallies.items("a.evtx", _KINDS)
    ]
    assert found == [
        (*name[:4], len(of), min(of)[0], max(of)[0], *(moment(end(t for _, t in of)) for end in (min, max)))
        for name, of in sorted(expected.items())
    ]
