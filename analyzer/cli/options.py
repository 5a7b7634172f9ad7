"""Arguments and options that commands share, and the exit codes."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from analyzer.model import DateOrder

FINDINGS = 1
NOTHING_READ = 3


class Logs(click.Path):
    """Where logs are: a path that exists, or a URL whose protocol can be read here."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The place, or a usage error that says what is missing."""
        if "::" not in str(value) and "://" not in str(value):
            return super().convert(value, param, ctx)
        from analyzer.sources import Url, place_of
        from analyzer.sources.remote import lack

        place = place_of(value)
        if not isinstance(place, Url):
            return super().convert(place, param, ctx)
        if missing := lack(place):
            self.fail(missing, param, ctx)
        # What its libraries log names URLs whole.
        logging.getLogger().addHandler(logging.NullHandler())
        return place


LOGS = Logs(exists=True, path_type=Path)
log_paths = click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=LOGS)


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
    help="A Dask scheduler (tcp://host:port) whose workers read; they must reach the same paths and URLs.",
)
