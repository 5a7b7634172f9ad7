"""What is new, persists, came back or is gone."""

from __future__ import annotations

import pytest

from analyzer.delivery.standing import former, state
from analyzer.delivery.summary import Noted, Summary

A = Noted("P-a", "RULE", "zone", "high", "zone", "title")
THERE = Summary((A,), frozenset(), {})
GONE = Summary((), frozenset(), {})
UNJUDGED = Summary((), frozenset({("RULE", "zone")}), {})


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ([], "new"),
        ([None, None], "new"),
        ([GONE, GONE], "new"),
        ([THERE], "persisting"),
        ([THERE, GONE], "persisting"),
        ([GONE, THERE], "regressed"),
        ([UNJUDGED, THERE], "persisting"),
        ([None, THERE], "persisting"),
        ([UNJUDGED, GONE, THERE], "regressed"),
        ([UNJUDGED, GONE], "new"),
    ],
)
def test_a_finding_stands_to_the_weeks_before(before: list[Summary | None], expected: str) -> None:
    """Weeks that could not judge it are passed over."""
    assert state(A, before) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (GONE, [THERE], "resolved"),
        (UNJUDGED, [THERE], "not judged"),
        (THERE, [THERE], None),
        (GONE, [GONE, THERE], None),
        (GONE, [UNJUDGED, THERE], "resolved"),
        (GONE, [None, THERE], "resolved"),
        (GONE, [UNJUDGED, GONE, THERE], None),
        (GONE, [], None),
    ],
)
def test_what_is_gone_is_told_once(now: Summary, before: list[Summary | None], expected: str | None) -> None:
    """A finding is resolved in the first week that can judge it, and only if it can."""
    assert [word for _, word in former(now, before)] == ([expected] if expected else [])


def test_a_summary_survives_being_kept() -> None:
    """What is kept of a week comes back the same."""
    one = Summary((A,), frozenset({("R", "s")}), {"conflicts": 3, "state_share": None})
    assert Summary.of_body(one.as_body()) == one
    assert (THERE.worst, GONE.worst) == ("high", None)
