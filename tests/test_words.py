"""The words that rules, reports and commands share."""

from __future__ import annotations

from analyzer import words


def test_words_in_a_row() -> None:
    """Words are listed as people list them, and a sentence begins and ends as one."""
    assert [words.listed(w) for w in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert words.sentence("do it.") == "Do it."
