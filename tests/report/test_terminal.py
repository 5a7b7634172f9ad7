from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analyzer.report import summary_lines
from analyzer.report.report import Report
from analyzer.safe_text import UNSAFE

HERE = Path("reports") / "audit"


def test_the_summary_is_short_and_ends_with_the_next_step(demo: Report) -> None:
    """Ten lines say what, where, how sure and the worst findings; the last says what to do."""
    *lines, last = summary_lines(demo, HERE, ["html", "json"])
    assert len(lines) <= 10
    assert lines[0] == ("PROBLEM: 19 conflicts hit 4 of 9 rollovers and 1 rollover is stuck (simulated logs)")
    assert "[high] The KSK of woodgrove.example" in lines[4]
    assert last == (f"next: read {HERE / 'report.html'}, or run: rollaudit explain F-000001 {HERE}")


def test_no_coverage_is_not_a_clean_bill(build: Callable[..., Report]) -> None:
    """Where nothing could have been seen, the summary does not say that all is well."""
    lines = summary_lines(build(), HERE, ["md"])
    assert lines[0] == "CANNOT TELL: No log was read that would show a failed command"
    assert lines[-1] == f"next: read {HERE / 'report.md'}"


def test_hostile_text_cannot_steer_the_terminal(hostile: Report) -> None:
    """No line holds a control character, and none is long."""
    lines = summary_lines(hostile, HERE, ["html"])
    assert not any(UNSAFE.search(line) for line in lines)
    assert max(map(len, lines)) < 260


def test_a_folder_with_a_space_can_be_copied(build: Callable[..., Report]) -> None:
    """The command to run next quotes a path that needs it."""
    assert summary_lines(build(), Path("my reports"), ["json"])[-1] == 'next: read "my reports"'
