"""Arguments and options that commands share, and the exit codes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from analyzer.model import DateOrder

FINDINGS = 1
NOTHING_READ = 3

log_paths = click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path)
)


def zone_of(ctx: click.Context, param: click.Parameter, value: str) -> ZoneInfo:
    """The time zone of that IANA name, or a usage error that says what a name looks like."""
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        said = f"{value!r} is no time zone; give an IANA name such as Europe/Berlin or UTC."
        raise click.BadParameter(said, ctx, param) from None


def instant_of(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    """An ISO 8601 date or time as written, naive where no offset was given; `instant_in` places it."""
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        said = f"{value!r} is no ISO 8601 time; write 2026-03-01 or 2026-03-01T02:00Z."
        raise click.BadParameter(said, ctx, param) from None


def instant_in(zone: ZoneInfo, time: datetime | None) -> datetime | None:
    """A time of the command line as UTC, its missing offset taken from the zone."""
    if time is None:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=zone)
    return aware.astimezone(UTC)


time_zone = click.option(
    "--tz",
    "zone",
    callback=zone_of,
    metavar="ZONE",
    default="UTC",
    show_default=True,
    help="Time zone to judge schedules in, and of local times that name none.",
)
date_order = click.option(
    "--date-order",
    type=click.Choice(get_args(DateOrder)),
    help="Order of day and month where a file does not tell.  [default: by the file's own evidence]",
)
week_time_zone = click.option(
    "--week-tz",
    callback=zone_of,
    metavar="ZONE",
    default="UTC",
    show_default=True,
    help="Time zone in which the week begins, and schedules are judged.",
)
archive_url = click.option(
    "--archive",
    metavar="URL",
    default="rollaudit.sqlite",
    show_default=True,
    help="The archive: path of a SQLite file, or postgresql://user@server/database. The driver takes the "
    "password from PGPASSWORD or its password file.",
)
jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that read.  [default: as many as cores, where there is enough to read]",
)
cluster_option = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="A Dask scheduler (tcp://host:port) whose workers read; they must have the same paths.",
)
