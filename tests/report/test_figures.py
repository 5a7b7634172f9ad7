from __future__ import annotations

from collections.abc import Callable

from analyzer.report.figures import captions
from analyzer.report.report import Report


def test_titles_state_the_result(demo: Report) -> None:
    """Each chart's title is what it shows, in words."""
    assert {c.key: c.title for c in captions(demo)} == {
        "daily": "Conflicts on 8 of 57 days, most on 8 Mar 2026 (4)",
        "timeline": "4 of 9 rollovers met a conflict; 1 took longer than expected",
        "weeks": "A rise in 2026-W15, of 5 weeks in which a key was rolling",
        "forest": "50 % of watched rollovers met a conflict, in 2 of 4 zones",
        "hours": "Most conflicts per rolling hour on Sunday 02:00 to 03:00 Europe/Berlin: 11 in 10 h",
        "position": "4 of 4 first conflicts came in the first 30 % of their rollover, 1.6 by chance",
        "durations": "1 of 9 rollovers took longer than expected",
        "parameters": "2 of 5 settings lie outside what the profile default allows",
        "presence": "2 of 3 log views have gaps in the period",
    }


def test_titles_do_not_call_blindness_peace(build: Callable[..., Report]) -> None:
    """Without coverage, no title says that there was no conflict."""
    assert {c.key: c.title for c in captions(build())} == {
        "daily": "No day on which a conflict could have been seen",
        "timeline": "No rollover was seen",
        "weeks": "No week in which a rollover could have been seen to meet a conflict",
        "forest": "No zone with a rollover in which a conflict could have been seen",
        "hours": "No hour of the week in which a conflict could have been counted",
        "position": "No first conflict whose place in its rollover is known",
        "durations": "No rollover whose length is known",
        "parameters": "No setting is known that the profile bounds by a number",
        "presence": "No host could tell of rollovers or of failed commands",
    }


def test_tables_are_rectangular(demo: Report) -> None:
    """Each row has a cell for each column, and numeric columns exist."""
    for caption in captions(demo):
        assert {len(row) for row in caption.rows} <= {len(caption.columns)}
        assert set(caption.numeric) < set(caption.columns)
