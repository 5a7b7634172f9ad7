"""Lines near a candidate: none is missed, whatever the blocks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analyzer.sources.text.anchors import Anchors
from analyzer.sources.text.lines import near_lines

ANCHORS = Anchors([b"WORD"])
LINES = st.lists(st.sampled_from(["", "a", "a WORD in it", "12:00 lead", "x" * 50]), min_size=1, max_size=300)


def leads(line: str) -> bool:
    """Whether a line has a time."""
    return line.endswith("lead")


@given(LINES, st.integers(1, 4000), st.integers(0, 4))
def test_every_candidate_is_told_with_what_surrounds_it(lines: list[str], size: int, around: int) -> None:
    """Number and text are right, the order is that of the text, and what lies around is there."""
    data = "\r\n".join(lines).encode()
    blocks = [data[i : i + size] for i in range(0, len(data), size)]
    told = list(near_lines(blocks, ANCHORS, leads, around=(around, around)))
    assert [n for n, _ in told] == sorted({n for n, _ in told})
    assert all(lines[n - 1] == text for n, text in told)
    known = {n for n, _ in told}
    for number, line in enumerate(lines, 1):
        if "WORD" in line:
            first, last = max(1, number - around), min(len(data.splitlines()), number + around)
            assert known.issuperset(range(first, last + 1))


def test_lines_behind_a_gap_begin_with_one_that_leads() -> None:
    """The time above an error is found, though it stands far above."""
    lines = ["start", *["noise"] * 500, "12:00 lead", *["noise"] * 200, "WORD"]
    told = list(near_lines(["\n".join(lines).encode()], ANCHORS, leads, around=(3, 3)))
    assert (502, "12:00 lead") in told
    assert [n for n, _ in told] == [1, 2, 3, 4, *range(502, 704)]


def test_of_a_long_line_only_what_surrounds_the_candidate_is_left() -> None:
    """A line of a megabyte costs no megabyte of text."""
    data = b"x" * (1 << 20) + b"WORD" + b"y" * (1 << 20)
    (told,) = near_lines([data], ANCHORS, leads)
    assert "WORD" in told[1]
    assert len(told[1]) < 20_000


def test_nothing_is_told_of_nothing() -> None:
    """An empty text has no lines."""
    assert list(near_lines([], ANCHORS, leads)) == []
    assert list(near_lines([b""], ANCHORS, leads)) == []
