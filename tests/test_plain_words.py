"""Numbers in words, as reports and rules use them."""

from __future__ import annotations

import pytest

from analyzer import words


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.0, "0 %"), (0.004, "under 1 %"), (0.016, "2 %"), (0.994, "over 99 %"), (1.0, "100 %")],
)
def test_only_nothing_is_none_and_only_all_is_all(share: float, shown: str) -> None:
    """Rounding never turns something into nothing, nor nearly all into all."""
    assert words.percent(share) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "no conflicts"), (1, "1 conflict"), (2, "2 conflicts"), (1_204, "1,204 conflicts")],
)
def test_counts_agree_with_their_noun(number: int, shown: str) -> None:
    """A count is grammatical for none, one and many."""
    assert words.count(number, "conflict") == shown


def test_how_often_is_said_in_words() -> None:
    """Never, once and twice have words of their own."""
    assert [words.times(n) for n in (0, 1, 2, 3, 1_204)] == [
        "never",
        "once",
        "twice",
        "3 times",
        "1,204 times",
    ]
