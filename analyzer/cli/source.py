"""Where a command takes what is known from: a folder of logs, or the archive."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from analyzer.cli.options import LOGS
from analyzer.config import Config

if TYPE_CHECKING:
    from analyzer.reading import Reading
    from analyzer.sources import Place

logs_folder = click.option(
    "--logs",
    type=LOGS,
    metavar="DIR",
    help="Take what is known from these logs and not from the archive.",
)


def known(logs: Place | None, archive: str, config: Config, zone: ZoneInfo, now: datetime) -> Reading:
    """All that the logs hold, or the archive where none are named; a ClickException where there is none."""
    if logs:
        from analyzer.cli.crews import crew_of, terms_of
        from analyzer.reading import begin
        from analyzer.request import Request

        terms = terms_of(Request((logs,), tz=zone.key, reading=config.reading))
        with crew_of(None, None)(terms) as crew:
            return begin((logs,), crew)()
    from analyzer.archive import ArchiveError, load, open_archive

    try:
        opened = open_archive(archive, create=False)
        with opened.reading() as connection:
            reading = load(connection, now, now).reading(now)
        opened.close()
    except ArchiveError as problem:
        raise click.ClickException(f"{problem} Or name a folder of logs with --logs.") from None
    return reading
