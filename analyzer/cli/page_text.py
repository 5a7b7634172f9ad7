"""A page of explanation as text for a terminal: prose wrapped, commands left whole for copying."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from analyzer.knowledge.explain import Page, Section


def page_lines(page: Page, width: int) -> Iterator[str]:
    """All lines of a page; headings are styled, which `click.echo` drops where nobody sees colour."""
    yield click.style(page.title, bold=True)
    yield from _wrapped(page.subtitle, width)
    for section in page.sections:
        yield ""
        yield click.style(section.heading, bold=True)
        yield from _section_lines(section, width)


def _section_lines(section: Section, width: int) -> Iterator[str]:
    for number, item in enumerate(section.items, 1):
        bullet = "  " if len(section.items) == 1 else f"  {number}. " if section.numbered else "  - "
        indent = " " * len(bullet)
        yield from _wrapped(item.text, width, bullet, indent)
        if item.before:
            yield from _wrapped(f"Only if: {item.before}", width, indent, indent)
        if item.command:
            yield from (f"{indent}  {line}" for line in item.command.splitlines())


def _wrapped(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
