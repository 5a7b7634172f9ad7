"""`docs/codes.md`, written from the same pages that the command line shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.knowledge.events import event_kinds
from analyzer.knowledge.explain.codes import explain_code, explained_codes
from analyzer.knowledge.explain.events import EventExplanation, explain_event
from analyzer.knowledge.explain.pages import Page, Section, page_of, title_of
from analyzer.knowledge.explain.statuses import explain_status
from analyzer.knowledge.rollover import statuses

_HEAD = """\
# Codes, statuses and events

Written by `python -m analyzer.knowledge.explain`; change `analyzer/knowledge/data/*.toml` instead.
`rollaudit explain` shows the same. What is not known for sure says so: *verified* stands in a published
source, *inferred* was concluded from one, *unknown* nobody has published. Sources are in
[facts.md](facts.md).
"""


def as_markdown() -> str:
    """All codes with prose, all statuses, and the events that tell of keys, as one Markdown document."""
    codes = explained_codes()
    blocks: list[str] = [_HEAD, "## Codes\n"]
    blocks.append(
        _table(
            ("code", "hex", "name", "where"),
            (
                (f"{c.number or '–'}", c.hex or "–", f"`{c.name}`", f"[explained](#{_anchor(title_of(c))})")
                for c in codes
            ),
        )
    )
    blocks += (page_as_markdown(page_of(explain_code(c))) for c in codes)
    blocks.append("## Rollover statuses\n\nValues of CurrentRolloverStatus (MS-DNSP 2.2.6.2.3).\n")
    blocks += (page_as_markdown(page_of(explain_status(s))) for s in statuses())
    blocks.append("## Events about keys\n")
    blocks.append(
        _table(
            ("id", "log", "what it tells", "in a rollover"),
            ((str(e.event_id), e.channels[0], e.title, e.role) for e in _events()),
        )
    )
    return "\n".join(blocks)


def _events() -> Iterator[EventExplanation]:
    for kind in event_kinds():
        event = explain_event(kind.log, kind.event_id) if kind.about_dnssec else None
        if event is not None:
            yield event


def page_as_markdown(page: Page, level: str = "###") -> str:
    """One page, its title a heading of that level."""
    parts = [f"{level} {page.title}\n", f"{page.subtitle}\n", *map(_section, page.sections)]
    return "\n".join(parts)


def _section(section: Section) -> str:
    lines = [f"**{section.heading}**\n"]
    for number, item in enumerate(section.items, 1):
        bullet = "" if len(section.items) == 1 else f"{number}. " if section.numbered else "- "
        indent = " " * len(bullet)
        lines.append(f"{bullet}{item.text}")
        if item.before:
            lines.append(f"{indent}*Only if:* {item.before}")
        if item.command:
            lines += [f"{indent}{line}" for line in ("```powershell", *item.command.splitlines(), "```")]
    return "\n".join(lines) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _anchor(heading: str) -> str:
    return heading.lower().replace(" ", "-")
