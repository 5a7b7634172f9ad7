"""Records by kind, event id and hour."""

from __future__ import annotations

from collections import Counter
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.evtx import groups
from analyzer.sources.evtx.columns import HOUR, Rows
from analyzer.sources.evtx.groups import Groups, grouped
from tests.conftest import missing

_NUMBER = st.integers(0, 3) | st.integers(0, 2**62)
_RECORD = st.tuples(_NUMBER.map(lambda n: n % 5000), _NUMBER.map(lambda n: n % 65536), _NUMBER, _NUMBER)


@pytest.fixture(autouse=True)
def compiled() -> None:
    """What is compared has to be there."""
    if groups.compiled_groups is None:
        missing("a compiler of C")


@given(st.lists(_RECORD, max_size=200), st.booleans())
def test_compiled_code_groups_as_numpy_does(records: list[tuple[int, ...]], hourly: bool) -> None:
    """The same groups and sums, and every record in the group that is its own."""
    rows = _rows(records)
    found = grouped(rows, hourly)
    with patch.object(groups, "compiled_groups", None):
        assert _told(found) == _told(grouped(rows, hourly))
    for record, place in zip(records, found.place.tolist(), strict=True):
        hour = record[3] // HOUR if hourly else 0
        assert found.events[place] == (record[0], record[1], hour)
    assert Counter(found.place.tolist()) == {i: sums[0] for i, sums in enumerate(found.sums)}


def test_groups_whose_slots_meet_are_told_apart() -> None:
    """As many groups as records, so that many begin their search at one place."""
    records = [(kind, event_id, 1, 1) for kind in range(50) for event_id in range(100)]
    found = grouped(_rows(records))
    assert found.events == [(kind, event_id, 0) for kind, event_id, _, _ in records]


def test_too_little_room_is_refused() -> None:
    """Compiled code writes nothing beyond what it is given."""
    column, slots = np.zeros(4, np.int64), np.full(8, -1, np.int32)
    for place, found in (
        (column[:3].copy(), np.zeros((4, 8), np.int64)),
        (column, np.zeros((3, 8), np.int64)),
    ):
        with pytest.raises(ValueError, match="room"):
            groups.compiled_groups.grouped(*[column] * 4, 0, slots, place, found)
    with pytest.raises(ValueError, match="room"):
        groups.compiled_groups.grouped(*[column] * 4, 0, slots[:4].copy(), column, np.zeros((4, 8), np.int64))


def _rows(records: list[tuple[int, ...]]) -> Rows:
    kind, event_id, record_id, time = np.array(records, np.int64).reshape(-1, 4).T
    place = np.arange(len(records))
    return Rows(place, place, kind, event_id, record_id, time)


def _told(found: Groups) -> dict[tuple[int, int, int], tuple[int, ...]]:
    return dict(zip(found.events, found.sums, strict=True))
