"""Who reads for a command: processes here, or a cluster."""

from __future__ import annotations

import click

from analyzer.fleet import Crew, Jobs, Terms, usable_cores
from analyzer.request import Request
from analyzer.sources import LimitError


def crew_of(jobs: int | None, terms: Terms) -> Crew:
    """The crew that was asked for, which is to be entered."""
    return Jobs(terms, jobs or usable_cores())


def terms_of(request: Request) -> Terms:
    """How the files of a request are read; a usage error where its limits are not known."""
    try:
        return request.terms
    except LimitError as problem:
        raise click.UsageError(str(problem)) from None
