"""`report.pdf`: the page on paper, its headings as bookmarks, its pages numbered.

The same page as `report.html` under its rules for print.  No date is written, so the
same report with the same fonts gives the same bytes.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import NoReturn

from analyzer.report import html
from analyzer.report.drawings import Drawings
from analyzer.report.report import Report

NAME = "report.pdf"


def write(report: Report, directory: Path, drawings: Drawings) -> None:
    """Write `report.pdf` into the directory."""
    (directory / NAME).write_bytes(render(report, drawings))


def render(report: Report, drawings: Drawings) -> bytes:
    """The report as PDF."""
    from weasyprint import HTML  # noqa: PLC0415 (the extra `pdf`, which only this format needs)

    # It warns of each rule for screens that it does not know; none of them is for paper.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    page = html.render(report, drawings)
    document: bytes = HTML(string=page, url_fetcher=_refuse).write_pdf()
    return document


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    """The page holds all that it shows; whatever else is asked for is not fetched."""
    raise ValueError(f"{url[:60]} is not fetched")
