"""The page on formats is what the tables say."""

from __future__ import annotations

from pathlib import Path

from analyzer.knowledge.formats import format_losses, log_formats
from analyzer.knowledge.formats_page import as_markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"


def test_the_page_is_current() -> None:
    """docs/formats.md is what `python -m analyzer.knowledge.formats_page` writes today."""
    assert PAGE.read_text(encoding="utf-8") == as_markdown()


def test_every_loss_is_explained_and_met() -> None:
    """What formats lose and what the table of losses explains are the same."""
    assert {loss for one in log_formats() for loss in one.loses} == {loss.name for loss in format_losses()}


def test_every_format_has_its_line() -> None:
    """Each format is on the page, with all that it loses."""
    lines = as_markdown().splitlines()
    for one in log_formats():
        (line,) = (line for line in lines if line.startswith(f"| `{one.name}` |"))
        for loss in format_losses():
            assert (loss.meaning in line) or loss.name not in one.loses
