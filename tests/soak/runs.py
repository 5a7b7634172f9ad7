"""The page on soaking: a row for each run, put there by the run itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path


def add_run(page: Path, heading: str, *cells: object) -> None:
    """Add a row, dated today, to the table under that heading; numbers get separators."""
    before, found, after = page.read_text(encoding="utf-8").partition(f"## {heading}\n")
    assert found, f"{page} has no part {heading!r}"
    lines = after.split("\n")
    last = max(
        number
        for number, line in enumerate(lines)
        if line.startswith("|") and not any(head.startswith("## ") for head in lines[:number])
    )
    told = [f"{datetime.now(UTC):%Y-%m-%d}", *(f"{c:,}" if isinstance(c, int) else str(c) for c in cells)]
    lines.insert(last + 1, f"| {' | '.join(told)} |")
    page.write_text(before + found + "\n".join(lines), encoding="utf-8", newline="\n")
