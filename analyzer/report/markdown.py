"""`report.md`: the report for a ticket, a wiki or a terminal."""

from __future__ import annotations

import re
from pathlib import Path

from markupsafe import Markup

from analyzer.report.answers import answers
from analyzer.report.drawings import Drawings
from analyzer.report.figures import captions
from analyzer.report.report import Report
from analyzer.report.templating import LONGEST, environment
from analyzer.safe_text import visible

NAME = "report.md"
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]<>#|~!$^=@&])|(?<=\w)(:)(?=//)|(?<=\bwww)(\.)", re.IGNORECASE)
_LIST = re.compile(r"^(\d*)([-+.)])")


def render(report: Report) -> str:
    """The report as Markdown (CommonMark with the tables of GitHub)."""
    jinja = environment(report, escape=escaped)
    jinja.filters |= {"code": code, "fenced": fenced}
    return jinja.get_template("report.md.j2").render(
        r=report,
        m=report.measures,
        h=report.measures.headline,
        answers=answers(report),
        figures=captions(report),
        recovered=report.recovered,
    )


def write(report: Report, directory: Path, drawings: Drawings) -> None:
    """Write `report.md` into the directory, and the charts that it shows beside it."""
    (directory / NAME).write_bytes(render(report).encode("utf-8"))
    drawings.save(directory)


def escaped(text: str) -> str:
    """Text without meaning to Markdown: no markup, no HTML, no link, no list; leading blanks are dropped."""
    plain = _PUNCTUATION.sub(lambda found: f"\\{found[0]}", text.lstrip())
    return _LIST.sub(r"\1\\\2", plain)


def code(text: str, in_table: bool = False) -> Markup:
    """Text in a code span; within a table a pipe is escaped even there."""
    safe = visible(text, LONGEST)
    safe = safe.replace("|", "\\|") if in_table else safe
    fence = "`" * (_longest_run(safe) + 1)
    space = " " if safe.startswith("`") or safe.endswith("`") else ""
    return Markup(f"{fence}{space}{safe}{space}{fence}")  # noqa: S704 (within a code span nothing has meaning)


def fenced(text: str) -> Markup:
    """A command in full as a block, its lines kept."""
    fence = "`" * max(3, _longest_run(text) + 1)
    lines = "\n".join(visible(line) for line in text.splitlines())
    return Markup(f"{fence}powershell\n{lines}\n{fence}")  # noqa: S704 (within the fence nothing has meaning)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
