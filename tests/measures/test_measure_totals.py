from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from analyzer.measures import (
    Period,
    code_counts,
    host_coverage,
    measure,
    severity_counts,
    verdict_counts,
    zone_rates,
)
from analyzer.model import Assessment, Attempt, Coverage, Episode, Rollover

Make = Callable[..., datetime]


def episode(at: Make, zone: str, relation: str) -> Episode:
    """An episode of one attempt."""
    return Episode(
        "E-1",
        zone,
        None,
        None,
        at(0),
        at(0),
        1,
        (),
        (),
        "unknown",
        (),
        (),
        None,
        relation,  # type: ignore[arg-type]  # by contract
    )


def test_codes_are_counted_once_an_attempt(at: Make, tried: Callable[..., Attempt]) -> None:
    """An attempt that bears a code twice counts once for it, and names keep their name."""
    rows = code_counts(
        [tried(at(0), 9116, 9116), tried(at(1), 9116, 9128), tried(at(2), "DNS_ERROR_KEY_NOT_ACTIVE")]
    )
    assert [(r.code, r.attempts, r.is_conflict) for r in rows] == [
        (9116, 2, True),
        (9128, 1, False),
        ("DNS_ERROR_KEY_NOT_ACTIVE", 1, False),
    ]


def test_zones_are_rated_over_rolling_covered_time(
    at: Make,
    weeks: Callable[[float], Period],
    tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover],
    covering: Callable[..., Coverage],
) -> None:
    """Only explained episodes count, over the hours in which a key rolled and failures could be seen."""
    rows = zone_rates(
        [tried(at(1)), tried(at(2)), tried(at(3), zone="b.example"), tried(at(3.5), zone=None)],
        [episode(at, "a.example", "inside"), episode(at, "a.example", "unexplained")],
        [rolled(at(0), at(4), conflicts=2), rolled(at(5), at(6))],
        [covering(at(2), at(7))],
        weeks(1),
    )
    assert [r.zone for r in rows] == ["a.example", "b.example"]
    first, second = rows
    assert (first.conflicts, first.episodes, first.rollovers, first.rollovers_hit) == (2, 2, 2, 1)
    assert (first.hit_low, first.hit_high) == (0.0945, 0.9055)
    assert (first.rolling_h, first.rate) == (72.0, pytest.approx(1 / 0.72, abs=1e-4))
    assert (second.rollovers, second.hit_share, second.rate) == (0, None, None)


def test_a_host_is_covered_once_by_two_channels(
    at: Make, weeks: Callable[[float], Period], covering: Callable[..., Coverage]
) -> None:
    """Channels of one host overlap, holes are filled by another channel, and time outside is left out."""
    rows = host_coverage(
        [
            covering(at(-3), at(2), (at(1), at(2)), channel="a"),
            covering(at(1), at(3.5), channel="b"),
            covering(at(0), at(7), observes="state", host="ns1"),
        ],
        weeks(1),
    )
    assert [(r.host, r.observes, r.covered_h, r.share, r.holes) for r in rows] == [
        ("ops", "failures", 84.0, 0.5, 1),
        ("ns1", "state", 168.0, 1.0, 0),
    ]
    assert rows[0].channels == ("a", "b")


def test_the_headline_says_what_is_explained(
    at: Make,
    weeks: Callable[[float], Period],
    tried: Callable[..., Attempt],
    rolled: Callable[..., Rollover],
    covering: Callable[..., Coverage],
) -> None:
    """Inside and queued are explained; unexplained and unknown are told apart; others are no conflicts."""
    relations = ("inside", "queued", "unexplained", "unknown")
    attempts = [tried(at(i), relation=relation) for i, relation in enumerate(relations)]
    attempts.append(tried(at(5), 9128, relation="not applicable"))
    head = measure(
        attempts=attempts,
        episodes=[],
        rollovers=[rolled(at(0), None, conflicts=2)],
        coverage=[covering(at(0), at(7)), covering(at(0), at(3.5), host="ops2")],
        assessments=[],
        findings=[],
        period=weeks(1),
        tz="UTC",
    ).headline
    assert (head.attempts, head.failed, head.conflicts) == (5, 5, 4)
    assert (head.explained, head.unexplained, head.unknown, head.explained_share) == (2, 1, 1, 0.5)
    assert (head.rollovers, head.rollovers_open, head.rollovers_hit, head.hit_share) == (1, 1, 1, 1.0)
    assert (head.failures_hosts, head.failures_share) == (2, 0.75)
    assert (head.state_hosts, head.state_share) == (0, None)
    assert head.rolling_h == 168


def test_every_severity_and_verdict_is_named() -> None:
    """A count of none is said, worst severity first."""
    assert {r.findings for r in severity_counts([])} == {0}
    assert severity_counts([])[0].severity == "critical"
    rows = {r.outcome: r.assessments for r in verdict_counts([Assessment("R", "s", "passed", "")])}
    assert rows == {"finding": 0, "passed": 1, "not applicable": 0, "not assessed": 0, "waived": 0}


def test_shares_are_of_rollovers_that_could_be_watched(
    at: Make,
    weeks: Callable[[float], Period],
    rolled: Callable[..., Rollover],
    covering: Callable[..., Coverage],
) -> None:
    """A rollover in which no failure could be seen is no evidence of peace; one that was hit was seen."""
    rolls = [
        rolled(at(1), at(2), id="seen"),
        rolled(at(5), at(6), id="unseen"),
        rolled(at(5), at(6), id="hit", conflicts=1),
    ]
    (row,) = zone_rates([], [], rolls, [covering(at(0), at(3))], weeks(1))
    assert (row.rollovers, row.rollovers_watched, row.rollovers_hit, row.hit_share) == (3, 2, 1, 0.5)
