"""Conflicts close in time as one episode."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analyzer.conflicts.episodes import GAP, group
from tests.conflicts.makers import at, attempt, rollover


def test_a_retry_loop_is_one_episode() -> None:
    """Forty tries a minute apart are one, with its first and last time and who took part."""
    loop = [attempt(at(0, 60 * n), actor=f"u{n % 2}", server="ns1") for n in range(40)]
    episodes, told = group(loop)
    (one,) = episodes
    assert (one.attempts, one.first, one.last) == (40, loop[0].time, loop[-1].time)
    assert (one.actors, one.servers) == (("u0", "u1"), ("ns1",))
    assert {a.episode_id for a in told} == {one.id}


def test_a_pause_just_longer_than_the_gap_ends_an_episode() -> None:
    """A pause of the gap continues it, a second more does not."""
    seconds = GAP.total_seconds()
    assert len(group([attempt(at(0)), attempt(at(0, seconds))])[0]) == 1
    assert len(group([attempt(at(0)), attempt(at(0, seconds + 1))])[0]) == 2


def test_each_target_has_its_own_episodes() -> None:
    """Zones and keys stay apart; without either, hosts do."""
    told = [
        attempt(at(0)),
        attempt(at(0, 1), key_guid="k2"),
        attempt(at(0, 2), key_guid=None),
        attempt(at(0, 3), zone="b.example"),
        attempt(at(0, 4), zone=None, key_guid=None),
        attempt(at(0, 5), zone=None, key_guid=None, host="ops2"),
        attempt(at(0, 6), zone=None, key_guid=None),
    ]
    episodes, _ = group(told)
    assert [e.attempts for e in episodes] == [1, 1, 1, 1, 2, 1]


def test_what_is_no_conflict_is_in_no_episode() -> None:
    """Successes and other failures neither belong to an episode nor join two."""
    told = [attempt(at(0)), attempt(at(0.4), 9101), attempt(at(0.45), outcome="succeeded"), attempt(at(0.8))]
    episodes, after = group(told)
    assert [e.attempts for e in episodes] == [1, 1]
    assert [a.episode_id is None for a in after] == [False, True, True, False]


def test_an_episode_tells_of_the_rollover_that_any_of_its_conflicts_met() -> None:
    """The first of its conflicts that has a rollover speaks for it."""
    met = attempt(at(0, 5), relation="inside", rollover_id="R-1")
    (one,), _ = group(
        [attempt(at(0), relation="unexplained"), met], rollovers=[rollover(at(-1), None, id="R-1")]
    )
    assert (one.rollover_id, one.relation) == ("R-1", "inside")


@given(
    st.lists(st.tuples(st.integers(0, 300), st.sampled_from(["k1", "k2"])), unique=True, max_size=20),
    st.integers(1, 60),
    st.randoms(use_true_random=False),
)
def test_episodes_part_the_conflicts(minutes: list[tuple[int, str]], gap: int, rng: random.Random) -> None:
    """Within an episode no pause exceeds the gap, between two of a key each does; order changes nothing."""
    told = [attempt(at(0, 60 * m), key_guid=k) for m, k in minutes]
    episodes, after = group(told, timedelta(minutes=gap))
    assert sum(e.attempts for e in episodes) == len(told)
    by_key: dict[str | None, list[float]] = {}
    for e in episodes:
        own = sorted(a.time for a in after if a.episode_id == e.id)
        assert (own[0], own[-1]) == (e.first, e.last)
        assert all(b - a <= timedelta(minutes=gap) for a, b in pairwise(own))
        if e.key_guid in by_key:
            assert e.first.timestamp() - by_key[e.key_guid][-1] > gap * 60
        by_key.setdefault(e.key_guid, []).append(e.last.timestamp())
    rng.shuffle(told)
    assert group(told, timedelta(minutes=gap))[0] == episodes
