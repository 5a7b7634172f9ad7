"""What is new, persists, came back or is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analyzer.delivery.standing import former, state
from analyzer.delivery.summary import Noted, Summary, problem_of

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
    assert state(problem_of(A.rule, A.subject), before) == expected


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


def test_a_title_that_counts_differently_is_the_same_finding() -> None:
    """Next week's other numbers, in the title or in the fingerprint's cause, leave it persisting."""
    now = Noted("P-other", A.rule, A.subject, "low", A.zone, "5 conflicts in 2 of 3 rollovers")
    assert state(problem_of(now.rule, now.subject), [THERE]) == "persisting"
    assert former(Summary((now,), frozenset(), {}), [THERE]) == ()


def test_like_titles_of_two_subjects_are_two_findings() -> None:
    """Two keys of a zone with the same title and fingerprint are told apart: one may go, the other stay."""
    keys = [replace(A, subject=f"zone KSK {n * 8}-0000-0000-0000-000000000000") for n in "ab"]
    both, one = (Summary(tuple(found), frozenset(), {}) for found in (keys, keys[:1]))
    assert [noted.subject for noted, _ in former(one, [both])] == [keys[1].subject]
    assert state(problem_of(A.rule, keys[0].subject), [both]) == "persisting"
    assert state(problem_of(A.rule, keys[1].subject), [one]) == "new"


def test_a_key_whose_role_becomes_known_stays_the_same() -> None:
    """The role in a key's name comes from settings, which may be logged only later."""
    unknown = replace(A, subject="zone key aaaaaaaa-0000-0000-0000-000000000000")
    before = Summary((unknown,), frozenset(), {})
    assert state(problem_of(A.rule, unknown.subject.replace(" key ", " ZSK ")), [before]) == "persisting"


def test_a_zone_that_is_not_judged_leaves_its_keys_and_tasks_open() -> None:
    """Where a rule says of the whole zone that it cannot tell, nothing of it is resolved; a like name is."""
    subjects = ("zone KSK aaaaaaaa-0000-0000-0000-000000000000", "zone task \\Roll keys", "zone2")
    before = Summary(tuple(replace(A, subject=s) for s in subjects), frozenset(), {})
    told = {one.subject: word for one, word in former(UNJUDGED, [before])}
    assert told == dict(zip(subjects, ("not judged", "not judged", "resolved"), strict=True))


def test_a_summary_survives_being_kept() -> None:
    """What is kept of a week comes back the same."""
    one = Summary((A,), frozenset({("R", "s")}), {"conflicts": 3, "state_share": None})
    assert Summary.of_body(one.as_body()) == one
    assert (THERE.worst, GONE.worst) == ("high", None)
