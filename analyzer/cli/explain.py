"""`rollaudit explain`: what a code, an event id, a status or an entry of a report means."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from analyzer.cli.options import NOTHING_READ
from analyzer.cli.page_text import page_lines
from analyzer.cli.screen import terminal_width
from analyzer.knowledge import parse_code
from analyzer.knowledge.explain import Page, page_of, suggestions, topics

UNKNOWN = 2
RULE = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)+")
"""What a rule's name looks like: policy is loaded for nothing else."""


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("thing")
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(exists=True, path_type=Path))
def explain(thing: str, directory: Path | None) -> None:
    """Explain an error code, an event id, a rollover status, a rule, or an entry of a report.

    THING is a code in any spelling (9116, 0x239C, -2147015780, 9C230000,
    DNS_ERROR_ROLLOVER_IN_PROGRESS, or a line of output that holds one), an event id
    (528, "event 7669"), a status (KskWaitingForDSUpdate) or a rule (ROLL-STUCK).  With
    DIR, the folder of a report, it can be an id out of it (F-, R-, E-, A-, D-), and a
    rule's name shows what it said there.
    """
    pages = _from_report(thing, directory) if directory else ()
    pages = pages or tuple(page_of(topic) for topic in topics(thing)) or _of_rule(thing)
    if not pages:
        click.echo(_unknown(thing, directory), err=True)
        sys.exit(UNKNOWN)
    width = terminal_width()
    for number, page in enumerate(pages):
        if number:
            click.echo(f"\n{'-' * width}\n")
        for line in page_lines(page, width):
            click.echo(line)


def _from_report(thing: str, directory: Path) -> tuple[Page, ...]:
    from analyzer.cli.entries import Entries, NoReportError
    from analyzer.cli.entry_pages import entry_pages

    try:
        return entry_pages(Entries.read(directory), thing)
    except NoReportError as problem:
        click.echo(str(problem), err=True)
        sys.exit(NOTHING_READ)


def _of_rule(thing: str) -> tuple[Page, ...]:
    if not RULE.fullmatch(thing.strip()):
        return ()
    from analyzer.policy.page import rule_page

    found = rule_page(thing)
    return (found,) if found else ()


def _unknown(thing: str, directory: Path | None) -> str:
    code = parse_code(thing)
    parts = [
        f"{thing!r} is Win32 code {code.number}, which no table here names."
        if code
        else f"Nothing is known of {thing!r}."
    ]
    if alike := suggestions(thing):
        parts.append(f"Alike: {', '.join(alike)}.")
    if not directory:
        parts.append("For an id out of a report give the report's folder too.")
    return " ".join(parts)
