"""`rollaudit weekly`: the report on one week of the archive."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from analyzer.cli.ingest import fill, summary
from analyzer.cli.options import (
    LOGS,
    NOTHING_READ,
    archive_url,
    cluster_option,
    date_order,
    jobs_option,
    time_zone,
    week_time_zone,
)
from analyzer.config import Config
from analyzer.formats import DEFAULT
from analyzer.model import DateOrder

if TYPE_CHECKING:
    from analyzer.archive import Archive, Week
    from analyzer.delivery.sending import Server
    from analyzer.delivery.weekly import Weekly
    from analyzer.painter import Painter
    from analyzer.sources import Place

VARIABLE = "ROLLAUDIT_SMTP_PASSWORD"
"""Where the password is looked for, which would be seen on a command line."""


def the_clock() -> datetime:
    """The time now, by which `--last` chooses a week; nothing in a report depends on it."""
    return datetime.now(UTC)


@click.command()
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=LOGS)
@click.option(
    "--week",
    "name",
    metavar="2026-W45",
    help="The ISO week.  [default: the last that the archive covers whole]",
)
@click.option(
    "--last", is_flag=True, help="The last week by today's date, also where the archive has nothing of it."
)
@week_time_zone
@archive_url
@click.option(
    "-o",
    "--output",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    metavar="DIR",
    help="Folder of the site.",
)
@click.option("--profile", default="default", show_default=True, metavar="NAME", help="Policy to judge by.")
@click.option(
    "--email",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.eml",
    help="Write the report as a mail, too.",
)
@click.option(
    "--smtp",
    metavar="URL",
    help="Send that mail: smtp://user@server:587?from=A&to=B (STARTTLS) or smtps://…; the password is taken "
    "from the variable ROLLAUDIT_SMTP_PASSWORD.",
)
@time_zone
@date_order
@jobs_option
@cluster_option
@click.pass_obj
def weekly(
    config: Config,
    paths: tuple[Place, ...],
    name: str | None,
    last: bool,
    week_tz: ZoneInfo,
    archive: str,
    directory: Path,
    profile: str,
    email: Path | None,
    smtp: str | None,
    zone: ZoneInfo,
    date_order: DateOrder | None,
    jobs: int | None,
    cluster: str | None,
) -> None:
    """Report one week: what is new, what persists, what is gone, as of the week's end.

    Logs that are given go into the archive first, as by `ingest`.
    """
    if name and last:
        raise click.UsageError("--week and --last exclude each other.")
    from analyzer.cli.crews import crew_of, painter_of

    hired = crew_of(jobs, cluster) if paths else None
    with painter_of(DEFAULT) as painter:
        from analyzer.archive import ArchiveError, open_archive
        from analyzer.delivery.site import write_week
        from analyzer.delivery.weekly import Ask
        from analyzer.delivery.weekly import weekly as report_on
        from analyzer.policy import PolicyError
        from analyzer.report import loss_lines, summary_lines

        server, named = _server(smtp), _named(name)
        try:
            opened = open_archive(archive, create=bool(paths))
            if hired:
                read = fill(opened, paths, config, zone, date_order, hired, quiet=False)
                for line in summary(read):
                    click.echo(line, err=True)
            week = _chosen(opened, named, week_tz, last)
            asked = Ask(week, week_tz, profile, config.limits, config.waivers)
            done = report_on(opened, asked, painter.sketch if painter else lambda _: None)
            opened.close()
        except (ArchiveError, PolicyError) as problem:
            raise click.UsageError(str(problem)) from None
        folder = write_week(done, directory, painter)
        _deliver(done, email, server, painter)
    for path in done.late:
        click.echo(f"{week} was reported before without {path}, which came later.", err=True)
    for line in loss_lines(done.report):
        click.echo(line, err=True)
    for line in summary_lines(done.report, folder, DEFAULT):
        click.echo(line)


def _named(name: str | None) -> Week | None:
    """The week of that name, or a usage error that says how weeks are written."""
    from analyzer.archive import Week

    try:
        return Week.parse(name) if name else None
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--week") from None


def _chosen(opened: Archive, named: Week | None, zone: ZoneInfo, last: bool) -> Week:
    """The week to report; ends the program where the archive has nothing of it."""
    from analyzer.archive import Week
    from analyzer.delivery.weekly import covered

    span = covered(opened)
    if span is None:
        click.echo("The archive holds nothing yet; fill it with rollaudit ingest.", err=True)
        sys.exit(NOTHING_READ)
    week = named or Week.last_complete(the_clock() if last else span.end, zone)
    if not span.start < week.end(zone):
        click.echo(f"The archive begins after {week}.", err=True)
        sys.exit(NOTHING_READ)
    if span.end < week.end(zone):
        said = f"The archive was told nothing after {span.end:%Y-%m-%d %H:%M} UTC: {week} is not whole."
        click.echo(said, err=True)
    return week


def _server(smtp: str | None) -> Server | None:
    """The mail server of the URL, checked before anything is read."""
    from analyzer.delivery.sending import SendingError, server_of

    try:
        return server_of(smtp, os.environ.get(VARIABLE)) if smtp else None
    except SendingError as problem:
        raise click.BadParameter(str(problem), param_hint="--smtp") from None


def _deliver(done: Weekly, email: Path | None, server: Server | None, painter: Painter | None) -> None:
    """Write the mail, send it, or both."""
    if not email and not server:
        return
    from analyzer.delivery.mail import mail
    from analyzer.delivery.private import own_folder, write_own
    from analyzer.delivery.sending import SendingError, send

    sent = {"sender": server.sender, "recipients": server.recipients} if server else {}
    message = mail(done, painter=painter, **sent)
    if email:
        own_folder(email.parent)
        write_own(email, message)
    if server:
        try:
            send(server, message)
        except SendingError as problem:
            raise click.ClickException(str(problem)) from None
