"""`python -m analyzer.simulate.score DIR audit.json` prints how near a report comes to the truth in DIR."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from analyzer.simulate.score import Counts, Scores, score


def lines(scores: Scores) -> list[str]:
    """A table for a terminal."""
    columns = f"{'precision':>9} {'recall':>9} {'hits':>7} {'reported':>9} {'true':>7} {'width, h':>9}"
    return [f"{'question':<40} {columns}", *(_line(question, counts) for question, counts in scores.items())]


def _line(question: str, counts: Counts) -> str:
    shares = f"{_share(counts.precision)} {_share(counts.recall)}"
    width = f"{counts.median_width:>9.1f}" if counts.median_width is not None else ""
    return (
        f"{question:<40} {shares} {counts.hits:>7,} {counts.reported:>9,} {counts.true:>7,} {width}".rstrip()
    )


def _share(value: float | None) -> str:
    return f"{'-':>9}" if value is None else f"{value:>9.4f}"


def main() -> None:
    """Read both files and print the table."""
    parser = argparse.ArgumentParser(description="Hold a report against the truth of simulated logs.")
    parser.add_argument("folder", type=Path, help="the simulation's folder, with truth.json")
    parser.add_argument("report", type=Path, help="audit.json of a report on it")
    chosen = parser.parse_args()
    truth, audit = (
        json.loads(path.read_text(encoding="utf-8")) for path in (chosen.folder / "truth.json", chosen.report)
    )
    print("\n".join(lines(score(truth, audit))))  # noqa: T201 (a program of its own)


if __name__ == "__main__":
    main()
