"""The summary on the terminal: ten lines at most, then what to do next.

Plain strings of our own in ASCII, so that any code page can show them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analyzer.report.answers import Tone, answers, coverage, explained
from analyzer.report.report import Report
from analyzer.safe_text import visible
from analyzer.words import count, sentence

TONES: dict[Tone, str] = {
    "problem": "PROBLEM",
    "note": "NOTE",
    "clear": "CLEAR",
    "unknown": "CANNOT TELL",
}
MARKS = {"critical": "!!!", "high": " !!", "medium": "  !", "low": "  -", "info": "  i"}
"""A mark for each severity that needs no colour."""
FINDINGS = 3
BLIND_SPOTS = 1
LOSSES = 5
WIDEST = 160


def summary_lines(report: Report, directory: Path, formats: Sequence[str]) -> list[str]:
    """The summary of a report that was written into the directory in these formats."""
    said = answers(report)
    simulated = " (simulated logs)" if report.run.simulated else ""
    lines = [
        f"{TONES[said.tone]}: {said.verdict}{simulated}",
        f"  {said.where}",
        *(f"  {sentence(part)}" for part in explained(report)),
        f"  {' '.join(sentence(part) for part in coverage(report))}",
        *(f"{MARKS[f.severity]} [{f.severity}] {f.title} ({f.id})" for f in report.findings[:FINDINGS]),
        *_more(len(report.findings) - FINDINGS, "finding"),
        *(f"  not seen: {spot}" for spot in report.blind_spots[:BLIND_SPOTS]),
        *_more(len(report.blind_spots) - BLIND_SPOTS, "blind spot"),
    ]
    return [visible(line, WIDEST) for line in lines] + [f"next: {_next(report, directory, formats)}"]


def loss_lines(report: Report) -> list[str]:
    """What could not be read, for people who look at the terminal only; empty where nothing was lost."""
    lines = []
    for loss in report.losses[:LOSSES]:
        place = f" at {loss.position}" if loss.position else ""
        records = f" ({count(loss.count, 'record')})" if loss.count else ""
        lines.append(visible(f"{loss.path}{place}{records}: {loss.reason}", WIDEST))
    return lines + _more(len(report.losses) - LOSSES, "loss", "losses")


def _more(number: int, noun: str, plural: str = "") -> list[str]:
    return (
        [f"  and {count(number, f'more {noun}', f'more {plural}' if plural else '')}"] if number > 0 else []
    )


def _next(report: Report, directory: Path, formats: Sequence[str]) -> str:
    from analyzer.report import html, markdown  # noqa: PLC0415 (who draws needs no templates)

    readable = {"html": html.NAME, "md": markdown.NAME}
    page = next((directory / name for form, name in readable.items() if form in formats), directory)
    if report.findings:
        return f"read {_quoted(page)}, or run: rollaudit explain {report.findings[0].id} {_quoted(directory)}"
    return f"read {_quoted(page)}"


def _quoted(path: Path) -> str:
    text = visible(str(path))
    return f'"{text}"' if " " in text else text
