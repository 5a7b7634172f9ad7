"""`rollaudit ingest`: logs into the archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from analyzer.cli.options import (
    NOTHING_READ,
    archive_url,
    cluster_option,
    date_order,
    jobs_option,
    log_paths,
    time_zone,
)
from analyzer.cli.progress import files_bar
from analyzer.config import Config
from analyzer.model import DateOrder
from analyzer.safe_text import visible

if TYPE_CHECKING:
    from analyzer.archive import Archive, Outcome
    from analyzer.fleet import Crew, Terms
    from analyzer.sources import Place

WIDEST = 200


@click.command()
@log_paths
@archive_url
@time_zone
@date_order
@jobs_option
@cluster_option
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_obj
def ingest(
    config: Config,
    paths: tuple[Place, ...],
    archive: str,
    zone: ZoneInfo,
    date_order: DateOrder | None,
    jobs: int | None,
    cluster: str | None,
    quiet: bool,
) -> None:
    """Read logs into the archive; what it has already is not read again.

    A file is in the archive whole or not at all: interrupted, the command can be run again.
    """
    from analyzer.cli.crews import crew_of

    hired = crew_of(jobs, cluster)

    from analyzer.archive import ArchiveError, open_archive

    try:
        opened = open_archive(archive)
        outcomes = fill(opened, paths, config, zone, date_order, hired, quiet)
        opened.close()
    except ArchiveError as problem:
        raise click.UsageError(str(problem)) from None
    if not quiet:
        for line in summary(outcomes):
            click.echo(line)
    read = (
        one.known or (one.account and one.account.records_total - one.account.records_lost)
        for one in outcomes
    )
    if not any(read) and not any(one.account and not one.losses for one in outcomes):
        click.echo("Nothing could be read.", err=True)
        sys.exit(NOTHING_READ)


def fill(
    opened: Archive,
    paths: Sequence[Place],
    config: Config,
    zone: ZoneInfo,
    date_order: DateOrder | None,
    hired: Callable[[Terms], Crew],
    quiet: bool,
) -> list[Outcome]:
    """Read logs into an open archive, and say what of them is lost; ArchiveError where that fails."""
    from analyzer import archive as archives
    from analyzer.sources import LimitError, Options, limits_of

    try:
        limits, deleted = limits_of(config.reading)
    except LimitError as problem:
        raise click.UsageError(str(problem)) from None
    options = Options(zone, date_order, deleted=deleted)
    outcomes = []
    with files_bar(paths, quiet) as advance:
        for one in archives.ingest(opened, paths, options, limits, hired):
            outcomes.append(one)
            if one.account:
                advance(one.account)
            for line in _losses(one):
                click.echo(line, err=True)
    return outcomes


def _losses(one: Outcome) -> list[str]:
    """What of a file could not be read."""
    lines = [f"{loss.path}: {loss.reason}" for loss in one.losses]
    if one.pruned:
        lines.append(f"{one.path}: {one.pruned:,} records are older than what was pruned, and are left out")
    return [visible(line, WIDEST) for line in lines]


def summary(outcomes: Sequence[Outcome]) -> list[str]:
    """What came into the archive, in lines."""
    accounts = [one.account for one in outcomes if one.account]
    known = sum(one.known for one in outcomes)
    fresh = sum(one.fresh for one in outcomes)
    matter = sum(account.records_decoded for account in accounts)
    counted = sum(account.records_tallied for account in accounts)
    renamed = [one for one in outcomes if one.archived]
    return [
        f"{len(accounts):,} files read, {known:,} known already",
        f"{matter:,} records that matter, {fresh:,} of them new; {counted:,} others only counted",
        *(f"  {visible(one.path)} is called {visible(one.archived or '')} here" for one in renamed[:3]),
        *([f"  and {len(renamed) - 3:,} more got another name"] if len(renamed) > 3 else []),
    ]
