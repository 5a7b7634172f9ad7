"""Many stretches kept as numbers."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Stretch
from analyzer.sources.stretches import Stretches

NAMES = st.sampled_from(["", "a", "b.example"])
IDS = st.none() | st.integers(-(1 << 62), (1 << 63) - 1)
TIMES = st.datetimes(timezones=st.just(UTC))
STRETCHES = st.builds(Stretch, NAMES, NAMES, NAMES, IDS, IDS, TIMES, TIMES, st.integers(0, 1 << 40))


@given(st.lists(STRETCHES))
def test_what_comes_out_is_what_went_in(given_: list[Stretch]) -> None:
    """Whatever ids and times they have, and as often as one asks."""
    kept = Stretches(given_)
    assert list(kept) == list(kept) == given_
    assert len(kept) == len(given_)
    assert kept.hosts == {one.host for one in given_}
    assert all(one in kept for one in given_)
    assert Stretch("c", "", "", None, None, *[datetime(2026, 1, 1, tzinfo=UTC)] * 2, 0) not in kept
