"""What a check means beside the logs, without any server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analyzer.live import Check, compare
from analyzer.live.compare import ds_ttl, forced_early
from analyzer.live.delegation import Delegation
from analyzer.live.states import State
from analyzer.live.view import ParentView, ServerView
from analyzer.model import Rollover, RolloverOutcome, Stage
from analyzer.rollover.settings import book
from analyzer.rollover.timing import waits

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def check(*states: State, keys: bool = True, ttl: int | None = None) -> Check:
    """A check of a zone whose server shows these states."""
    server = ServerView("192.0.2.1", answers=True, tells_keys=keys)
    parent = ParentView("192.0.2.9", ttl=ttl)
    chain = Delegation(known=ttl is not None, ttl=ttl)
    return Check("a.example", NOW, (server,), (parent,), chain, states, ())


def shows(*statuses: str) -> State:
    """A ZSK that looks like these statuses."""
    return State("ZSK", "ED25519", statuses, statuses[0], "")


def roll(outcome: RolloverOutcome, *stages: str) -> Rollover:
    """A ZSK roll that began a day ago."""
    return Rollover(
        id="R-1",
        zone="a.example",
        key_guid="z1",
        key_role="ZSK",
        servers=("ns1",),
        trigger="automatic",
        start=NOW - DAY,
        start_basis="observed",
        start_min=NOW - DAY,
        start_max=NOW - DAY,
        end=None,
        end_basis="censored",
        end_min=None,
        end_max=None,
        outcome=outcome,
        stages=tuple(Stage(name, NOW - DAY, "observed") for name in stages),
    )


IDLE, WAITS, SWAPPED = "NotRolling", "ZskWaitingForDnsKeyTtl", "ZskWaitingForMaxZoneTtl"


@pytest.mark.parametrize(
    ("rolls", "shown", "age", "fit"),
    [
        ([roll("open", WAITS)], shows(WAITS, IDLE), HOUR / 2, "agrees"),
        ([roll("open", WAITS)], shows(SWAPPED), HOUR / 2, "contradicts"),
        ([roll("open", WAITS)], shows(SWAPPED), 2 * HOUR, "cannot tell"),
        ([roll("open")], shows(SWAPPED), HOUR / 2, "agrees"),
        ([roll("open")], shows(IDLE, "Queued"), HOUR / 2, "contradicts"),
        ([roll("completed", WAITS)], shows(IDLE), HOUR / 2, "agrees"),
        ([roll("completed", WAITS)], shows(SWAPPED), HOUR / 2, "contradicts"),
        ([roll("unknown", WAITS)], shows(IDLE), HOUR / 2, "cannot tell"),
        ([], shows(IDLE), HOUR / 2, "cannot tell"),
    ],
)
def test_fit(rolls: list[Rollover], shown: State, age: timedelta, fit: str) -> None:
    """By the last known status and by how long ago that was: no wait is shorter than an hour."""
    found = {c.role: c.fit for c in compare(check(shown), rolls, NOW - age)}
    assert found["ZSK"] == fit


def test_zone_that_shows_no_keys() -> None:
    """Unsigned while the logs have a key rolling contradicts them; keys nobody told of do not."""
    assert compare(check(), [roll("open", WAITS)], NOW)[1].fit == "contradicts"
    assert compare(check(keys=False), [roll("open", WAITS)], NOW) == ()


def test_ttl_of_the_parent_is_in_the_timing() -> None:
    """The DS TTL that the parent has takes the place of the longest that it might be."""
    assumed = waits(book(()), "a.example", NOW)
    asked = waits(book(ds_ttl(check(ttl=300))), "a.example", NOW)
    assert assumed.for_ds - asked.for_ds == 86400 - 300
    assert ds_ttl(check()) == ()


def test_nothing_was_forced() -> None:
    """Without a KSK roll there is no step to be too early."""
    assert forced_early(check(), [roll("forced")], ()) is None
