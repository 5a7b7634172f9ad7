"""`rollaudit safe`: whether to act on a zone's keys, for scripts."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from analyzer.cli.options import archive_url, instant_in, instant_of, time_zone
from analyzer.cli.source import known, logs_folder
from analyzer.config import Config
from analyzer.safe_text import visible

if TYPE_CHECKING:
    from analyzer.sources import Place

EXIT = {"safe": 0, "not safe": 1, "unknown": 3}


@click.command(epilog="Exit codes: 0 safe, 1 not safe, 2 usage, 3 unknown.")
@click.argument("name", metavar="ZONE")
@click.option(
    "--at", "time", callback=instant_of, metavar="T", help="When to act (ISO 8601).  [default: now]"
)
@archive_url
@logs_folder
@time_zone
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    default=24,
    show_default=True,
    metavar="HOURS",
    help="How long before that the logs may end; after that anybody may have started a rollover.",
)
@click.pass_obj
def safe(
    config: Config,
    name: str,
    time: datetime | None,
    archive: str,
    logs: Place | None,
    zone: ZoneInfo,
    max_age: float,
) -> None:
    """Say whether it is safe to act on the keys of ZONE: no key rolls then, and nothing is frozen."""
    from analyzer.forecast import FreezeError, Safety, facts, freezes_of, safety

    now = datetime.now(UTC)
    try:
        freezes = freezes_of(config.freezes, zone)
    except FreezeError as problem:
        raise click.UsageError(str(problem)) from None
    told = facts(known(logs, archive, config, zone, now))
    answer = (
        safety(
            name.lower().rstrip("."),
            instant_in(zone, time) or now,
            told,
            freezes,
            timedelta(hours=max_age),
        )
        if told
        else Safety("unknown", "nothing in the logs tells of rollovers")
    )
    made_up = " (by simulated logs)" if told and told.simulated else ""
    click.echo(visible(f"{answer.word}: {answer.reason}{made_up}"))
    sys.exit(EXIT[answer.word])
