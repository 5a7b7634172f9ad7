"""Events close in time as runs."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyzer.statistics import runs


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 60)), max_size=25), st.integers(0, 9))
def test_neighbours_share_a_run_just_where_they_are_close(events: list[tuple[int, int]], gap: int) -> None:
    """Of neighbours of one group in time, both are of one run if and only if the pause is at most the gap."""
    group, times = (np.array([e[i] for e in events], dtype=np.int64) for i in range(2))
    found = runs(group, times, gap)
    for own in set(group.tolist()):
        ordered = sorted(
            (int(t), int(r)) for t, r in zip(times[group == own], found[group == own], strict=True)
        )
        for (a, one), (b, two) in pairwise(ordered):
            assert (one == two) == (b - a <= gap)
    assert all(len(set(group[found == run].tolist())) == 1 for run in set(found.tolist()))
