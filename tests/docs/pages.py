"""The written pages, and what Markdown makes of them: blocks to run, links to follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]
RUN = {"python", "sh"}
SHOWN = {"powershell", "text", "toml"}
"""Blocks that are read and not run: PowerShell needs Windows."""
_NOT_RUN = re.compile(r"sh no-run (\w.*)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: where it begins, its language, what it holds, and what it must print.

    `not_run` is the reason why it is only shown.
    """

    line: int
    language: str
    text: str
    expected: tuple[str, ...]
    not_run: str | None


def pages() -> list[Path]:
    """README and every page below `docs`, the generated ones too."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    """The path of a page as one writes it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page; a `text` block right after one that runs is what that one prints."""
    tokens = _tokens(page)
    found = []
    for token, after in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type != "fence":
            continue
        told = after is not None and after.type == "fence" and after.info == "text"
        reason = _NOT_RUN.fullmatch(token.info)
        found.append(
            Block(
                line=(token.map or [0])[0] + 1,
                language="sh" if reason else token.info,
                text=token.content,
                expected=tuple(after.content.splitlines()) if told and after else (),
                not_run=reason[1] if reason else None,
            )
        )
    return found


def links(page: Path) -> Iterator[str]:
    """Where links and pictures of a page lead."""
    for token in _tokens(page):
        for child in token.children or ():
            where = child.attrGet("href" if child.type == "link_open" else "src")
            if child.type in ("link_open", "image") and where:
                yield str(where)


@cache
def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    tokens = _tokens(page)
    headings = (after.children or [] for token, after in pairwise(tokens) if token.type == "heading_open")
    return {_slug("".join(child.content for child in heading)) for heading in headings}


def _slug(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


@cache
def _tokens(page: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))
