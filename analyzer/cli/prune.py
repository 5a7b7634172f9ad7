"""`rollaudit prune`: old raw data out of the archive."""

from __future__ import annotations

import re
from datetime import timedelta

import click

from analyzer.cli.options import archive_url

_SPAN = re.compile(r"([1-9][0-9]{0,3})w")


def weeks(ctx: click.Context, param: click.Parameter, value: str) -> timedelta:
    """A span such as `104w`, or a usage error that says how to write one."""
    found = _SPAN.fullmatch(value)
    if not found:
        raise click.BadParameter(f"{value!r} is no number of weeks; write 104w.", ctx, param)
    return timedelta(weeks=int(found[1]))


@click.command()
@click.option(
    "--keep", callback=weeks, metavar="WEEKS", required=True, help="Keep what is younger, such as 104w."
)
@archive_url
def prune(keep: timedelta, archive: str) -> None:
    """Drop raw records from the archive; what weeks found, and what keys did, stays.

    Ages count from the last instant that the archive covers.  A week whose report takes
    dropped records (it looks back half a year) is refused from then on.
    """
    from analyzer import archive as archives

    try:
        opened = archives.open_archive(archive, create=False)
        limit, dropped = archives.prune(opened, keep)
        opened.close()
    except archives.ArchiveError as problem:
        raise click.UsageError(str(problem)) from None
    click.echo(f"{dropped:,} records of the time before {limit:%Y-%m-%d %H:%M} UTC dropped")
