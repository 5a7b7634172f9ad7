"""Where a command takes what is known from: a folder of logs, or the archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from analyzer.reading import Reading

logs_folder = click.option(
    "--logs",
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR",
    help="Take what is known from these logs and not from the archive.",
)


def known(logs: Path | None, archive: str, zone: ZoneInfo, now: datetime) -> Reading:
    """All that the logs hold, or the archive where none are named; a ClickException where there is none."""
    if logs:
        from analyzer.reading import read
        from analyzer.sources import Options

        return read((logs,), Options(zone))
    from analyzer.archive import ArchiveError, load, open_archive

    try:
        opened = open_archive(archive, create=False)
        with opened.reading() as connection:
            reading = load(connection, now, now).reading(now)
        opened.close()
    except ArchiveError as problem:
        raise click.ClickException(f"{problem} Or name a folder of logs with --logs.") from None
    return reading
