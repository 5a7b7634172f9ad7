"""Templates with the words of `words`, and no way past `safe_text`.

Whatever a template prints goes through one function, so that no writer can forget it;
only `Markup`, which the writers make themselves, passes as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from markupsafe import escape as as_html

from analyzer.report import words
from analyzer.report.report import Report
from analyzer.safe_text import visible
from analyzer.words import count, listed, percent

LONGEST = 300
"""Characters of one text that are shown; DNS names end at 253, and `audit.json` has all."""

SENTENCES = 4 * LONGEST
"""The same of what the report says itself, with names from logs in it."""

FULL = 6
"""Findings that stand open on the page; the others are a click away."""

ROWS = 200
"""Rows of one table that are shown; the CSV files and `audit.json` have all."""


def environment(report: Report, escape: Callable[[str], str] | None) -> Environment:
    """Templates for that report: HTML is escaped by Jinja, any other format by `escape`."""

    def shown(value: Any) -> Any:
        if value is None:
            return "not known"
        if isinstance(value, Markup) or not isinstance(value, str):
            return value
        safe = visible(value, LONGEST)
        return Markup(escape(safe)) if escape else safe  # noqa: S704 (escaped for its own format)

    def sentences(text: str) -> Markup:
        return Markup((escape or as_html)(visible(text, SENTENCES)))  # noqa: S704 (as above)

    jinja = Environment(
        loader=PackageLoader("analyzer.report"),
        autoescape=escape is None,  # noqa: S701 (a format without HTML escapes by itself)
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters |= {
        "when": partial(words.when, tz=report.run.tz),
        "date": partial(words.date_of, tz=report.run.tz),
        "clock": partial(words.clock_of, tz=report.run.tz),
        "day": partial(words.day_of, tz=report.run.tz),
        "lasting": words.length,
        "percent": percent,
        "amount": words.amount,
        "count_of": count,
        "listed": listed,
        "setting": words.setting,
        "sentences": sentences,
    }
    jinja.globals |= {"ROWS": ROWS, "FULL": FULL}
    return jinja
