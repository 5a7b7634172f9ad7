"""`rollaudit schedule`: a weekly schedule for the system's own scheduler."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from analyzer.cli.options import archive_url, week_time_zone
from analyzer.config import without_password

KINDS = ("systemd", "cron", "taskscheduler")


@click.command()
@click.option(
    "--print",
    "kind",
    type=click.Choice(KINDS),
    required=True,
    help="For which scheduler; the text goes to stdout, nothing is installed.",
)
@click.option(
    "--logs", default="logs", show_default=True, metavar="DIR", help="Folder or URL that the collector fills."
)
@archive_url
@click.option(
    "-o", "--output", "site", default="reports", show_default=True, metavar="DIR", help="Folder of the site."
)
@week_time_zone
def schedule(kind: str, logs: str, archive: str, site: str, week_tz: ZoneInfo) -> None:
    """Print a schedule: on Mondays logs go into the archive, and the week before is reported."""
    from analyzer.delivery.schedules import SCHEDULERS, Job
    from analyzer.sources import Url

    if "://" in logs and str(Url(logs)) != logs:
        raise click.UsageError(
            "A schedule is kept where others read it: give --logs without password and query. fsspec takes "
            "them from its own configuration (~/.config/fsspec)."
        )
    bare = without_password(archive)
    if bare != archive:
        click.echo(
            "The password of the archive is left out of the schedule; put it into the password file of the "
            "account that runs it (PGPASSFILE, else ~/.pgpass).",
            err=True,
        )
    program = shutil.which("rollaudit") or str(Path(sys.argv[0]).resolve())
    job = Job(program, logs, bare, site, week_tz.key, str(Path.cwd()))
    click.echo(SCHEDULERS[kind](job), nl=False)
