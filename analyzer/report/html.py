"""`report.html`: one file that needs no network.

Everything can be read without its one script, which sorts and filters tables and is
allowed by its hash; no other script could run.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from markupsafe import Markup, escape

from analyzer.report.answers import answers
from analyzer.report.drawings import Drawings
from analyzer.report.figures import Caption, captions
from analyzer.report.figures.timeline import CALLED
from analyzer.report.palette import PALETTE
from analyzer.report.report import Report
from analyzer.report.svg import Picture
from analyzer.report.templating import ROWS, environment
from analyzer.safe_text import visible

NAME = "report.html"
MARKS = {"critical": "◆", "high": "▲", "medium": "●", "low": "○", "info": "i"}
"""A shape for each severity, so that colour is never alone."""


def render(report: Report, drawings: Drawings) -> str:
    """The page, with the charts in it."""
    jinja = environment(report, escape=None)
    jinja.filters["command"] = _command
    script = (files("analyzer.report") / "templates" / "page.js").read_text(encoding="utf-8")
    return jinja.get_template("report.html.j2").render(
        r=report,
        m=report.measures,
        h=report.measures.headline,
        answers=answers(report),
        figures=_figures(report, drawings),
        anchors=_anchors(report),
        palette=PALETTE,
        marks=MARKS,
        called=CALLED,
        recovered=report.recovered,
        svg=Markup,
        script=Markup(script),  # noqa: S704 (our own file)
        script_hash=base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    )


def write(report: Report, directory: Path, drawings: Drawings) -> None:
    """Write the page into the directory, and its charts beside it."""
    (directory / NAME).write_bytes(render(report, drawings).encode("utf-8"))
    drawings.save(directory)


def _figures(report: Report, drawings: Drawings) -> Iterator[tuple[Caption, Picture]]:
    """What is said of each chart, and the chart, waited for when the page has come to it."""
    said = captions(report)
    drawn = {picture.key: picture for picture in drawings.pictures}
    yield from ((caption, drawn[caption.key]) for caption in said)


def _anchors(report: Report) -> frozenset[str]:
    """The ids that the page has a row for, so that evidence can lead there."""
    lists = (report.attempts, report.episodes, report.rollovers)
    return frozenset(row.id for rows in lists for row in rows[:ROWS])


def _command(text: str) -> Markup:
    """A command in full, its lines kept."""
    return Markup("\n").join(escape(visible(line)) for line in text.splitlines())
