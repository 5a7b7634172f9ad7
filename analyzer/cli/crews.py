"""Who works for a command: those who read are processes here, or a cluster; a painter draws."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

import click

from analyzer.formats import FORMATS
from analyzer.painter import Painter
from analyzer.processes import READER, started, usable_cores

if TYPE_CHECKING:
    from analyzer.fleet import Crew, Terms
    from analyzer.request import Request


def crew_of(jobs: int | None, cluster: str | None) -> Callable[[Terms], Crew]:
    """The crew that was asked for, made when its terms are known; its first process is started at once."""
    if cluster is None:
        first = started(READER)

        def hired(terms: Terms) -> Crew:
            from analyzer.fleet import Jobs

            return Jobs(terms, jobs or usable_cores(), first)

        return hired
    if jobs is not None:
        raise click.UsageError("A cluster decides itself how many work: give --jobs or --cluster, not both.")
    try:
        from analyzer.fleet.cluster import Cluster, ClusterError
    except ImportError:
        raise click.UsageError("--cluster needs Dask: pip install 'rollaudit[cluster]'.") from None

    class Told(Cluster):
        """Whose end is told to the user, if it is untimely."""

        def __exit__(self, *error: object) -> None:
            super().__exit__(*error)
            if isinstance(error[1], ClusterError):
                raise click.UsageError(str(error[1])) from None

    def joined(terms: Terms) -> Crew:
        try:
            return Told(terms, cluster)
        except ClusterError as problem:
            raise click.UsageError(str(problem)) from None

    return joined


def painter_of(formats: Collection[str]) -> AbstractContextManager[Painter | None]:
    """Who draws the charts of these formats, started at once; nobody where that gains nothing."""
    draws = any(FORMATS[name].draws for name in formats)
    return Painter() if draws and usable_cores() > 1 else nullcontext()


def terms_of(request: Request) -> Terms:
    """How the files of a request are read; a usage error where its limits are not known."""
    from analyzer.sources import LimitError

    try:
        return request.terms
    except LimitError as problem:
        raise click.UsageError(str(problem)) from None
